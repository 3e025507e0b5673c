from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import AuthFailed, BadAnswer, HttpStatus, NeedsPayment, Throttled
from amends.sources.google import Refusal, meaning, pages

V4 = "mybusiness.googleapis.com"


def refused(status: int, body: object) -> HttpStatus:
    content = body if isinstance(body, bytes) else json.dumps({"error": body}).encode()
    return HttpStatus(f"answered {status}", status=status, body=content)


def info(reason: str, **metadata: str) -> dict:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": metadata}


@pytest.mark.parametrize(
    "body",
    [
        {"code": 403, "message": "x", "status": "PERMISSION_DENIED", "details": [
            info("SERVICE_DISABLED", service=V4, consumer="projects/831723124880")]},
        {"code": 403, "message": f"See /apis/api/{V4}/overview?project=831723124880 or so",
         "errors": [{"domain": "usageLimits", "reason": "accessNotConfigured"}]},
    ],
)  # fmt: skip
def test_an_api_that_is_off_is_named_with_the_page_that_switches_it_on(body):
    error = meaning(refused(403, body), "mybusinessaccountmanagement.googleapis.com", {})
    assert isinstance(error, AuthFailed)
    assert (
        error.message
        == "the Google My Business API is not switched on in your Google Cloud project"
    )
    address = f"https://console.developers.google.com/apis/api/{V4}/overview?project=831723124880"
    assert f"Open {address} → Enable" in error.hint


def test_the_api_that_was_asked_is_meant_where_none_is_named():
    body = {"code": 403, "status": "PERMISSION_DENIED", "details": [
        info("SERVICE_DISABLED", service="evil.example", consumer="projects/../x")]}  # fmt: skip
    error = meaning(refused(403, body), "androidpublisher.googleapis.com", {})
    assert "Google Play Android Developer API" in error.message
    assert "androidpublisher.googleapis.com/overview →" in error.hint
    assert "evil" not in f"{error.message} {error.hint}"


def test_a_quota_of_zero_is_not_a_matter_of_waiting():
    body = {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [
        info("RATE_LIMIT_EXCEEDED", quota_limit_value="0", service=V4)]}  # fmt: skip
    error = meaning(refused(429, body), V4, {"NO_QUOTA": "Ask for access."})
    assert isinstance(error, AuthFailed)
    assert error.hint == "Ask for access."


@pytest.mark.parametrize("reason", ["quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded"])
def test_a_quota_that_is_used_up_is_one_also_with_403(reason):
    body = {"code": 403, "message": "x", "errors": [{"domain": "usageLimits", "reason": reason}]}
    error = meaning(refused(403, body), V4, {"RESOURCE_EXHAUSTED": "200 an hour."})
    assert isinstance(error, Throttled)
    assert error.hint == "200 an hour."


@pytest.mark.parametrize(
    ("reason", "kind", "step"),
    [
        ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", AuthFailed, "leave every box ticked"),
        ("API_KEY_INVALID", AuthFailed, "copy it again"),
        ("BILLING_DISABLED", NeedsPayment, "Billing"),
    ],
)
def test_what_is_wrong_with_a_key_or_a_login_has_its_next_step(reason, kind, step):
    error = meaning(
        refused(403, {"status": "PERMISSION_DENIED", "details": [info(reason)]}), V4, {}
    )
    assert isinstance(error, kind)
    assert step in error.hint


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, {"code": 404, "status": "NOT_FOUND"}, "NOT_FOUND"),
        (404, b"<html>Not Found</html>", "NOT_FOUND"),
        (401, b"", "UNAUTHENTICATED"),
        (429, b"{}", "RESOURCE_EXHAUSTED"),
        (400, {"code": 400, "status": "INVALID_ARGUMENT"}, "INVALID_ARGUMENT"),
    ],
)
def test_any_other_refusal_stays_what_it_is_and_gets_the_hint_of_the_source(status, body, code):
    before = refused(status, body)
    assert meaning(before, V4, {code: "Do this."}) is before
    assert before.hint == "Do this."


words = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["error", "status", "details", "errors", "reason", "metadata", "service"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(words)
def test_no_foreign_word_is_ever_shown(body):
    error = HttpStatus("answered 403", status=403, body=json.dumps(body).encode())
    found = meaning(error, V4, {})
    assert "\n" not in f"{found.message}{found.hint}"
    assert Refusal.read(error).reason.replace("_", "").isascii()
    assert found.message in {
        "answered 403",
        "the Google My Business API is not switched on in your Google Cloud project",
    }


def test_pages_are_followed_to_the_end_and_a_circle_is_noticed():
    answers = {
        None: {"accounts": [{"a": 1}, 7], "nextPageToken": "t"},
        "t": {"accounts": [{"a": 2}]},
    }
    found = pages(lambda _, params: answers[params["pageToken"]], "u", {"pageSize": 2}, "accounts")
    assert list(found) == [{"a": 1}, {"a": 2}]
    answers["t"]["nextPageToken"] = "t"
    with pytest.raises(BadAnswer, match="circle"):
        list(pages(lambda _, params: answers[params["pageToken"]], "u", {}, "accounts"))
