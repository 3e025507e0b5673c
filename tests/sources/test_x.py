from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.config.model import Watch
from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    HttpUnreachable,
    NeedsPayment,
    Throttled,
)
from amends.sources import Probes, Refetches
from amends.sources.x import X, parse
from amends.sources.x.query import LONGEST, query_for
from fakes import NOW, SECRET, answered
from fakes.reading import ids
from fakes.x import Fake, id_at, refused
from specs import spec
from specs.watching import Watched

DATA = Path(__file__).parent.parent / "data" / "x"
WATCH = Watch(
    any=("Lipa Coffee", "Липа", "@lipa"), none=("Lipa Steel",), context=("coffee", "кофе")
)


def source(**options):
    return X(**{"token": "env:X_BEARER_TOKEN", "query": "Lipa", **options})


def lent(context, platform, now=NOW, watch=None, secret=None):
    platform.now = now
    return replace(context(platform, secret=secret or platform.secret, watch=watch), now=now)


def run(context, platform, bookmark=None, now=NOW, watch=None, **options):
    return list(source(**options).fetch(lent(context, platform, now, watch), bookmark))


def skipped(batches):
    return [each for batch in batches for each in batch.skipped]


def searches(platform):
    return [request.url.params for request in platform.requests if "search" in request.url.path]


def test_posts_become_mentions(expected, told):
    case = DATA / "search.in"
    expected(case, told(*parse(json.loads(case.read_bytes()), NOW)))


def test_posts_under_their_new_names_are_the_same(told):
    text = (DATA / "search.in").read_text("utf-8")
    new = text
    for old, name in (("note_tweet", "note_post"), ("referenced_tweets", "referenced_posts"),
                      ("edit_history_tweet_ids", "edit_history_post_ids"), ("retweet_count", "repost_count")):  # fmt: skip
        new = new.replace(old, name)
    assert new != text
    assert told(*parse(json.loads(new), NOW)) == told(*parse(json.loads(text), NOW))


# The query.


def test_the_query_is_made_of_the_words_of_watch():
    assert query_for(WATCH, ("ru", "en")) == (
        '("Lipa Coffee" OR "Липа" OR @lipa) -is:retweet ("coffee" OR "кофе") (lang:ru OR lang:en)'
        ' -"Lipa Steel"'
    )
    assert query_for(Watch(any=("Lipa",), all=("Sofia",)), ("pl",)) == (
        '"Lipa" -is:retweet "Sofia" lang:pl'
    )


def test_what_has_no_room_is_left_to_us():
    watch = Watch(any=("Lipa",), none=tuple(f"namesake number {n}" for n in range(60)))
    query = query_for(watch, ("en",))
    assert query.startswith('"Lipa" -is:retweet lang:en -"namesake number 0"')
    assert LONGEST - 25 < len(query) <= LONGEST


def test_words_with_a_star_are_not_sent():
    watch = Watch(any=("Lipa", "Лип*"), none=("lipa steel*",), context=("coffee", "коф*"))
    assert query_for(watch, ()) == '"Lipa" -is:retweet'
    with pytest.raises(BadRequest) as caught:
        query_for(Watch(any=("Лип*",)), ())
    assert "write the forms out" in caught.value.hint


def test_words_are_no_operators():
    watch = Watch(any=('Lipa" OR from:me', "-Lipa", "OR"))
    assert query_for(watch, ()) == '("Lipa OR from:me" OR "-Lipa" OR "OR") -is:retweet'


def test_names_that_are_not_searched_for_are_told_once_and_the_others_found(context):
    platform = Fake(items=2)
    many = tuple(f"spelling number {n}" for n in range(40))
    watch = Watch(any=("Lipa", "Лип*", *many, "Lipa*"))
    first = run(context, platform, watch=watch, query=None)
    assert set(ids(first)) == platform.ids
    query = searches(platform)[0]["query"]
    assert query.startswith('("Lipa" OR "spelling number 0" OR ')
    assert LONGEST - 25 < len(query) <= LONGEST
    starred, no_room = skipped(first)
    assert starred.where == "watch: “Лип*”, “Lipa*”"
    assert "write the forms out" in starred.why
    assert no_room.where.startswith("watch: “spelling number 2")
    assert no_room.where.endswith(" more")
    assert "512 characters" in no_room.why
    assert "`query:`" in no_room.why
    later = run(context, platform, first[-1].bookmark, watch=watch, query=None)
    assert skipped(later) == []
    assert [skipped(run(context, platform, watch=watch)), skipped(run(context, platform))] == [
        [],
        [],
    ]


