from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.config import Config
from amends.config.model import Watch
from amends.errors import AuthFailed, BadAnswer, BadRequest, Throttled
from amends.http import Http
from amends.sources import Named, Probes
from amends.sources.telegram import Telegram, parse
from amends.store import Store
from amends.triage import fetching
from amends.triage.business import Business
from fakes import NOW, SECRET
from fakes.odd import odd_json
from fakes.reading import ids
from fakes.telegram import BOT, CHANNEL, GROUP, TOKEN, Fake

DATA = Path(__file__).parent.parent / "data" / "telegram"
BUSINESS = {"business_connection_id": "bc1", "chat": {"id": 7001, "type": "private"}}


def source(**options):
    return Telegram(**{"token": "env:TELEGRAM_BOT", **options})


def run(context, bot, bookmark=None, now=NOW, watch=None, **options):
    bot.now = now
    lent = replace(context(bot, secret=bot.secret, watch=watch), now=now)
    return list(source(**options).fetch(lent, bookmark))


def skipped(batches):
    return [each for batch in batches for each in batch.skipped]


def test_updates_become_mentions(expected, told):
    case = DATA / "chats.in"
    read = parse(json.loads(case.read_bytes())["result"], frozenset({BOT, "-1009876543210"}), NOW)
    ours = told(read.ours, ())["mentions"]
    expected(case, told(read.theirs, read.skipped) | {"ours": ours, "gone": list(read.gone_ids)})


KEYS = ["update_id", "message", "edited_message", "business_message", "deleted_business_messages",
        "message_id", "chat", "id", "type", "date", "text", "from", "sender_chat", "photo",
        "reply_to_message", "message_ids", "migrate_from_chat_id"]  # fmt: skip
VALUES = odd_json(KEYS)


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3))
def test_whatever_comes_is_read_or_skipped(updates):
    read = parse(updates, frozenset({BOT}), NOW)
    assert all(each.external_id and each.published_at for each in (*read.theirs, *read.ours))


# Telegram forgets what it has given.


def test_nothing_is_deleted_before_its_batch_was_taken(context):
    bot = Fake(items=3)
    batches = source().fetch(context(bot, secret=bot.secret), None)
    first = next(batches)
    assert [len(first.mentions), bot.confirmed] == [2, []]
    next(batches)  # stored by now, or the run would not ask
    assert bot.confirmed == [500, 501]


def test_a_run_that_is_killed_before_it_has_stored_gets_the_same_again(context):
    bot = Fake(items=3)
    killed = next(source().fetch(context(bot, secret=bot.secret), None))
    again = run(context, bot)  # nothing was stored, so there is no bookmark
    assert ids([killed]) == ids(again)[:2]
    assert set(ids(again)) == bot.ids


def test_a_run_that_is_killed_after_it_has_stored_confirms_with_the_next_one(context):
    bot = Fake(items=3)
    stored = next(source().fetch(context(bot, secret=bot.secret), None))
    assert bot.confirmed == []
    assert set(ids(run(context, bot, stored.bookmark))) == bot.ids - set(ids([stored]))
    assert bot.confirmed == [500, 501, 502]


def fetched(folder, bot):
    """Run as every day does: threads, queue and store; return what the run says of the source."""
    config = Config.model_validate({"http": {"interval": 0, "retries": 0}})
    (folder / "token").write_text(TOKEN)
    named = Named("talk", source(token="file:token"))
    with Store(folder / "a.db", now=NOW) as store:
        opened = Business(config, folder / "config.yaml", store, NOW, "ana")
        with Http(config.http, transport=httpx.MockTransport(bot)) as http:
            (run,) = fetching.fetch(opened, [named], http).runs
        return run, len(list(store.unassessed("nobody")))


