"""What every source must stand, in one loop over the registry."""

from __future__ import annotations

import builtins
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from amends.errors import HttpError, SourceError
from amends.sources import from_http, make, registry, summary

if TYPE_CHECKING:
    from amends.models import Batch

DATA = Path(__file__).parent.parent / "data"
TYPES = sorted(registry.BUILT_IN)
GOOD = {
    "app_store": DATA / "app_store" / "page.in",
    "feed": DATA / "feed" / "wordpress_comments.in",
    "hackernews": DATA / "hackernews" / "search.in",
}
"""An answer for each source that asks over HTTP."""
SECRET = "s3cr3t-t0ken"
MATCHING = {"hackernews": {"query": "Lipa Coffee"}, "feed": {}, "app_store": {}}


def example(name: str) -> dict:
    """Read an EXAMPLE as config.yaml is read: every scalar a string."""
    options = yaml.load(registry.load(name).EXAMPLE, yaml.CBaseLoader)
    assert options["type"] == name
    return options


def built(name: str, **changes):
    named, problems = make({"mine": {**example(name), **changes}})
    assert problems == []
    return named[0].source


def outcome(source, ctx, bookmark=None) -> list[Batch] | SourceError:
    """Fetch as a run does: what goes wrong is a value, of one kind."""
    batches = []
    try:
        batches.extend(source.fetch(ctx, bookmark))
    except HttpError as error:
        return from_http(error)
    except SourceError as error:
        return error
    return batches


def mentions(result) -> list:
    return [m for batch in result for m in batch.mentions] if isinstance(result, list) else []


@pytest.mark.parametrize("name", TYPES)
def test_the_example_builds_without_problems(name):
    source = built(name)
    assert type(source) is registry.load(name)
    assert source.type == name


@pytest.mark.parametrize("name", TYPES)
def test_building_does_no_input_or_output(name, monkeypatch):
    options = {"mine": example(name)}
    make(options)  # whatever is imported at the first call

    def refuse(*_args, **_kwargs):
        raise AssertionError("building a source must do no I/O")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "stat", refuse)
    assert make(options)[1] == []


@pytest.mark.parametrize("name", TYPES)
def test_its_line_in_the_list_of_types_is_a_sentence_of_its_own(name):
    text = summary(registry.load(name))
    assert re.match(r"[A-Z].{15,95}\.$", text), text
    assert text in sys.modules[registry.load(name).__module__].__doc__


@pytest.mark.parametrize("name", TYPES)
def test_every_option_is_described(name):
    for option, field in registry.load(name).model_fields.items():
        assert field.description or option == "type", f"{name}.{option}"


@pytest.mark.parametrize("name", TYPES)
def test_an_unknown_option_is_an_error_with_its_place(name):
    _, problems = make({"mine": {**example(name), "intervall": "3"}})
    ((path, text),) = problems
    assert path == ("sources", "mine", "intervall")
    assert "did you mean 'interval'" in text


@pytest.mark.parametrize("name", TYPES)
def test_options_that_decide_what_is_read_are_known(name):
    source = registry.load(name)
    settings = built(name).settings()
    own = set(source.model_fields) - set(registry.Source.model_fields)
    assert own >= source.COSMETIC
    assert set(settings) == (own | {"type"}) - source.COSMETIC
    assert settings.keys().isdisjoint({"enabled", "place", "interval", "max_seconds", "keep"})


SECRETS_THAT_DECIDE = {
    ("github", "token"): "it may see private repositories",
    ("woocommerce", "consumer_key"): "with it another list is read, which has held reviews too",
    ("trustpilot", "secret"): "with it reviews come that only the business sees",
}
"""Secrets by which a source finds other things than without them."""


@pytest.mark.parametrize("name", TYPES)
def test_a_secret_that_is_kept_elsewhere_begins_nothing_anew(name):
    source = registry.load(name)
    secrets = {
        option
        for option, field in source.model_fields.items()
        if "check_reference" in repr(field.rebuild_annotation())
    }
    assert bool(secrets) or not source.NEEDS_KEY or name == "file"
    decide = {option for kind, option in SECRETS_THAT_DECIDE if kind == name}
    assert decide <= secrets
    assert secrets - decide == secrets & source.COSMETIC


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_same_answer_twice_gives_the_same_ids(name, context):
    body = GOOD[name].read_bytes()

    def answer(_):
        return httpx.Response(200, content=body)

    source = built(name, **MATCHING[name])
    first, second = outcome(source, context(answer)), outcome(source, context(answer))
    ids = [mention.external_id for mention in mentions(first)]
    assert ids
    assert all(ids)
    assert ids == [mention.external_id for mention in mentions(second)]
    later = outcome(source, context(answer), first[-1].bookmark)
    assert {mention.external_id for mention in mentions(later)} <= set(ids)


