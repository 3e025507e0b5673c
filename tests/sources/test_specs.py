"""Each source against its fake, and both against what the platform says of its own API.

Where the descriptions are absent these tests are skipped; `specs` says where they are looked for.
"""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from amends.sources import registry
from fakes import fake
from specs import spec
from specs.running import Runs, all_ways, well
from specs.table import DESCRIBED, PAYLOADS
from specs.watching import Watched

THERE = sorted(set(DESCRIBED) & set(registry.BUILT_IN))


def watched(name, platform):
    described = DESCRIBED[name]
    checkers = [spec(each) for each in described.by]
    for checker in checkers:
        if described.kinds:
            checker.kinds.update(described.kinds)
    return Watched(platform, checkers, described.outside, described.known)


@pytest.mark.parametrize("name", THERE)
def test_requests_and_answers_are_as_described(name, context):
    seen = watched(name, fake(name)(items=5))
    all_ways(Runs(name, seen.platform, seen, context))
    assert not seen.faults, "\n".join(sorted(set(seen.faults)))
    assert len(seen.seen) == len(seen.checkers), "a description was never asked"
    described = DESCRIBED[name]
    assert seen.used == {*described.outside, *described.known}, "something said is no longer so"


@pytest.mark.parametrize("name", THERE)
def test_an_empty_account_is_as_described(name, context):
    seen = watched(name, fake(name)(items=0))
    well(Runs(name, seen.platform, seen, context).fetch())
    assert not seen.faults, "\n".join(sorted(set(seen.faults)))


@pytest.mark.parametrize("name", [name for name in THERE if DESCRIBED[name].whole])
def test_a_misspelling_anywhere_would_be_found(name, context):
    seen, asked = watched(name, fake(name)(items=2)), []

    def network(request):
        asked.append((request, seen(request)))
        return asked[-1][1]

    well(Runs(name, seen.platform, network, context).fetch())
    inside = [each for each in asked if seen.speaking(each[0])]
    assert inside
    for request, response in inside:
        (checker,) = seen.speaking(request)
        wrong = httpx.Request(request.method, request.url.copy_add_param("misspelt", "1"))
        assert "query parameter misspelt is not" in " ".join(checker.request_faults(wrong))
        for way, body in misspelt(response.json()):
            faults = checker.response_faults(request, httpx.Response(200, json=body))
            found = any("misspelt" in fault for fault in faults)
            assert found or re.search(DESCRIBED[name].blind, way), way


def misspelt(body):
    """Yield an answer once for each of its objects, which has one field too many."""
    for way, node in objects(body):
        node["misspelt"] = 1
        yield way, body
        del node["misspelt"]


def objects(node, way="$"):
    """Return all objects in a JSON value and the ways to them."""
    if isinstance(node, list):
        return [found for child in node for found in objects(child, f"{way}[]")]
    if not isinstance(node, dict):
        return []
    inner = [found for key, child in node.items() for found in objects(child, f"{way}.{key}")]
    return [(way, node), *inner]


DATA = Path(__file__).parent.parent / "data"
CASES = sorted(
    f"{file.parent.name}/{file.stem}"
    for name in DESCRIBED
    for file in (DATA / name).glob("*.in")
    if name in THERE and name != "google_business"  # nobody describes its reviews
)


@pytest.mark.parametrize("case", CASES)
def test_payloads_are_as_described(case):
    assert case in PAYLOADS, "say there which request it answers"
    payload, name = PAYLOADS[case], case.partition("/")[0]
    request = httpx.Request(payload.method, payload.address)
    response = httpx.Response(200, content=(DATA / f"{case}.in").read_bytes())
    known = re.compile("|".join(DESCRIBED[name].known) or "$^")
    faults = [
        fault.removeprefix("answer ")
        for checker in watched(name, None).checkers
        for fault in checker.response_faults(request, response)
        if not known.search(fault)
    ]
    assert [fault for fault in faults if not fault.startswith(payload.odd)] == []
    assert [odd for odd in payload.odd if not any(fault.startswith(odd) for fault in faults)] == []


def test_the_documentation_says_which_were_checked():
    said = {name for name in set(registry.BUILT_IN) if checked(name) == "spec"}
    assert said == {name for name in THERE if DESCRIBED[name].whole}


def checked(name):
    guide = registry.load(name).GUIDE
    return guide and guide.checked
