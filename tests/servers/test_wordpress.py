"""`wordpress` and `feed` against a real WordPress, and both against its own database."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from servers.wordpress_server import WordPressServer, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
START = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)
"""Another day already where the site is."""
STATES = {"1": "approved", "0": "hold"}


def when(hours: int) -> str:
    return (START + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with 130 comments: threads, some held, some spam, all kinds of letters."""
    server = WordPressServer(tmp_path_factory.mktemp("wordpress"))
    try:
        (post,) = server.do(["post", "Ново & “добро” кафе"])
        orders = []
        for number in range(130):
            more = {"comment_approved": {10: 0, 16: "spam"}.get(number % 20, 1)}
            if number % 5 == 4:
                more["comment_parent"] = 2 + number - 1
            text = f"Отзыв №{number}: <b>студено</b> &amp; горчиво\n\nвтори ред 👎🏽 🇧🇬"
            orders.append(["comment", post, text, when(number), more])
        server.ids = server.do(*orders)
        server.post = post
        assert server.ids[0] == 2
        (server.password,) = server.do(["password", 1])
        yield server
    finally:
        server.stop()


class Business:
    """An owner's folder: a configuration, and what a run of the real command leaves there."""

    def __init__(self, folder, site, **sources):
        self.folder, self.site = folder, site
        config = {
            "business": {"name": "Lipa Coffee"},
            "scoring": {"engine": "light"},
            "sources": sources,
        }
        (folder / "config.yaml").write_text(json.dumps(config))
        (folder / "password").write_text(site.password)
        (folder / "password").chmod(0o600)

    def amends(self, *words: str) -> str:
        command = [sys.executable, "-m", "amends", "--config", "config.yaml", *words]
        ran = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        self.code = ran.returncode
        assert "Traceback" not in ran.stderr
        return ran.stdout + ran.stderr

    def check(self) -> str:
        return self.amends("check")

    def rows(self, source: str) -> dict[str, sqlite3.Row]:
        with closing(sqlite3.connect(self.folder / "amends.db")) as database:
            database.row_factory = sqlite3.Row
            found = database.execute(
                "SELECT * FROM mentions WHERE source = ?", (source,)
            ).fetchall()
        return {row["external_id"]: row for row in found}


def source(site, **options):
    return {"type": "wordpress", "site": site.address, "interval": 0, **options}


def known(site):
    return source(site, user="admin", password="file:password")


def in_wordpress(site, *states):
    (rows,) = site.do(["everything"])
    return {str(row["id"]): row for row in rows if row["state"] in states}


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp())


def test_all_is_as_in_the_database_of_wordpress(site, tmp_path):
    business = Business(tmp_path, site, mine=known(site), visitor=source(site))
    business.check()
    assert business.code == 0
    told, found = in_wordpress(site, "1", "0"), business.rows("mine")
    assert set(found) == set(told)
    for external_id, row in found.items():
        theirs = told[external_id]
        assert row["published_at"] == seconds(theirs["at"]) * 1_000_000
        assert row["parent_id"] == (None if theirs["parent"] == "0" else str(theirs["parent"]))
        assert row["item_id"] == str(theirs["post"])
        held = json.loads(row["extra"] or "{}").get("status", "approved")
        assert held == STATES[theirs["state"]]
    text = found[str(site.ids[0])]["text"]
    assert text == "Отзыв №0: студено & горчиво\nвтори ред 👎🏽 🇧🇬"
    assert found[str(site.ids[0])]["item_name"] == "Ново & “добро” кафе"
    assert set(business.rows("visitor")) == set(in_wordpress(site, "1"))


def test_the_next_runs_see_what_has_changed_and_nothing_else(site, tmp_path):
    business = Business(tmp_path, site, mine=known(site))
    business.check()
    before = business.rows("mine")
    business.check()
    assert {key: row["revision"] for key, row in business.rows("mine").items()} == dict.fromkeys(
        before, 1
    )
    late = (START + timedelta(days=5)).strftime("%Y-%m-%d %H:%M:%S")
    new, answer_for = site.ids[127], site.ids[3]  # the answer goes to one of weeks ago
    (added, held) = site.do(
        ["comment", site.post, "Ново", late],
        ["comment", site.post, "?", late, {"comment_approved": 0}],
    )
    business.check()
    (reply, *_) = site.do(
        ["comment", site.post, "Съжаляваме!", late, {"comment_parent": answer_for, "user_id": 1}],
        ["edit", new, "Вече е добре"],
        ["approve", held],
        ["trash", site.ids[125]],
        ["spam", site.ids[124]],
        ["delete", site.ids[123]],
    )
    business.check()
    assert business.code == 0
    after = business.rows("mine")
    assert set(after) - set(before) == {str(added), str(held)}
    assert after[str(new)]["revision"] == 2
    assert after[str(new)]["text"] == "Вече е добре"
    assert json.loads(after[str(held)]["extra"] or "{}") == {}
    gone = {key for key, row in after.items() if row["gone_at"]}
    assert gone == {str(site.ids[125]), str(site.ids[124])}  # nobody says that 123 was deleted
    assert after[str(answer_for)]["answered"] == "yes"
    assert after[str(answer_for)]["reply_text"] == "Съжаляваме!"
    assert str(reply) not in after