FAULTS = {
    "304": lambda _: httpx.Response(304),
    "401": lambda _: httpx.Response(401),
    "402": lambda _: httpx.Response(402),
    "403": lambda _: httpx.Response(403, content=b"<html>no</html>"),
    "404": lambda _: httpx.Response(404),
    "410": lambda _: httpx.Response(410),
    "418": lambda _: httpx.Response(418),
    "429": lambda _: httpx.Response(429, headers={"retry-after": "86400"}),
    "500": lambda _: httpx.Response(500),
    "503": lambda _: httpx.Response(503, headers={"retry-after": "Wed, 21 Oct 2099 07:28:00 GMT"}),
    "cloudflare": lambda _: httpx.Response(403, headers={"cf-mitigated": "challenge"}),
    "html": lambda _: httpx.Response(200, content=b"<!doctype html><title>Just a moment</title>"),
    "empty": lambda _: httpx.Response(200, content=b""),
    "null": lambda _: httpx.Response(200, content=b"null"),
    "list": lambda _: httpx.Response(200, content=b"[[],{}]"),
    "deep": lambda _: httpx.Response(200, content=b"[" * 50_000),
    "garbage": lambda _: httpx.Response(200, content=bytes(range(256)) * 20),
    "loop": lambda request: httpx.Response(302, headers={"location": str(request.url)}),
    "to disk": lambda _: httpx.Response(302, headers={"location": "file:///etc/passwd"}),
}


def _raise(error):
    raise error


FAULTS["timeout"] = lambda request: _raise(httpx.ReadTimeout("", request=request))
FAULTS["cut off"] = lambda request: _raise(httpx.ReadError("", request=request))
FAULTS["no host"] = lambda request: _raise(httpx.ConnectError("", request=request))
KINDS = {
    "401": "auth",
    "402": "payment",
    "410": "gone",
    "429": "throttled",
    "503": "throttled",
    "cloudflare": "blocked",
    "500": "failed",
    "timeout": "failed",
    "garbage": "failed",
    "html": "failed",
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_fault_is_a_source_error_or_nothing(name, fault, context):
    result = outcome(built(name), context(FAULTS[fault]))
    if isinstance(result, SourceError):
        assert result.message
        assert "\n" not in result.message
    assert mentions(result) == []
    if fault in KINDS:
        assert result.outcome == KINDS[fault]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_body_cut_short_gives_an_error_or_fewer_mentions(name, share, context):
    body = GOOD[name].read_bytes()
    source = built(name, **MATCHING[name])
    whole = outcome(source, context(lambda _: httpx.Response(200, content=body)))
    cut = body[: int(len(body) * share)]
    result = outcome(source, context(lambda _: httpx.Response(200, content=cut)))
    assert {m.external_id for m in mentions(result)} <= {m.external_id for m in mentions(whole)}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_secret_reaches_a_message(fault, context):
    source = built(
        "feed",
        url=f"https://user:{SECRET}@blog.example.org/feed?token={SECRET}",
        auth_user="u",
        auth_password="env:FEED",
    )
    result = outcome(source, context(FAULTS[fault], secret=lambda _: SECRET))
    if isinstance(result, SourceError):
        assert SECRET not in f"{result.message} {result.hint}"


@pytest.mark.parametrize("bookmark", [[], "x", 7, {"mark": "x"}, {"walk": 3}, {"us": 7},
                                      {"taken": {}, "validators": [], "digest": 3}])  # fmt: skip
@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_bookmark_of_another_shape_counts_as_none(name, bookmark, context):
    body = GOOD[name].read_bytes()
    source = built(name, **MATCHING[name])
    assert mentions(outcome(source, context(lambda _: httpx.Response(200, content=body)), bookmark))


@pytest.mark.parametrize("name", sorted(GOOD))
def test_max_items_is_kept(name, context):
    body = GOOD[name].read_bytes()
    source = built(name, **MATCHING[name], max_items="1")
    result = outcome(source, context(lambda _: httpx.Response(200, content=body)))
    assert len(mentions(result)) <= 1
    assert result[-1].more