def test_where_no_name_can_be_searched_for_that_is_explained():
    with pytest.raises(BadRequest, match="no name in `watch:` can be searched for") as caught:
        query_for(Watch(any=("n" * 600,)), ())
    assert "512 characters" in caught.value.hint
    with pytest.raises(BadRequest, match="nothing to search for"):
        query_for(Watch(), ())


@given(st.builds(Watch, any=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=12).map(tuple),
                 none=st.lists(st.text(min_size=1, max_size=40), max_size=12).map(tuple)))  # fmt: skip
def test_no_query_is_too_long_or_of_several_lines(watch):
    try:
        query = query_for(watch, ())
    except BadRequest:
        return
    assert 0 < len(query) <= LONGEST
    assert query.count('"') % 2 == 0
    assert len(query.splitlines()) == 1


def test_what_is_sent_and_why_something_was_dropped_is_told(context):
    platform = Fake(items=2)
    platform.items[0]["text"] = "Lipa Steel rises"
    platform.items[1]["text"] = "Lipa coffee was cold"
    (_, batch) = run(
        context, platform, watch=WATCH.model_copy(update={"any": ("Lipa",)}), query=None
    )
    assert ids([batch]) == [platform.id_of(platform.items[1])]
    assert batch.asked == ('"Lipa" -is:retweet ("coffee" OR "кофе") -"Lipa Steel"',)
    assert [batch.filtered, batch.dropped[0].where] == [1, "Lipa Steel rises"]
    assert "Lipa Steel" in batch.dropped[0].why


# What is new.


def test_only_what_is_newer_is_asked_and_paid_for(context):
    platform = Fake(items=5)
    first = run(context, platform)
    reads = platform.reads
    assert run(context, platform, first[-1].bookmark)[-1].mentions == ()
    assert platform.reads == reads
    assert searches(platform)[-1]["since_id"] == platform.id_of(platform.items[-1])
    assert "next_token" not in searches(platform)[-1]


def test_a_walk_that_was_cut_goes_on_and_then_takes_what_is_new(context):
    platform = Fake(items=5)
    first = run(context, platform, max_items=2)
    reads = platform.reads
    platform.add()
    later = run(context, platform, first[-1].bookmark)
    assert len(ids(later)) == 4
    assert set(ids(first)) | set(ids(later)) == platform.ids
    assert platform.reads - reads == 4  # none of them twice
    assert not later[-1].more


def test_an_edit_is_the_same_mention_with_a_new_text(context):
    platform = Fake(items=2)
    first = run(context, platform)
    own = platform.id_of(platform.items[1])
    platform.edit(platform.items[1])
    (mention,) = run(context, platform, first[-1].bookmark)[-1].mentions
    assert mention.external_id == own
    assert mention.text.endswith("EDITED")
    assert mention.url.endswith(platform.items[1]["versions"][-1])
    assert mention.published_at < mention.updated_at
    assert mention.published_at == NOW - timedelta(hours=1)


def test_after_more_than_a_week_it_begins_anew_and_tells_the_gap(context):
    platform = Fake(items=2)
    first = run(context, platform)
    assert skipped(first) == []
    now = NOW + timedelta(days=9)
    platform.now = now
    platform.items.append(platform.make(9, now - timedelta(hours=3)))
    later = run(context, platform, first[-1].bookmark, now=now)
    assert len(ids(later)) == 1
    (lost,) = skipped(later)
    assert lost.where == "2026-11-21 08:00 to 2026-11-23 08:00 UTC"
    assert "since_id" not in searches(platform)[-1]
    assert skipped(run(context, platform, later[-1].bookmark, now=now)) == []


def test_a_quiet_week_is_no_gap(context):
    platform, bookmark = Fake(items=1), None
    for day in range(12):
        batches = run(context, platform, bookmark, now=NOW + timedelta(days=day))
        assert skipped(batches) == []
        bookmark = json.loads(json.dumps(batches[-1].bookmark))