def test_a_run_that_is_killed_while_it_stores_loses_nothing(tmp_path, monkeypatch):
    bot, save, batches = Fake(items=5), Store.save, []

    def killed_at_the_second(*arguments, **options):
        batches.append(arguments)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return save(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            fetched(tmp_path, bot)
    assert bot.confirmed == [500, 501]  # the first batch, which is stored
    run, stored = fetched(tmp_path, bot)
    assert [run.outcome, run.new, stored] == ["ok", 3, 5]
    assert bot.confirmed == [500, 501, 502, 503, 504]
    run, stored = fetched(tmp_path, bot)
    assert [run.outcome, stored] == ["unchanged", 5]


def test_a_run_asks_for_no_more_than_it_may_take(context):
    bot = Fake(items=5)
    first = run(context, bot, max_items=1)
    assert [len(ids(first)), first[-1].more, bot.confirmed] == [1, True, []]
    assert len(ids(run(context, bot, first[-1].bookmark))) == 4


def test_only_what_is_read_is_asked_for(context):
    bot = Fake()
    run(context, bot)
    sent = json.loads(bot.requests[0].content)
    assert "edited_business_message" in sent["allowed_updates"]
    assert "callback_query" not in sent["allowed_updates"]
    assert "offset" not in sent


def test_after_a_week_of_silence_the_numbers_may_begin_anew(context):
    bot = Fake()
    before = run(context, bot)[-1].bookmark
    later = NOW + timedelta(days=8)
    bot.now, bot.next_update = later, 17  # below those that were read
    bot.add()
    assert len(ids(run(context, bot, before, now=later))) == 1


# 24 hours.


def test_a_gap_is_told_once_and_what_to_do(context):
    bot = Fake()
    first = run(context, bot)
    assert skipped(first) == []
    later = run(context, bot, first[-1].bookmark, now=NOW + timedelta(hours=30))
    (lost,) = skipped(later)
    assert lost.where == "2026-11-21 08:00 to 2026-11-21 14:00 UTC"
    assert "24 hours only" in lost.why
    assert skipped(run(context, bot, later[-1].bookmark, now=NOW + timedelta(hours=31))) == []


def test_a_run_every_day_leaves_no_gap(context):
    bot = Fake()
    first = run(context, bot)
    assert skipped(run(context, bot, first[-1].bookmark, now=NOW + timedelta(hours=24))) == []


def test_what_a_cut_run_left_waiting_can_be_lost_and_that_is_told(context):
    bot = Fake(items=4)  # written four to one hours ago
    first = run(context, bot, max_items=1)
    (lost,) = skipped(run(context, bot, first[-1].bookmark, now=NOW + timedelta(hours=23)))
    assert lost.where.startswith("2026-11-21 04:00 to 2026-11-21 07:00")


# Who wrote it.


def test_what_our_side_writes_is_an_answer_and_no_mention(context):
    bot = Fake(items=1)
    text = {"message_id": 50, "date": int(NOW.timestamp()), "chat": GROUP, "text": "We are sorry."}
    named = {"reply_to_message": {"message_id": 1, "date": 5, "chat": GROUP}}
    bot.happens("message", {**text, **named, "sender_chat": GROUP})
    bot.happens("channel_post", {**text, "chat": CHANNEL, "sender_chat": CHANNEL})
    batches = run(context, bot)
    assert set(ids(batches)) == bot.ids
    (answer, post) = [each for batch in batches for each in batch.own]
    assert [answer.parent_id, answer.text] == [f"{GROUP['id']}:1", "We are sorry."]
    assert [post.parent_id, post.thread_id] == [None, post.external_id]


def test_our_channel_speaks_for_us_in_the_group_beside_it(context):
    bot = Fake(items=1)
    text = {"date": int(NOW.timestamp()), "chat": GROUP, "sender_chat": CHANNEL}
    bot.happens("message", {**text, "message_id": 60, "text": "News", "is_automatic_forward": True})
    first = run(context, bot, chats=["@Lipa_talk"])
    assert set(ids(first)) == bot.ids
    bot.happens("message", {**text, "message_id": 61, "text": "Sorry!"})
    stranger = {**CHANNEL, "id": -1005550000000, "username": "some_other"}
    bot.happens("message", {**text, "message_id": 62, "text": "Bad", "sender_chat": stranger})
    bookmark = json.loads(json.dumps(first[-1].bookmark))
    (later, _) = run(context, bot, bookmark, chats=["@Lipa_talk"])
    assert [each.text for each in later.own] == ["Sorry!"]
    assert [each.text for each in later.mentions] == ["Bad"]


def test_what_stands_on_the_channel_is_no_mention_in_its_group_named_or_not(context):
    bot = Fake(items=1)
    post = {"date": int(NOW.timestamp()), "chat": GROUP, "sender_chat": CHANNEL, "text": "News"}
    bot.happens("message", {**post, "message_id": 60, "is_automatic_forward": True})
    first = run(context, bot)
    assert set(ids(first)) == bot.ids
    assert "channels" not in first[-1].bookmark


STRANGER = {"id": -1006660000000, "type": "channel", "title": "Angry", "username": "angry"}
THEIR_GROUP = {"id": -1009990000000, "type": "supergroup", "title": "Angry talk"}
AT = {"date": int(NOW.timestamp())}
BY_STRANGER = {
    "bot made administrator of their channel": (
        "channel_post",
        {**AT, "message_id": 1, "chat": STRANGER, "sender_chat": STRANGER, "text": "x"},
    ),
    "bot added to the group of their channel": (
        "message",
        {**AT, "message_id": 2, "chat": THEIR_GROUP, "sender_chat": STRANGER, "text": "x",
         "is_automatic_forward": True},
    ),
}  # fmt: skip


@pytest.mark.parametrize("chats", [[], ["@lipa_talk"]])
@pytest.mark.parametrize("trick", BY_STRANGER)
def test_nobody_else_can_make_their_words_ours(context, trick, chats):
    bot = Fake(items=0)
    bot.happens(*BY_STRANGER[trick])
    first = run(context, bot, chats=chats)
    said = {**AT, "message_id": 60, "chat": GROUP, "sender_chat": STRANGER, "text": "Poisoned!"}
    bot.happens("message", said)
    later = run(context, bot, first[-1].bookmark, chats=chats)
    assert [each.text for batch in later for each in batch.mentions] == ["Poisoned!"]
    assert [each.text for batch in later for each in batch.own] == []


@pytest.mark.parametrize(
    "kept", [[str(STRANGER["id"])], {str(THEIR_GROUP["id"]): str(STRANGER["id"])}]
)
def test_channels_that_no_named_chat_vouches_for_are_forgotten(context, kept):
    bot = Fake(items=0)
    said = {**AT, "message_id": 60, "chat": GROUP, "sender_chat": STRANGER, "text": "Poisoned!"}
    bot.happens("message", said)
    batches = run(context, bot, {"page": None, "channels": kept}, chats=["@lipa_talk"])
    assert ids(batches) == [f"{GROUP['id']}:60"]
    assert "channels" not in batches[-1].bookmark


def test_a_channel_that_the_owner_names_speaks_for_us(context):
    bot = Fake(items=0)
    bot.happens("channel_post", {**AT, "message_id": 1, "chat": CHANNEL, "text": "News"})
    voice = {**AT, "message_id": 60, "chat": GROUP, "sender_chat": CHANNEL, "text": "Sorry!"}
    bot.happens("message", voice)
    batches = run(context, bot, chats=["@lipa_news", "@lipa_talk"])
    assert "Sorry!" in [each.text for batch in batches for each in batch.own]


def test_in_business_chats_the_customer_is_whom_the_chat_is_numbered_after(context):
    bot = Fake(items=0)
    bot.happens("business_message", {**BUSINESS, "message_id": 1, "date": 1795240000,
                "from": {"id": 7001, "is_bot": False, "first_name": "Ana"}, "text": "Cold."})  # fmt: skip
    bot.happens("business_message", {**BUSINESS, "message_id": 2, "date": 1795240100,
                "from": {"id": 99, "is_bot": False, "first_name": "Us"}, "text": "Sorry!"})  # fmt: skip
    (batch, _) = run(context, bot)
    (mention,), (own,) = batch.mentions, batch.own
    assert [mention.answered, mention.thread_id] == ["no", own.thread_id]
    bot.happens("deleted_business_messages", {"business_connection_id": "bc1",
                "chat": BUSINESS["chat"], "message_ids": [1]})  # fmt: skip
    assert run(context, bot, batch.bookmark)[0].gone_ids == (mention.external_id,)


def test_messages_to_the_bot_and_to_the_account_are_not_mixed_up(context):
    bot = Fake(items=0)
    plain = {"message_id": 1, "date": 1795240000, "chat": BUSINESS["chat"], "text": "Hello?",
             "from": {"id": 7001, "is_bot": False, "first_name": "Ana"}}  # fmt: skip
    bot.happens("message", plain)
    bot.happens("business_message", plain | BUSINESS)
    assert ids(run(context, bot)) == ["7001:1", "business:7001:1"]


# Which chats.


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("@lipa_talk", "@lipa_talk"),
        ("lipa_talk", "@lipa_talk"),
        ("https://t.me/lipa_talk/5", "@lipa_talk"),
        ("t.me/c/1234567890/77", "-1001234567890"),
        (" -1001234567890 ", "-1001234567890"),
    ],
)
def test_a_chat_may_be_given_in_every_usual_way(given, kept):
    assert source(chats=[given]).chats == (kept,)


