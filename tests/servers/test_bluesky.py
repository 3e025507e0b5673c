"""`bluesky` against Bluesky's own servers: PDS and AppView as npm's @atproto/dev-env starts them.

It takes minutes to install (`npm i @atproto/dev-env`, then `npm rebuild better-sqlite3`) and needs
redis-server and a PostgreSQL in which schemas may be made:

    AMENDS_BLUESKY=FOLDER AMENDS_POSTGRES=postgresql://user:password@127.0.0.1/database pytest …

The search of this AppView is a plain substring with case; the live one is a full-text search.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from amends.sources.bluesky import Bluesky
from servers.federated import Business, Process, free_port

FOLDER = Path(os.environ.get("AMENDS_BLUESKY", "node_modules/.."))
POSTGRES = os.environ.get("AMENDS_POSTGRES")
WATCH = {"any": ["Lipa", "Липа"], "none": ["Manila"]}


def missing() -> str:
    """Return what this machine lacks; nothing if it can run it."""
    if not (FOLDER / "node_modules/@atproto/dev-env").is_dir():
        return "no @atproto/dev-env (npm; set AMENDS_BLUESKY to the folder of node_modules)"
    if not POSTGRES:
        return "set AMENDS_POSTGRES to the address of a PostgreSQL for the AppView"
    absent = [each for each in ("node", "redis-server") if not shutil.which(each)]
    return f"no {' and no '.join(absent)}" if absent else ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


class Network:
    """PLC, PDS and AppView, and three accounts that act at them."""

    def __init__(self, folder):
        redis = str(free_port())
        words = ["--bind", "127.0.0.1", "--port", redis, "--save", "", "--appendonly", "no"]
        self.redis = Process(["redis-server", *words], folder)
        ports = ",".join(str(free_port()) for _ in range(3))
        self.node = Process(
            ["node", str(Path(__file__).parent / "bluesky.js")],
            folder,
            NODE_PATH=str((FOLDER / "node_modules").resolve()),
            DB_POSTGRES_URL=POSTGRES or "",
            REDIS_HOST=f"127.0.0.1:{redis}",
            LOG_ENABLED="0",
            PORTS=ports,
            SCHEMA="amends_" + "".join(random.choices("abcdefghij", k=12)),  # digits are refused
        )

    def start(self):
        """Wait until it is ready, and let all accounts log in."""
        self.node.wait(lambda: '{"pds"' in self.node.log.read_text())
        said = self.node.log.read_text()
        self.pds = json.loads(said[said.index('{"pds"') :].splitlines()[0])["pds"]
        self.sessions = {name: self.log_in(name) for name in ("lipa", "maria", "petra")}

    def log_in(self, name):
        asked = {"identifier": f"{name}.test", "password": f"{name}-pass"}
        return httpx.post(f"{self.pds}/xrpc/com.atproto.server.createSession", json=asked).json()

    def do(self, who, method, **body):
        headers = {"authorization": f"Bearer {self.sessions[who]['accessJwt']}"}
        answer = httpx.post(f"{self.pds}/xrpc/{method}", json=body, headers=headers, timeout=20)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def post(self, who, text, ago=timedelta(0), **more):
        at = (datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, **more}
        made = self.do(
            who, "com.atproto.repo.createRecord",
            repo=self.sessions[who]["did"], collection="app.bsky.feed.post", record=record,
        )  # fmt: skip
        return {"uri": made["uri"], "cid": made["cid"]}

    def delete(self, who, post):
        self.do(
            who, "com.atproto.repo.deleteRecord", repo=self.sessions[who]["did"],
            collection="app.bsky.feed.post", rkey=post["uri"].rpartition("/")[2],
        )  # fmt: skip

    def naming(self, who):
        """Return a facet that names an account at the beginning of a text."""
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.sessions[who]["did"]}
        end = len(f"@{who}.test")
        return [{"index": {"byteStart": 0, "byteEnd": end}, "features": [feature]}]

    def settle(self, *gone, there=()):
        """Wait until the AppView shows these posts, and no longer those."""
        end = time.monotonic() + 20
        while self.seen(there) != {each["uri"] for each in there} or self.seen(gone):
            assert time.monotonic() < end
            time.sleep(0.2)

    def block(self, who, whom):
        """Let nobody of the two see the other."""
        record = {"$type": "app.bsky.graph.block", "subject": self.sessions[whom]["did"],
                  "createdAt": "2026-01-01T00:00:00Z"}  # fmt: skip
        self.do(who, "com.atproto.repo.createRecord", repo=self.sessions[who]["did"],
                collection="app.bsky.graph.block", record=record)  # fmt: skip

    def settle_for(self, who, *gone):
        """Wait until somebody is no longer shown these posts."""
        end = time.monotonic() + 20
        while self.seen(gone, who):
            assert time.monotonic() < end
            time.sleep(0.2)

    def told(self, *posts):
        """Wait until these posts stand among the notifications, which come a little later."""
        end = time.monotonic() + 20
        while not {each["uri"] for each in posts} <= {each["uri"] for each in self.notifications()}:
            assert time.monotonic() < end
            time.sleep(0.2)

    def notifications(self):
        address = f"{self.pds}/xrpc/app.bsky.notification.listNotifications"
        headers = {"authorization": f"Bearer {self.sessions['lipa']['accessJwt']}"}
        return httpx.get(address, headers=headers).json()["notifications"]

    def seen(self, posts, who="petra"):
        asked = {"uris": [each["uri"] for each in posts]}
        if not asked["uris"]:
            return set()
        headers = {"authorization": f"Bearer {self.sessions[who]['accessJwt']}"}
        answer = httpx.get(f"{self.pds}/xrpc/app.bsky.feed.getPosts", params=asked, headers=headers)
        return {each["uri"] for each in answer.json()["posts"]}

    def stop(self):
        self.node.stop()
        self.redis.stop()


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    made = Network(tmp_path_factory.mktemp("bluesky"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


def business(tmp_path, network, password="lipa-pass"):
    options = {"type": "bluesky", "handle": "lipa.test", "host": network.pds}
    return Business(tmp_path, password, WATCH, password="file:secret", **options)


def test_a_life_of_posts(network, tmp_path):
    found = [
        network.post("maria", f"Липа ☕ е студено {n} 😡", timedelta(minutes=n)) for n in range(130)
    ]
    network.post("maria", "Lipa Manila")
    text, shown = "Lipa ☕ at lipa.exampl…", "lipa.exampl…"
    start, end = (len(each.encode()) for each in (text.removesuffix(shown), text))
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://lipa.example/menu"}
    link = [{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}]
    named = network.post("petra", "@lipa.test the coffee is cold", facets=network.naming("lipa"))
    linked = network.post("petra", text, facets=link)
    network.settle(there=[*found[:20], named, linked])

    shop = business(tmp_path, network)
    assert "132 new" in shop.check()
    rows = shop.rows()
    assert set(rows) == {each["uri"] for each in [*found, named, linked]}
    assert rows[linked["uri"]]["text"] == "Lipa ☕ at https://lipa.example/menu"
    assert rows[named["uri"]]["url"].startswith("https://bsky.app/profile/petra.test/post/")
    assert rows[named["uri"]]["author_handle"] == "@petra.test"

    assert " new" not in shop.check()
    both = {"root": named, "parent": named}
    answer = network.post("lipa", "We are sorry!", reply=both)
    network.settle(there=[answer])  # it tells nobody of an answer to what it does not know yet
    back = network.post("petra", "Still cold.", reply={"root": named, "parent": answer})
    embed = {"$type": "app.bsky.embed.record", "record": answer}
    quote = network.post("maria", "Look at this", embed=embed)
    network.do("maria", "com.atproto.repo.createRecord", repo=network.sessions["maria"]["did"],
               collection="app.bsky.feed.like", record={"subject": named, "$type": "app.bsky.feed.like",
               "createdAt": "2026-01-01T00:00:00Z"})  # fmt: skip
    network.told(back, quote)
    assert "2 new" in shop.check()
    rows, own = shop.rows(), shop.rows("own_replies")
    assert own[answer["uri"]]["answers"] == rows[named["uri"]]["number"]
    assert rows[back["uri"]]["parent_id"] == answer["uri"]
    assert rows[back["uri"]]["thread_id"] == named["uri"]
    assert json.loads(rows[quote["uri"]]["extra"])["quoted"] == "We are sorry!"

    network.delete("petra", back)
    network.settle(back)
    source = Bluesky(handle="lipa.test", password="file:secret", host=network.pds)
    (batch,) = shop.again(source, [back["uri"], named["uri"]])
    assert batch.gone_ids == (back["uri"],)
    assert [(each.external_id, each.reach.likes) for each in batch.mentions] == [(named["uri"], 1)]

    network.block("petra", "lipa")
    network.settle_for("lipa", named)
    (batch,) = shop.again(source, [named["uri"]])
    assert (batch.mentions, batch.gone_ids) == ((), ())  # only we may not see it any more


def test_the_session_goes_on_from_run_to_run(network, tmp_path):
    shop = business(tmp_path, network)
    shop.check()
    (kept,) = (tmp_path / "logins").iterdir()
    first = kept.read_text()
    assert "lipa-pass" not in first
    (tmp_path / "secret").write_text("no longer true")
    shop.check()
    assert kept.read_text() != first
    (tmp_path / "logins" / kept.name).unlink()
    printed = shop.amends("check")
    assert shop.code == 4
    assert "app password" in printed


def test_the_first_test_says_whose_account_it_is(network, tmp_path):
    printed = business(tmp_path, network).amends("sources", "test", "mine")
    assert "logged in as @lipa.test, the search answers" in printed
    assert "Lipa since 20" in printed