def test_a_token_of_a_walk_that_began_too_long_ago_begins_anew(context):
    platform = Fake(items=3)
    old = run(context, platform, max_items=2)[-1].bookmark
    old["page"] |= {"token": "nonsense"}
    assert set(ids(run(context, platform, old))) == platform.ids


# What it costs.


def test_a_run_reads_no_more_than_the_budget_allows(context):
    platform = Fake(items=70)
    platform.PAGE = 100
    options = {"budget": 0.6, "price": 0.005, "author_price": 0.01}  # 40 posts with their authors
    first = run(context, platform, **options)
    assert platform.reads == 40
    assert [int(each["max_results"]) for each in searches(platform)] == [40]
    assert first[-1].more
    assert first[-1].bookmark["spent"] == 600_000
    with pytest.raises(NeedsPayment, match=r"\$0\.60 of \$0\.60 spent in 2026-11") as caught:
        run(context, platform, first[-1].bookmark, **options)
    assert "`budget:`" in caught.value.hint
    assert platform.reads == 40


def billed(platform):
    """Return what X takes for all that it has given, in millionths of a dollar."""
    return platform.reads * 5_000 + platform.people * 10_000


class Silent:
    """X, which does not say what is spent; `last` is what the store would hold."""

    def __init__(self, platform, lost=False):
        self.platform, self.secret, self.lost = platform, platform.secret, lost
        self.last = {"spent": 0}

    def __call__(self, request):
        if "usage" in request.url.path:
            return httpx.Response(404)
        most = int(request.url.params["max_results"]) * 15_000
        assert self.last["spent"] >= billed(self.platform) + most, "counted before it is asked for"
        answer = self.platform(request)
        if self.lost:
            raise httpx.ReadError("the line broke")
        return answer

    def run(self, context, **options):
        for batch in source(**options).fetch(context(self, secret=self.secret), self.last):
            self.last = batch.bookmark
            yield batch


def test_what_a_page_may_cost_is_stored_before_it_is_asked_for(context):
    platform = Fake(items=5)
    platform.PAGE = 2
    assert X.CONFIRMS
    x = Silent(platform)
    assert len(ids(x.run(context))) == 5
    assert x.last["spent"] == billed(platform) == 5 * 15_000


def test_killed_again_and_again_it_spends_no_more_than_the_budget(context):
    platform = Fake(items=70)
    x = Silent(platform)
    for _ in range(10):
        killed = x.run(context, budget=0.6)
        with contextlib.suppress(NeedsPayment):
            next(killed)  # it is counted; the process dies before the page is stored
            before, x.last = x.last, dict(x.last)
            next(killed)
            x.last = before
    assert 0 < billed(platform) <= 600_000


def test_a_refusal_costs_nothing_and_a_lost_answer_may_have(context):
    platform = Fake(items=5)
    x = Silent(platform)
    platform.fail_after(0, lambda _: refused(402, "CreditsDepleted"))
    with pytest.raises(NeedsPayment):
        list(x.run(context))
    assert x.last["spent"] == 0
    lost = Silent(Fake(items=5), lost=True)
    with pytest.raises(HttpUnreachable):
        list(lost.run(context, max_items=20))
    assert lost.last["spent"] == 20 * 15_000


def test_a_new_month_has_a_new_budget(context):
    platform = Fake(items=70)
    platform.PAGE = 100
    end = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    platform.items = [platform.make(n, end - timedelta(hours=n)) for n in range(1, 70)]
    first = run(context, platform, now=end, budget=0.6)
    assert len(ids(first)) == 40
    platform.reads = 0  # of December
    rest = run(context, platform, first[-1].bookmark, now=end + timedelta(hours=2), budget=0.6)
    assert len(ids(rest)) == 29
    assert rest[-1].bookmark["month"] == "2026-12"


def test_what_others_read_counts_too(context):
    platform = Fake(items=3)
    platform.reads = 995
    with pytest.raises(NeedsPayment):
        run(context, platform, budget=5, authors=False)
    assert searches(platform) == []


