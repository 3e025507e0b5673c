"""Sources over real sockets, with Prism between: it knows the description, not our code.

AMENDS_PRISM names its command line (`…/prism-cli/dist/index.js`, run by node). `proxy` judges what
goes to our fake and what comes back; `mock` makes up answers from the description alone.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from shutil import which
from types import SimpleNamespace

import httpx
import pytest

from amends.config.model import HttpConfig, Watch
from amends.errors import HttpError, SourceError
from amends.http import Deadline, Http
from amends.sources import FetchContext, from_http, registry
from fakes import NOW, answered, fake
from fakes.bluesky import ENTRANCE, HOME
from fakes.serving import ByLoopback, served
from specs.running import Runs, all_ways, source_of
from specs.table import DESCRIBED
from specs.whole import whole

HOSTS = {
    "app_store_connect": {"https://api.appstoreconnect.apple.com": "app store connect"},
    "bluesky": {ENTRANCE: "bluesky", HOME: "bluesky"},
    "discourse": {"https://forum.example.org": "discourse"},
    "google_business": {
        "https://mybusinessaccountmanagement.googleapis.com": "google accounts",
        "https://mybusinessbusinessinformation.googleapis.com": "google locations",
    },
    "google_places": {"https://places.googleapis.com": "google places"},
    "google_play": {"https://androidpublisher.googleapis.com": "google play"},
    "judgeme": {"https://judge.me": "judge.me"},
    "mastodon": {"https://mastodon.example": "mastodon"},
    "reviews_io": {"https://api.reviews.io": "reviews.io"},
    "x": {"https://api.x.com": "x"},
    "yandex_market": {"https://api.partner.market.yandex.ru": "yandex market"},
    "yelp": {"https://api.yelp.com": "yelp"},
    "youtube": {"https://youtube.googleapis.com": "youtube"},
    "zendesk": {"https://lipa-coffee.zendesk.com": "zendesk"},
}
THERE = sorted(set(HOSTS) & set(registry.BUILT_IN))
OWN = [name for name in THERE if DESCRIBED[name].whole]
"""Those that the platform itself describes: only there can made-up answers be trusted."""
PORTS = range(28_000, 29_000)


@pytest.fixture(scope="session")
def command():
    """Return the command that starts Prism."""
    file, node = os.environ.get("AMENDS_PRISM"), which("node")
    if not file or not node:
        pytest.skip("AMENDS_PRISM does not name Prism's command line, or there is no node")
    return [node, file]


@contextmanager
def everywhere(command, folder, name, platform=None):
    """Run Prism for all hosts of a source: before the platform, or instead of it."""
    with ExitStack() as stack:
        addresses = {}
        for origin, described in HOSTS[name].items():
            words = ("mock", "-d")
            if platform:
                words = ("proxy", stack.enter_context(served(platform, origin)).address)
            addresses[origin] = stack.enter_context(prism(command, folder, described, *words))
        yield addresses


@contextmanager
def prism(command, folder, name, *words):
    """Run Prism on a description; yield its address."""
    port = next(port for port in PORTS if not listening(port))
    file, log = folder / f"{name}.json", folder / f"{name}.log"
    file.write_text(json.dumps(whole(name), default=str), "utf-8")
    with log.open("wb") as output:
        start = [*command, words[0], "-h", "127.0.0.1", "-p", str(port), "-m", "false"]
        started = subprocess.Popen([*start, str(file), *words[1:]], stdout=output, stderr=output)
        try:
            wait(started, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            started.terminate()
            started.wait(10)


def wait(started, port, log, seconds=60):
    """Wait until somebody listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert started.poll() is None, log.read_text("utf-8")[-2000:]
        if listening(port):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8")[-2000:])