@pytest.mark.parametrize("given", ["https://t.me/+AbCdEf", "my group", "-12x"])
def test_what_names_no_chat_is_explained(given):
    with pytest.raises(ValidationError, match="@lipa_coffee"):
        source(chats=[given])


def test_other_chats_are_left_out(context):
    bot = Fake()
    assert ids(run(context, bot, chats=["@someone_else"])) == []
    bot = Fake()
    assert set(ids(run(context, bot, chats=["@LIPA_talk"]))) == bot.ids


def test_a_group_that_became_a_supergroup_is_followed_and_told(context):
    bot = Fake(items=0)
    news = {"message_id": 1, "date": 1795240000, "chat": GROUP, "migrate_from_chat_id": -77}
    bot.happens("message", news)
    bot.add()
    first = run(context, bot, chats=["-77"])
    assert set(ids(first)) == bot.ids
    (told,) = skipped(first)
    assert told.where == "group -77"
    assert "-1001234567890" in told.why
    bot.add()
    assert len(ids(run(context, bot, first[-1].bookmark, chats=["-77"]))) == 1


def test_what_does_not_name_us_can_be_left_out(context):
    bot = Fake(items=2)
    bot.items[0]["text"] = bot.updates[0]["message"]["text"] = "Lipa was cold"
    (batch, _) = run(context, bot, filter=True, watch=Watch(any=("Lipa",)))
    assert [len(batch.mentions), batch.filtered] == [1, 1]
    assert batch.dropped[0].why == "none of your names is in it"