def test_where_x_does_not_tell_our_own_count_holds(context):
    platform = Fake(items=3)

    def silent(request):
        if "usage" in request.url.path:
            return httpx.Response(404)
        return platform(request)

    batches = list(source().fetch(context(silent, secret=platform.secret), None))
    assert set(ids(batches)) == platform.ids
    assert batches[-1].bookmark["spent"] == 3 * 15_000
    assert (
        list(source().refetch(context(silent, secret=platform.secret), tuple(platform.ids))) == []
    )


def test_what_is_filtered_out_is_paid_for_and_counts(context):
    platform = Fake(items=30)
    platform.PAGE = 100
    batches = run(context, platform, watch=Watch(any=("Nobody",)), max_items=12)
    assert platform.reads == 12
    assert batches[-1].filtered == 12
    assert batches[-1].more


def test_without_authors_nobody_is_paid_for(context):
    platform = Fake(items=3)
    batches = run(context, platform, authors=False)
    assert platform.people == 0
    assert batches[-1].bookmark["spent"] == 3 * 5_000
    assert {each.author.id for batch in batches for each in batch.mentions} == {
        "7001",
        "7002",
        "7003",
    }


@pytest.mark.parametrize("options", [{"budget": -1}, {"price": -0.1}, {"budget": float("nan")}])
def test_odd_money_is_refused(options):
    with pytest.raises(ValidationError):
        source(**options)


# Names of fields.


def test_new_names_are_found_out_once_and_remembered(context):
    platform = Fake(items=3)
    platform.new_names = True
    first = run(context, platform)
    assert set(ids(first)) == platform.ids
    asked = searches(platform)
    assert ["tweet.fields" in each for each in asked] == [True, False, False]
    assert first[-1].mentions[0].author.followers == 120
    assert first[-1].mentions[0].reach.shares == 5
    run(context, platform, first[-1].bookmark)
    assert "post.fields" in searches(platform)[-1]
    assert len(searches(platform)) == len(asked) + 1


@pytest.mark.parametrize("names", ["post", "tweet"])
def test_names_that_are_set_are_kept_to(context, names):
    platform = Fake(items=1)
    platform.new_names = names == "tweet"
    with pytest.raises(BadRequest, match=rf"does not take {names}\.fields") as caught:
        run(context, platform, fields=names)
    assert "`fields: auto`" in caught.value.hint
    assert len(searches(platform)) == 1


def test_under_the_new_names_all_is_as_described(context):
    platform = Fake(items=5)
    platform.new_names = True
    seen = Watched(platform, [spec("x renamed")], known={r"tweet\.fields is not": "tried first"})
    ctx = context(seen, secret=platform.secret)
    (*_, last) = source(fields="auto").fetch(ctx, None)
    assert last.bookmark["names"] == "post"
    gone = platform.items.pop(0)
    list(source(fields="post").refetch(ctx, (platform.id_of(gone), *platform.ids)))
    assert not seen.faults, "\n".join(sorted(set(seen.faults)))


# Read again.


def test_deleted_and_protected_posts_are_gone(context):
    platform = Fake(items=3)
    deleted, protected, there = map(platform.id_of, platform.items)
    platform.deleted, platform.protected = {deleted}, {protected}
    assert isinstance(source(), Refetches)
    batches = list(source().refetch(lent(context, platform), (deleted, protected, there, "odd")))
    assert [each for batch in batches for each in batch.gone_ids] == [deleted, protected]
    assert ids(batches) == [there]


def test_an_edited_post_is_read_as_it_is_now(context):
    platform = Fake(items=2)
    item = platform.items[0]
    first = platform.id_of(item)
    platform.edit(item)
    batches = list(
        source().refetch(lent(context, platform), (first, platform.id_of(platform.items[1])))
    )
    texts = {each.external_id: each.text for batch in batches for each in batch.mentions}
    assert texts[first].endswith("EDITED")
    assert [
        request.url.params["ids"] for request in platform.requests if "ids" in request.url.params
    ][-1] == item["versions"][-1]


@pytest.mark.parametrize(("authors", "budget"), [(True, 15), (False, 5)])
def test_nothing_is_read_again_beyond_the_budget(context, authors, budget):
    """An author costs twice as much as a post; half of what is left is for new ones."""
    platform = Fake(items=3)
    platform.reads = 998
    paid = source(budget=budget, authors=authors)
    batches = list(paid.refetch(lent(context, platform), tuple(sorted(platform.ids))))
    assert len(ids(batches)) == 1
    assert platform.reads == 999
    assert list(paid.refetch(lent(context, platform), tuple(sorted(platform.ids)))) == []