def test_the_feed_brings_the_same_with_less(site, tmp_path):
    feed = {"type": "feed", "url": f"{site.address}/comments/feed/", "interval": 0}
    ours = {"comment_parent": site.ids[2], "user_id": 1}
    (answer,) = site.do(["comment", site.post, "Благодарим!", when(200), ours])
    business = Business(tmp_path, site, rss=feed, mine=source(site))
    business.check()
    mine, rss = business.rows("mine"), business.rows("rss")
    by_link = {row["url"]: row for row in mine.values()}
    assert (len(rss), len(mine) > 100) == (50, True)
    foreign = set(rss) - set(by_link)
    assert any(link.endswith(f"#comment-{answer}") for link in foreign)  # our own among theirs
    for link in set(rss) & set(by_link):
        row, theirs = rss[link], by_link[link]
        assert row["published_at"] == theirs["published_at"]
        assert row["text"] == theirs["text"]
        parent = mine.get(theirs["parent_id"])
        assert row["parent_id"] == (parent["url"] if parent else None)
        assert (row["item_name"], row["item_id"]) != (theirs["item_name"], theirs["item_id"])


def test_a_site_without_pretty_permalinks(site, tmp_path):
    site.do(["permalinks", ""])
    try:
        business = Business(tmp_path, site, mine=known(site))
        business.check()
        assert set(business.rows("mine")) == {
            key for key, row in in_wordpress(site, "1", "0").items() if row["user"] != "1"
        }
    finally:
        site.do(["permalinks", "/%postname%/"])


PLUGINS = {
    "A security plugin keeps visitors": """add_filter('rest_authentication_errors',
        fn() => new WP_Error('rest_disabled', 'no', ['status' => 401]));""",
    "switched off": """add_filter('rest_endpoints', fn($all) => array_filter($all,
        fn($key) => !str_contains($key, 'comments'), ARRAY_FILTER_USE_KEY));""",
    "A firewall of the site": """if (str_contains($_SERVER['REQUEST_URI'] ?? '', 'wp-json')) {
        status_header(403); die('<html>Forbidden'); }""",
}


@pytest.mark.parametrize(("hint", "code"), PLUGINS.items())
def test_a_plugin_that_shuts_the_api_is_named(site, tmp_path, hint, code):
    site.plugin(code)
    try:
        business = Business(tmp_path, site, mine=source(site))
        assert hint in " ".join(business.check().split())
        assert business.code == 4
    finally:
        site.plugin(None)


def test_a_user_without_the_right_and_a_wrong_password(site, tmp_path):
    ((_, password),) = site.do(["user", "petar", "subscriber"])
    business = Business(
        tmp_path,
        site,
        weak=source(site, user="petar", password="file:weak"),
        wrong=source(site, user="admin", password="file:wrong"),
    )
    (tmp_path / "weak").write_text(password)
    (tmp_path / "wrong").write_text("not this one")
    told = " ".join(business.check().split())
    assert "give the role Editor" in told
    assert "application password (Users → Profile)" in told


def test_the_trial_says_what_can_be_read(site, tmp_path):
    business = Business(tmp_path, site, mine=known(site))
    assert "comments can be read (as admin" in business.amends("sources", "test", "mine")


SHOP = """
add_action('init', fn() => register_post_type('product', ['public' => true, 'show_in_rest' => true]));
add_action('rest_api_init', fn() => register_rest_route('wc/store/v1', '/products/reviews', [
    'permission_callback' => '__return_true',
    'callback' => function ($asked) {
        $found = get_comments(['type' => 'review', 'status' => 'approve']);
        $rows = array_map(fn($row) => ['id' => (int) $row->comment_ID, 'rating' => 2,
            'date_created_gmt' => str_replace(' ', 'T', $row->comment_date_gmt),
            'product_id' => (int) $row->comment_post_ID, 'reviewer' => $row->comment_author,
            'review' => wpautop($row->comment_content), 'verified' => true], $found);
        return new WP_REST_Response($rows, 200, ['X-WP-Total' => count($rows), 'X-WP-TotalPages' => 1]);
    }]));
"""
"""What WooCommerce adds to WordPress, as its documentation has it; it cannot be had by itself."""


def test_the_answer_of_a_shop_below_its_review_is_public(site, tmp_path):
    site.plugin(SHOP)
    try:
        (product,) = site.do(["post", "Тенджера", "product"])
        (review,) = site.do(["comment", product, "Счупи се", when(1), {"comment_type": "review"}])
        ours = {"comment_parent": review, "user_id": 1}
        site.do(["comment", product, "Пращаме нова", when(2), ours])
        shop = {"type": "woocommerce", "site": site.address, "interval": 0}
        business = Business(tmp_path, site, shop=shop, mine=known(site))
        told = business.check()
        assert business.code == 0, told
        row = business.rows("shop")[str(review)]
        assert (row["answered"], row["reply_text"]) == ("yes", "Пращаме нова")
        assert str(review) not in business.rows("mine")
    finally:
        site.plugin(None)
