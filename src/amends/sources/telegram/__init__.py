"""Telegram: what people write to your bot, in your groups and under your channel (bot token)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.models import Json, Mention, Skipped
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.paging import Page, oldest_first
from amends.sources.telegram.api import Bot, taken
from amends.sources.telegram.messages import (
    KINDS,
    Read,
    chats,
    last_update,
    moved,
    own_channel,
    parse,
)
from amends.sources.values import count, inside, line, moment_of_epoch
from amends.sources.watch import sifted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Batch

__all__ = ["Telegram", "parse"]

PAGE = 100
KEPT = timedelta(hours=24)
"""How long Telegram keeps an update that nobody asked for (core.telegram.org/bots/api)."""
SILENCE = timedelta(days=6)
"""After a week without updates their numbers begin anew somewhere, maybe below the old ones."""
_LOST = (
    "Telegram keeps messages for 24 hours only, so what came then is missing: look into the chats."
    " A run every day leaves no gap, one twice a day is safer"
)
_PRIVACY = (
    " In groups it sees commands, replies to it and @mentions only: write /setprivacy to"
    " @BotFather, choose Disable, then remove it from the group and add it again."
)
_ADDRESS = re.compile(r"(?:https?://)?(?:t\.me|telegram\.me)/(?!c/|\+)(\w+)/?.*")
_INNER = re.compile(r"(?:https?://)?t\.me/c/(\d+)/?.*")
_NAME = re.compile(r"@?([A-Za-z]\w{3,31})")


class Telegram(Source):
    """Your own chats, through a bot of yours: private messages to it, groups, channels.

    A bot sees no chat that it is not in, nothing that was written before it came, and no other bot.
    Telegram deletes an update for good as soon as the next one is asked for, which happens only
    when it is stored; what nobody asked for goes after 24 hours. No other program may ask for the
    updates of the same bot.
    """

    EXAMPLE: ClassVar[str] = """\
type: telegram
token: env:TELEGRAM_BOT    # from @BotFather
"""
    NEEDS_KEY: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.4
    CONFIRMS: ClassVar[bool] = True
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"token"})
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets=(
            "Messages to your bot, in groups where it is a member and in chats of a connected"
            " business account; edits; what anonymous administrators write counts as yours, and"
            " what your channel writes in a group that stands in `chats:`."
        ),
        lacks=(
            "All other chats of Telegram, whatever was written before the bot came, messages of"
            " other bots, views and reactions. That a message was deleted is told in business chats"
            " only."
        ),
        cost="Free.",
        quota="Not published for reading. A run takes one request for every 100 messages.",
        checked="facts",
        window="24 hours: what nobody asked for by then is lost, and that is told.",
        key=(
            "Write /newbot to @BotFather in Telegram; it gives you the token.",
            "For a group: write /setprivacy to @BotFather, choose Disable, then add the bot.",
            "For a channel: make the bot an administrator, and add it to the group beside it.",
            "For business chats: Telegram Business → Chatbots → the name of the bot.",
        ),
        unconfirmed=(
            "The addresses of messages in private groups (t.me/c/…).",
            "Whether a page may hold fewer messages than asked for; it is asked until none comes.",
        ),
        address="https://core.telegram.org/bots/api#getupdates",
    )

    type: Literal["telegram"] = "telegram"
    token: SecretRef = Field(description="The token of the bot, from @BotFather.")
    chats: Texts = Field(
        (), description="Only these: `@lipa_coffee`, numbers such as -1001234567890; none: all."
    )
    filter: bool = Field(default=False, description="`true` keeps only what matches `watch:`.")

    @field_validator("chats")
    @classmethod
    def _known_shapes(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(_chat, given)))

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per hundred updates until there are no more.

        The bookmark holds the next update, when the last one came, up to when all is read, and
        which groups have a new number. Where more than 24 hours are missing that is told once.
        """
        kept: dict[str, Any] = dict(bookmark) if isinstance(bookmark, dict) else {}
        lost = _gap(moment_of_epoch(kept.get("read")), ctx.now - KEPT)
        if _silent(moment_of_epoch(kept.get("seen")), ctx.now):
            kept["page"] = None
        walk = _Walk(self, ctx, kept)
        for batch in oldest_first(ctx, kept, walk.ask, room=self.max_items):
            known = batch.bookmark | walk.kept
            yield replace(batch, bookmark=known, skipped=lost + batch.skipped)
            lost = ()

    def probe(self, ctx: FetchContext) -> str:
        """Say which bot it is, how many messages wait, and what it does not see in groups."""
        bot = Bot(ctx, ctx.secret(self.token))
        me, hook = bot.ask("getMe"), bot.ask("getWebhookInfo")
        if line(inside(hook, "url")):
            raise taken(by_webhook=True)
        waiting = count(inside(hook, "pending_update_count"))
        private = inside(me, "can_read_all_group_messages") is False
        said = f"@{line(inside(me, 'username')) or bot.id}: {waiting or 0} updates wait."
        return said + (_PRIVACY if private else "")