# Refusals.


def refusal(context, bot):
    with pytest.raises((AuthFailed, BadRequest, Throttled)) as caught:
        run(context, bot)
    assert SECRET not in f"{caught.value} {caught.value.hint}"
    return caught.value


def test_a_webhook_elsewhere_is_explained_with_the_next_step(context):
    bot = Fake()
    bot.webhook = "https://crm.example/hook"
    found = refusal(context, bot)
    assert "webhook" in found.message
    assert "deleteWebhook" in found.hint
    assert "/newbot" in found.hint
    with pytest.raises(BadRequest, match="webhook"):
        source().probe(context(bot, secret=bot.secret))


def test_another_program_that_asks_is_explained(context):
    bot = Fake()
    bot.other_poller = True
    assert "Stop the other one" in refusal(context, bot).hint


def test_a_wait_is_told_to_the_second(context):
    bot = Fake()
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 14",
            "parameters": {"retry_after": 14}}  # fmt: skip
    bot.fail_after(0, lambda _: httpx.Response(429, json=body))
    assert refusal(context, bot).until == NOW + timedelta(seconds=14)


def test_a_refusal_with_status_200_is_one_too(context):
    bot = Fake()
    body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    bot.fail_after(0, lambda _: httpx.Response(200, json=body))
    assert isinstance(refusal(context, bot), AuthFailed)


@pytest.mark.parametrize("token", ["", "lipa_bot", f"{BOT}:short", "1:a/b?c#dddddddddddddddddddd"])
def test_what_is_no_token_is_never_sent(context, token):
    bot = Fake()
    with pytest.raises(AuthFailed, match="no token") as caught:
        list(source().fetch(context(bot, secret=lambda _: token), None))
    assert "@BotFather" in caught.value.hint
    assert bot.requests == []


def test_the_token_shows_in_no_error(context):
    bot = Fake()
    for answer in (400, 403, 500):
        bot.fail_after(0, lambda _, status=answer: httpx.Response(status))
        with pytest.raises(Exception, match=r"api\.telegram\.org/\*\*\*/getUpdates") as caught:
            run(context, bot)
        assert SECRET not in str(caught.value)
    bot.fail_after(0, lambda _: httpx.Response(200, json={"ok": True, "result": 7}))
    with pytest.raises(BadAnswer):
        run(context, bot)


def test_the_probe_says_what_the_bot_does_not_see(context):
    bot = Fake()
    assert isinstance(source(), Probes)
    said = source().probe(context(bot, secret=bot.secret))
    assert said.startswith("@lipa_bot: 3 updates wait. In groups it sees commands")
    assert "/setprivacy" in said
    bot.sees_all = True
    assert source().probe(context(bot, secret=bot.secret)) == "@lipa_bot: 3 updates wait."
    assert len(bot.updates) == 3
    assert not any(bot.is_content(request) for request in bot.requests)
