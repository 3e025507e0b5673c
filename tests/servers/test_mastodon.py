"""`mastodon` against mastodon-mock, a server of its API that others have written."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import httpx
import pytest

from amends.sources.mastodon import Mastodon
from servers.federated import Business, Process, answers, free_port

COMMAND = os.environ.get("AMENDS_MASTODON_MOCK") or shutil.which("mastodon_mock")
pytestmark = pytest.mark.skipif(
    not COMMAND or not Path(COMMAND).is_file(),
    reason="no mastodon_mock (pip install mastodon-mock; or set AMENDS_MASTODON_MOCK)",
)
WATCH = {"any": ["Lipa Coffee"], "none": ["Manila"]}
CONFIG = """\
domain = "127.0.0.1:{port}"
url_scheme = "http"
[server]
host = "127.0.0.1"
port = {port}
[ratelimit]
enabled = true
limit = {limit}
window_seconds = 300
[auth]
enforce_scopes = true
[[seed.accounts]]
username = "lipa"
access_token = "lipa-token"
[[seed.accounts]]
username = "guest"
access_token = "guest-token"
"""


class Server:
    """One instance with two accounts."""

    def __init__(self, folder, limit=100_000):
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        (folder / "mock.toml").write_text(CONFIG.format(port=port, limit=limit))
        command = [COMMAND, "serve", "--in-memory", "--config", "mock.toml"]
        self.process = Process(command, folder)
        self.process.wait(lambda: answers(f"{self.address}/api/v2/instance"))

    def do(self, who, method, path, **body):
        """Act as one of the accounts."""
        answer = httpx.request(
            method,
            f"{self.address}/api/v1/{path}",
            json=body,
            headers={"authorization": f"Bearer {who}-token"},
        )
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, who, text, **more):
        return self.do(who, "POST", "statuses", status=text, **more)


@pytest.fixture
def server(tmp_path):
    (tmp_path / "server").mkdir()
    made = Server(tmp_path / "server")
    yield made
    made.process.stop()


def business(tmp_path, server, **options):
    known = {"type": "mastodon", "servers": [server.address], "tags": ["LipaCoffee"], **options}
    return Business(tmp_path, "lipa-token", WATCH, **known)


def test_visitors_read_tags_and_every_run_only_what_is_new(server, tmp_path):
    posted = [server.post("guest", f"кафето е студено {n} 😡 #LipaCoffee") for n in range(95)]
    server.post("guest", "#LipaCoffee in Manila")
    server.post("guest", "for my friends #LipaCoffee", visibility="private")
    shop = business(tmp_path, server)
    assert "95 new" in shop.check()
    assert shop.check() == "mine read, 1 is not about you"
    rows = shop.rows()
    assert set(rows) == {each["uri"] for each in posted}
    assert rows[posted[7]["uri"]]["text"] == "кафето е студено 7 😡 #LipaCoffee"
    later = [server.post("guest", f"and again {n} #LipaCoffee") for n in range(130)]
    assert "130 new" in shop.check()
    assert {each["uri"] for each in later} < set(shop.rows())


def test_mentions_answers_edits_and_deletions_are_seen(server, tmp_path):
    public = server.post("guest", "@lipa the cake was burnt")
    private = server.post("guest", "@lipa my card was charged twice", visibility="direct")
    shop = business(tmp_path, server, token="file:secret")
    assert "2 new" in shop.check()
    rows = shop.rows()
    assert json.loads(rows[private["uri"]]["extra"]) == {"visibility": "direct"}
    assert [rows[each["uri"]]["kind"] for each in (public, private)] == ["post", "email"]
    answer = server.post("lipa", "@guest we are sorry", in_reply_to_id=public["id"])
    server.do("guest", "PUT", f"statuses/{private['id']}", status="@lipa charged three times")
    assert shop.check() == "mine 1 edited"
    assert shop.rows()[private["uri"]]["text"] == "@lipa charged three times"
    (own,) = shop.rows("own_replies").values()
    assert (own["external_id"], own["parent_id"]) == (answer["uri"], public["uri"])
    assert own["answers"] == rows[public["uri"]]["number"]
    server.do("guest", "DELETE", f"statuses/{public['id']}")
    source = Mastodon(servers=[server.address], token="file:secret")
    left, gone = shop.again(source, [private["uri"], public["uri"]])
    assert [each.external_id for each in left.mentions] == [private["uri"]]
    assert gone.gone_ids == (public["uri"],)


def test_the_first_test_says_whose_account_it_is(server, tmp_path):
    server.post("lipa", "Good morning")
    server.post("guest", "Lipa Coffee is closed")
    shop = business(tmp_path, server, token="file:secret")
    printed = shop.amends("sources", "test", "mine")
    # The mock looks for the words as they stand, so it knows no operator of the search.
    assert "you are @lipa, it does not search posts, so only tags and mentions are read" in printed
    assert shop.check() == "mine empty"


def test_a_server_that_asks_for_patience_gets_it(tmp_path):
    (tmp_path / "server").mkdir()
    server = Server(tmp_path / "server", limit=3)
    try:
        for _ in range(4):
            httpx.get(f"{server.address}/api/v1/timelines/tag/lipacoffee")
        shop = business(tmp_path, server, max_seconds=3)
        printed = shop.amends("check")
        assert shop.code == 4
        assert "throttled" in printed or "wait" in printed
    finally:
        server.process.stop()