class _Walk:
    """The updates of one run, asked for from the oldest on."""

    def __init__(self, source: Telegram, ctx: FetchContext, kept: dict[str, Any]) -> None:
        self._source = source
        self._ctx = ctx
        self._bot = Bot(ctx, ctx.secret(source.token))
        self._room = source.max_items
        moves = kept.get("moved")
        self._moved = moves if isinstance(moves, dict) else {}
        channels = kept.get("channels")
        known = channels if isinstance(channels, dict) else {}
        self._channels = {chat: known[chat] for chat in source.chats if line(known.get(chat))}
        """Our channel of each chat in `chats:`, as far as it has spoken; no other chat tells."""
        self._seen = count(kept.get("seen"))
        self._read = count(kept.get("read"))

    @property
    def kept(self) -> dict[str, Json]:
        """What a bookmark holds besides the next update."""
        known = {
            "seen": self._seen,
            "moved": self._moved,
            "channels": self._channels,
            "read": self._read,
        }
        return {key: value for key, value in known.items() if value}

    def ask(self, cursor: Json) -> Page:
        """Return the updates from a number on; those before it are deleted at Telegram.

        No more are asked for than this run may take, so that none is cut off a page.
        """
        size = max(1, min(PAGE, self._room))
        offset = count(cursor)
        since = {} if offset is None else {"offset": offset}
        updates = self._bot.listed(
            "getUpdates", limit=size, timeout=0, allowed_updates=list(KINDS), **since
        )
        last, now = last_update(updates), int(self._ctx.now.timestamp())
        if last is None:
            self._read = now
            return Page(next=cursor, last=True)
        self._seen = now
        news = self._follow(moved(updates))
        wanted = [each for each in updates if self._wanted(each)]
        self._learn(wanted)
        ours = frozenset({*self._channels.values(), self._bot.id})
        read = parse(wanted, ours, self._ctx.now)
        self._read = max(self._read or 0, _newest(read))
        theirs, dropped = self._sifted(read.theirs)
        self._room -= len(theirs)
        return _page(read, theirs, dropped, news, last + 1)

    def _sifted(
        self, theirs: tuple[Mention, ...]
    ) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
        if not self._source.filter:
            return theirs, ()
        return sifted(theirs, self._ctx.watch, lambda mention: mention.text)

    def _wanted(self, update: Json) -> bool:
        return not self._source.chats or self._named(update) is not None

    def _named(self, update: Json) -> str | None:
        """Return how `chats:` calls the chat of an update, which may have a new number by now."""
        called = chats(update)
        return next(
            (
                chat
                for chat in self._source.chats
                if chat.lower() in called or line(self._moved.get(chat)) in called
            ),
            None,
        )

    def _learn(self, updates: list[Json]) -> None:
        """Remember the channels of chats that the owner has named, the newest of each."""
        for update in updates:
            chat, channel = self._named(update), own_channel(update)
            if chat and channel:
                self._channels[chat] = channel

    def _follow(self, news: dict[str, str]) -> tuple[Skipped, ...]:
        """Remember new numbers of groups, and tell those that config.yaml names."""
        self._moved = self._moved | {
            before: after for before, after in news.items() if before in self._source.chats
        }
        return tuple(
            Skipped(f"group {before}", f"it has become {after}: write that in `chats:`")
            for before, after in news.items()
            if before in self._source.chats
        )


def _newest(read: Read) -> int:
    """Return the time of the newest message, in seconds since 1970; 0 where there is none."""
    times = (each.published_at for each in (*read.theirs, *read.ours) if each.published_at)
    return max((int(time.timestamp()) for time in times), default=0)


def _page(
    read: Read,
    theirs: tuple[Mention, ...],
    dropped: tuple[Skipped, ...],
    news: tuple[Skipped, ...],
    following: int,
) -> Page:
    return Page(
        theirs,
        news + read.skipped,
        following,
        last=False,
        gone_ids=read.gone_ids,
        filtered=len(dropped),
        dropped=dropped[:20],
        own=read.ours,
    )


def _chat(given: str) -> str:
    """Return the number or the @name of a chat, also out of an address; raise ValueError."""
    text = given.strip()
    if re.fullmatch(r"-?\d{1,20}", text):
        return text
    if inner := _INNER.fullmatch(text):
        return f"-100{inner[1]}"
    name = _ADDRESS.fullmatch(text) or _NAME.fullmatch(text)
    if name is None:
        raise ValueError("must be names such as @lipa_coffee, or numbers such as -1001234567890")
    return f"@{name[1]}"


def _gap(read: datetime | None, reach: datetime) -> tuple[Skipped, ...]:
    """Return the time that nobody can read any more, as something that was left out."""
    if read is None or read >= reach:
        return ()
    return (Skipped(f"{read:%Y-%m-%d %H:%M} to {reach:%Y-%m-%d %H:%M} UTC", _LOST),)


def _silent(seen: datetime | None, now: datetime) -> bool:
    return seen is not None and now - seen > SILENCE