def test_what_this_run_has_read_counts_before_x_has_counted_it(context):
    platform, lagging = Fake(items=4), Fake(items=0)
    platform.PAGE = 100

    def late(request):
        return lagging(request) if "usage" in request.url.path else platform(request)

    ctx = context(late, secret=platform.secret)
    paid = source(budget=0.165)  # eleven posts
    list(paid.fetch(ctx, None))
    list(paid.refetch(ctx, tuple(sorted(platform.ids))))
    assert platform.reads == 4 + 3


def test_edits_are_read_again_within_the_budget(context):
    platform = Fake(items=3)
    wanted = tuple(map(platform.id_of, platform.items))
    for item in platform.items:
        platform.edit(item)
    platform.reads = 996
    list(source(budget=15).refetch(lent(context, platform), wanted))
    assert platform.reads <= 1000


# Refusals.


def refusal(context, platform, answer):
    platform.fail_after(0, lambda _: answer)
    with pytest.raises((AuthFailed, BadRequest, NeedsPayment, Throttled)) as caught:
        run(context, platform)
    assert SECRET not in f"{caught.value} {caught.value.hint}"
    return caught.value


def test_credits_that_ran_out_name_the_next_step(context):
    error = refusal(context, Fake(), refused(402, "CreditsDepleted"))
    assert error.outcome == "payment"
    assert "console.x.com" in error.hint


def test_a_rate_limit_says_until_when(context):
    reset = int((NOW + timedelta(minutes=7)).timestamp())
    answer = httpx.Response(429, headers={"x-rate-limit-reset": str(reset)},
                            json={"errors": [{"code": 88, "message": "Rate limit exceeded"}]})  # fmt: skip
    assert refusal(context, Fake(), answer).until == NOW + timedelta(minutes=7)
    assert refusal(context, Fake(), httpx.Response(429)).until is None


def test_a_cap_is_no_rate_limit(context):
    kind = "https://api.twitter.com/2/problems/usage-capped"
    answer = refused(429, "UsageCapExceeded", kind, period="Monthly", scope="Product")
    assert refusal(context, Fake(), answer).outcome == "payment"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (refused(401, "Unauthorized"), "bearer token"),
        (refused(403, "x", "https://api.x.com/2/problems/client-forbidden"), "project"),
        (refused(403, "x", "https://api.x.com/2/problems/unsupported-authentication"), "bearer"),
    ],
)
def test_a_token_that_is_refused_says_what_to_do(context, answer, word):
    error = refusal(context, Fake(), answer)
    assert isinstance(error, AuthFailed)
    assert word in error.hint


def test_an_answer_that_holds_only_errors_is_no_empty_list(context):
    platform = Fake()
    fault = {"title": "Service Error", "type": "https://api.x.com/2/problems/service-error"}
    platform.fail_after(0, lambda _: answered({"errors": [fault]}))
    x = Silent(platform)
    with pytest.raises(BadAnswer, match="no list of posts"):
        list(x.run(context))
    assert x.last["spent"] == 0


def test_a_query_that_x_does_not_take_is_explained(context):
    platform = Fake()
    platform.longest = 3
    with pytest.raises(BadRequest, match="query") as caught:
        run(context, platform)
    assert "`watch:`" in caught.value.hint


def test_the_probe_says_what_is_spent_and_reads_no_post(context):
    platform = Fake()
    platform.reads = 240
    assert isinstance(source(), Probes)
    said = source(authors=False).probe(lent(context, platform))
    assert said == (
        "$1.20 of $5.00 spent in 2026-11 (240 posts, as X counts); a run reads at most 760 posts"
        " for $3.80: Lipa"
    )
    assert searches(platform) == []
    with pytest.raises(AuthFailed):
        source().probe(lent(context, platform, secret=lambda _: "wrong"))


def test_ids_tell_their_time():
    from amends.sources.x.posts import written_at

    assert written_at(id_at(NOW, 5)) == NOW
    assert written_at("1") == datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
