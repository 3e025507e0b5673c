"""What Facebook and Instagram share: errors, pages of lists, the login."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Blocked,
    ConfigError,
    HttpStatus,
    SourceError,
    Throttled,
    Unreachable,
)
from amends.sources import LogsIn, from_http
from amends.sources.facebook import Facebook
from amends.sources.meta import Graph, onward, proof, used_up
from amends.sources.meta_refusals import refusal
from fakes import SECRET, answered
from fakes.graph import error

if TYPE_CHECKING:
    import httpx

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
NEEDS = ("pages_read_engagement", "pages_read_user_content")


def asked(context, response, **options):
    graph = Graph(context(lambda _: response), SECRET, needs=NEEDS, **options)
    return graph.get("me", fields="id")


@pytest.mark.parametrize(
    ("code", "subcode", "kind", "step"),
    [
        (190, 463, AuthFailed, "Log in again: amends sources login NAME"),
        (190, 460, AuthFailed, "Log in again: amends sources login NAME"),
        (190, 458, AuthFailed, "Log in again: amends sources login NAME"),
        (190, 459, AuthFailed, "Open https://www.facebook.com"),
        (190, None, AuthFailed, "sources login NAME"),
        (102, None, AuthFailed, "sources login NAME"),
        (10, None, AuthFailed, "pages_read_engagement, pages_read_user_content"),
        (200, None, AuthFailed, "pages_read_user_content"),
        (299, None, AuthFailed, "tools/explorer"),
        (3, None, AuthFailed, "tools/explorer"),
        (12, None, BadRequest, "No key changes that"),
        (100, 33, BadRequest, "Is it the Page of this token?"),
        (1, None, Unreachable, "next run"),
        (2, None, Unreachable, "next run"),
        (368, None, Blocked, "facebook.com/support"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_the_code_says_what_to_do_whatever_the_status(code, subcode, kind, step, status, context):
    with pytest.raises(kind) as caught:
        asked(context, error(code, status, subcode))
    assert type(caught.value) is kind
    assert step in caught.value.hint


def test_a_subcode_says_why_the_token_is_no_good(context):
    told = []
    for subcode in (458, 459, 460, 463, 467):
        with pytest.raises(AuthFailed) as caught:
            asked(context, error(190, 400, subcode))
        told.append(caught.value.message)
    assert len(set(told)) == 5


def test_the_permission_that_meta_names_is_the_one_to_add(context):
    words = "(#10) This endpoint requires the 'pages_read_user_content' permission or <b>evil</b>"
    with pytest.raises(AuthFailed) as caught:
        asked(context, error(10, 403, message=words))
    assert "pages_read_user_content" in caught.value.message
    assert "pages_read_engagement" not in caught.value.message
    assert "evil" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001, 80002])
def test_it_waits_as_long_as_meta_says(code, context):
    usage = {"1045": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 7},
                      {"type": "pages", "estimated_time_to_regain_access": 25}],
             "2": [{"estimated_time_to_regain_access": 0}]}  # fmt: skip
    with pytest.raises(Throttled) as caught:
        asked(context, error(code, 403, x_business_use_case_usage=json.dumps(usage)))
    assert caught.value.until == NOW + timedelta(minutes=25)


@pytest.mark.parametrize("usage", ["", "{", "[]", '{"1": 3}', '{"1": [{}]}', "[" * 50_000])
def test_an_odd_usage_is_no_time_to_wait_for(usage, context):
    with pytest.raises(Throttled) as caught:
        asked(context, error(4, 400, x_business_use_case_usage=usage))
    assert caught.value.until is None


def test_what_is_used_up_is_told():
    told = {"1045": [{"type": "pages", "call_count": 12}, {"type": "messenger", "call_count": 80}]}
    headers = {"x-business-use-case-usage": json.dumps(told)}
    assert used_up(headers) == "; 80 % of what Meta allows is used up"
    assert used_up({}) == ""


def test_what_no_code_explains_means_what_it_means_everywhere(context):
    with pytest.raises(HttpStatus) as caught:
        asked(context, error(99_999, 403))
    assert from_http(caught.value).outcome == "auth"
    with pytest.raises(HttpStatus) as caught:
        asked(context, answered({"error": "odd"}))
    assert isinstance(from_http(caught.value), BadAnswer)


@given(st.binary() | st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(
    inner) | st.dictionaries(st.sampled_from(["error", "code", "message", "error_subcode"]), inner)
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_error_body_has_a_meaning_or_none(body):
    found = refusal(HttpStatus("x", status=400, body=body), NOW, NEEDS)
    assert found is None or isinstance(found, SourceError)


def test_a_page_without_next_is_the_last_and_a_short_one_is_not():
    cursors = {"before": "b", "after": "a"}
    assert onward({"cursors": cursors}) is None
    assert onward({"cursors": cursors, "next": "https://graph.facebook.com/x?after=a"}) == {
        "after": "a"
    }
    assert onward(None) is None


def test_of_the_next_address_only_where_it_begins_is_kept():
    address = (
        f"https://graph.facebook.com/v26.0/1/feed?access_token={SECRET}&until=1700000000"
        f"&__paging_token=enc_x&appsecret_proof={SECRET}&limit=25&fields=id"
    )
    assert onward({"next": address}) == {"until": "1700000000", "__paging_token": "enc_x"}


def test_an_empty_page_in_the_middle_does_not_end_a_list(context):
    pages = {
        None: {"data": [{"id": "1"}], "paging": {"cursors": {"after": "a"}, "next": "https://x"}},
        "a": {"data": [], "paging": {"cursors": {"after": "b"}, "next": "https://x"}},
        "b": {"data": [{"id": "2"}], "paging": {"cursors": {"after": "c"}}},
    }
    graph = Graph(context(lambda r: answered(pages[r.url.params.get("after")])), SECRET)
    assert [each["id"] for each in graph.all("me/feed")] == ["1", "2"]


def test_pages_that_go_round_end(context):
    page = {"data": [], "paging": {"cursors": {"after": "a"}, "next": "https://x"}}
    with pytest.raises(BadAnswer, match="circle"):
        list(Graph(context(lambda _: answered(page)), SECRET).all("me/feed"))


def test_the_app_secret_proves_and_does_not_travel(context):
    seen = []

    def answer(request):
        seen.append(request)
        return answered({"id": "1"})

    Graph(context(answer), SECRET, app_secret="app-s3cr3t").get("me")
    assert seen[0].headers["authorization"] == f"Bearer {SECRET}"
    assert seen[0].url.params["appsecret_proof"] == proof(SECRET, "app-s3cr3t")
    assert "app-s3cr3t" not in str(seen[0].url)
    # RFC 4231's case 2 of HMAC-SHA-256
    rfc = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert proof("what do ya want for nothing?", "Jefe") == rfc


PAGES = [
    {"id": "1", "name": "Lipa", "access_token": "page-token-1"},
    {"id": "2", "name": "Lipa Bar", "access_token": "page-token-2"},
]


def logging_in(context, *pages, accounts=None, **options):
    """Return a source, its context, and the requests that are made."""
    asked_for: list[httpx.Request] = []

    def answer(request):
        asked_for.append(request)
        token = request.headers.get("authorization")
        if request.url.path.endswith("/oauth/access_token"):
            return answered({"access_token": "lasting", "token_type": "bearer"})
        if request.url.path.endswith("/me/accounts"):
            return accounts or answered({"data": list(pages)})
        return answered({"id": "1"}) if token == "Bearer page-token-1" else error(190, 401)

    return Facebook(**options), context(answer, secret=lambda _: "app-s3cr3t"), asked_for


def keep(source, ctx, token):
    return source.consent(ctx).keep(ctx, token)


def test_it_logs_in():
    assert isinstance(Facebook(), LogsIn)


def test_a_login_that_would_not_be_used_is_not_begun(context):
    with pytest.raises(ConfigError, match="instead of this login"):
        Facebook(access_token="env:META").consent(context(lambda _: answered({})))


def test_the_token_of_a_person_becomes_that_of_their_page(context):
    source, ctx, asked_for = logging_in(context, PAGES[0])
    assert keep(source, ctx, "short") == "page-token-1"
    assert asked_for[0].headers["authorization"] == "Bearer short"
    assert any("Extend Access Token" in step for step in source.consent(ctx).instructions)


def test_an_app_makes_the_login_last(context):
    source, ctx, asked_for = logging_in(context, *PAGES, app_id="77", app_secret="env:S", page="2")
    assert keep(source, ctx, "short") == "page-token-2"
    assert asked_for[0].url.params["fb_exchange_token"] == "short"
    assert asked_for[1].headers["authorization"] == "Bearer lasting"
    assert not any("Extend" in step for step in source.consent(ctx).instructions)


def test_several_pages_must_be_told_apart(context):
    source, ctx, _ = logging_in(context, *PAGES)
    with pytest.raises(AuthFailed, match=r"Lipa \(1\), Lipa Bar \(2\)") as caught:
        keep(source, ctx, "short")
    assert "`page:`" in caught.value.hint


def test_a_login_that_sees_no_page_says_so(context):
    source, ctx, _ = logging_in(context)
    with pytest.raises(AuthFailed, match="sees no Page"):
        keep(source, ctx, "short")


def test_the_token_of_a_page_stays_as_it_is(context):
    source, ctx, _ = logging_in(context, accounts=error(100))
    assert keep(source, ctx, "page-token-1") == "page-token-1"
    with pytest.raises(AuthFailed):
        keep(source, ctx, "nonsense")


def test_no_step_of_a_failed_login_shows_a_token(context):
    def answer(_request):
        return error(190, 400, message=f"Bad token {SECRET}")

    source = Facebook(app_id="77", app_secret="env:S")
    ctx = context(answer, secret=lambda _: f"app-{SECRET}")
    with pytest.raises(AuthFailed) as caught:
        keep(source, ctx, SECRET)
    assert SECRET not in f"{caught.value} {caught.value.hint} {caught.value.__cause__}"


def test_a_token_of_the_configuration_is_renewed_there(context):
    source = Facebook(access_token="env:META")
    with pytest.raises(AuthFailed) as caught:
        source.graph(context(lambda _: error(190, 400))).get("me")
    assert caught.value.hint == (
        "Get a new token, and put it where `access_token:` in config.yaml says."
    )


@pytest.mark.parametrize("options", [{}, {"app_id": "1", "app_secret": "env:APP"}])
def test_junk_that_was_pasted_is_not_taken(context, options):
    with pytest.raises(AuthFailed, match=r"^Meta does not take this token$") as caught:
        keep(Facebook(**options), context(lambda _: error(190, 400)), "junk")
    assert "copy it whole" in caught.value.hint