def listening(port):
    """Whether somebody listens there."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


class Judged(ByLoopback):
    """Notes what Prism finds wrong; `prefer` asks it for one of the described answers."""

    def __init__(self, addresses, others, prefer=None, outside=()):
        super().__init__(addresses, others)
        self.outside = re.compile("|".join(outside) or "$^")
        self.prefer, self.violations, self.judged = prefer, [], 0
        self.undescribed = False

    def handle_request(self, request):
        if self.outside.search(f"{request.method} {request.url.copy_with(query=None)}"):
            return self.others.handle_request(request)
        if self.prefer:
            request.headers["prefer"] = self.prefer
        response = super().handle_request(request)
        kind = response.headers.get("content-type", "")
        self.undescribed |= kind.startswith("application/problem+json")
        self.judged += request.url.host in self.addresses
        for found in json.loads(response.headers.get("sl-violations", "[]")):
            place = " ".join(found["location"])
            self.violations.append(
                f"{request.method} {request.url.path}: {place}  {found['message']}"
            )
        return response


@pytest.fixture
def lent():
    """Make contexts whose network is a transport."""
    opened = []

    def context(transport, secret, login=None):
        http = Http(HttpConfig(interval=0, retries=0), transport=transport, sleep=lambda _: None)
        opened.append(http)
        deadline = Deadline(60)
        return FetchContext(
            http=http.source(deadline, 0),
            now=NOW,
            deadline=deadline,
            watch=Watch(),
            secret=secret,
            login=SimpleNamespace(read=lambda: login, renew=lambda token: None),
        )

    yield context
    for http in opened:
        http.close()


@pytest.mark.parametrize("name", THERE)
def test_prism_finds_nothing_between_the_source_and_the_fake(name, command, tmp_path, lent):
    platform = fake(name)(items=5)
    with (
        everywhere(command, tmp_path, name, platform) as addresses,
        Judged(addresses, platform, outside=DESCRIBED[name].outside) as way,
    ):
        all_ways(Runs(name, platform, way, lent))
    assert way.judged > 3
    known = re.compile("|".join([*DESCRIBED[name].known, *UNSPOKEN.get(name, ())]) or "$^")
    assert sorted({each for each in way.violations if not known.search(each)}) == []


UNSPOKEN = {
    "discourse": (
        "found 'count'",
        "reply_to_post_number must be string,null",
        "details  .* must have required property 'can_",
        "request header .*[Aa]pi-",
        "Unable to match the returned status code",
    ),
    "judgeme": ("Invalid security scheme used", "property 'api_token'"),
    "reviews_io": ("Invalid security scheme used", "response body"),
    "x": ("must have required property '(code|message)'",),  # a problem, held against an error
    "zendesk": ("Unable to match the returned status code",),
    "yandex_market": ("<= 9007199254740991",),  # its numbers end there, those of Yandex do not
}
"""What `DESCRIBED` says of these types, in the words of Prism."""
OUTCOMES = {
    "401": {"auth"},
    "403": {"auth", "blocked", "denied"},
    "404": {"gone", "failed", "auth"},
    "420": {"throttled"},
    "429": {"throttled"},
    "500": {"failed"},
}


@pytest.mark.parametrize("name", OWN)
def test_a_refusal_that_prism_makes_up_has_its_outcome(name, command, tmp_path, lent):
    platform = fake(name)(items=0)
    found = {}
    with everywhere(command, tmp_path, name) as addresses:
        for code in ("200", *OUTCOMES):
            with Judged(addresses, platform, f"code={code}", DESCRIBED[name].outside) as way:
                found[code] = ended(
                    name, platform, lent(way, secret=platform.secret, login=platform.LOGIN)
                )
            assert [each for each in way.violations if " request " in each] == []
            if way.undescribed:
                del found[code]
    found.pop("200", None)  # made-up links lead anywhere, so that an error is right as well
    assert found
    wrong = {code: error for code, error in found.items() if error.outcome not in OUTCOMES[code]}
    assert wrong == {}


def ended(name, platform, context):
    """Return the error that ends a run of a source, if one does."""
    source = source_of(name, platform, max_items="20")
    try:
        list(source.fetch(context, None))
    except HttpError as error:
        return from_http(error)
    except SourceError as error:
        return error
    return None


def test_prism_finds_a_misspelt_parameter_value_and_a_wrong_answer(command, tmp_path):
    host = "https://api.yelp.com"

    def broken(request):
        return answered({"total": "three", "reviews": [], "possible_languages": []})

    with (
        served(broken, host) as server,
        prism(command, tmp_path, "yelp", "proxy", server.address) as between,
        Judged({host: between}, broken) as way,
        httpx.Client(transport=way, headers={"authorization": "Bearer x"}) as client,
    ):
        client.get(f"{host}/v3/businesses/x/reviews", params={"sort_by": "newest"})
    assert any("sort_by" in each for each in way.violations)
    assert any("total" in each for each in way.violations)
