"""What people wrote in the chats of a bot, out of the updates that Telegram gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.models import Author, Item, Mention, Skipped
from amends.sources.values import believable, body, count, inside, line, moment_of_epoch, objects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Json

WRITTEN = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
)
DELETED = "deleted_business_messages"
KINDS = (*WRITTEN, DELETED)
"""Kinds of updates that are asked for; of all others Telegram then keeps nothing for us."""
_MEDIA = ("photo", "video", "voice", "video_note", "document", "audio", "animation")
_COMMAND = re.compile(r"/\w+(@\w+)?\s*")
_SUPERGROUP = "-100"
"""What the number of a supergroup or channel begins with; its address leaves that out."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a list of updates holds."""

    theirs: tuple[Mention, ...] = ()
    ours: tuple[Mention, ...] = ()
    gone_ids: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def parse(updates: list[Json], own: frozenset[str], now: datetime) -> Read:
    """Return what customers and what we wrote, what was deleted, and what could not be read.

    `own` are the numbers of our bot and channels. Of a message that comes several times the last
    version counts.
    """
    theirs: dict[str, Mention] = {}
    ours: dict[str, Mention] = {}
    gone: dict[str, None] = {}
    skipped = []
    for number, update in enumerate(updates, 1):
        for message in _messages(update):
            mention = _mention(message, now)
            if mention:
                (ours if _is_ours(message, own) else theirs)[mention.external_id] = mention
            elif _has_words(message):
                skipped.append(Skipped(f"message {number}", "it has no id or no chat"))
        gone |= dict.fromkeys(_deleted(inside(update, DELETED)))
    return Read(tuple(theirs.values()), tuple(ours.values()), tuple(gone), tuple(skipped))


def chats(update: Json) -> frozenset[str]:
    """Return what the chat of an update may be called in config.yaml: its number, its @name."""
    found = [inside(update, kind, "chat") for kind in KINDS]
    numbers = (line(inside(chat, "id")) for chat in found)
    names = (line(inside(chat, "username")) for chat in found)
    return frozenset(filter(None, numbers)) | {f"@{name.lower()}" for name in names if name}


def own_channel(update: Json) -> str | None:
    """Return the number of the channel that an update shows to belong to its chat.

    That is the channel itself, or the one beside a group: its posts Telegram itself forwards there.
    Anybody can make a bot administrator of a channel of theirs, or add it to their group: this is
    to be asked only of updates from chats that the owner has named.
    """
    post = inside(update, "channel_post")
    if isinstance(post, dict):
        return _chat(post)
    message = inside(update, "message")
    if inside(message, "is_automatic_forward") is True:
        return line(inside(message, "sender_chat", "id"))
    return None


def moved(updates: list[Json]) -> dict[str, str]:
    """Return the numbers of groups that became supergroups, and their new ones."""
    found = {}
    for update in updates:
        for message in _messages(update):
            before, after = line(message.get("migrate_from_chat_id")), _chat(message)
            if before and after:
                found[before] = after
    return found


def _messages(update: Json) -> Iterator[dict[str, Any]]:
    for kind in WRITTEN:
        message = inside(update, kind)
        if isinstance(message, dict):
            yield message


def _chat(message: dict[str, Any]) -> str | None:
    return line(inside(message, "chat", "id"))


def _has_words(message: dict[str, Any]) -> bool:
    """Whether somebody said something: not who came or went, nor a bare command or sticker."""
    if _words(message):
        return True
    album = line(message.get("media_group_id"))  # one of its pictures carries the words
    return album is None and any(message.get(kind) for kind in _MEDIA)


def _words(message: dict[str, Any]) -> str:
    """Return the text, or what stands under a picture, without the command in front of it."""
    text = body(message.get("text")) or body(message.get("caption"))
    return _COMMAND.sub("", text, count=1) if _COMMAND.match(text) else text


def _mention(message: dict[str, Any], now: datetime) -> Mention | None:
    external_id = _id(message, message.get("message_id"))
    if external_id is None or not _has_words(message):
        return None
    when, uncertain = believable(moment_of_epoch(message.get("date")), now)
    parent = message.get("reply_to_message")
    parent_id = _id(message, inside(parent, "message_id"))
    private = inside(message, "chat", "type") == "private"
    return Mention(
        external_id=external_id,
        kind="email" if private else "comment",  # what was written to us alone is a letter
        url=_address(message),
        text=_words(message),
        author=_author(message),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment_of_epoch(message.get("edit_date")),
        thread_id=_thread(message, external_id, parent_id, private=private),
        parent_id=parent_id,
        item=Item() if private else Item(_chat(message), line(inside(message, "chat", "title"))),
        answered="no" if message.get("business_connection_id") else "unknown",
        extra=_extra(message, private=private),
    )


def _id(message: dict[str, Any], number: Json) -> str | None:
    """Return chat and number; in the chats of a connected account numbers are counted apart."""
    chat, own = _chat(message), line(number)
    if chat is None or own is None:
        return None
    return f"{'business:' if message.get('business_connection_id') else ''}{chat}:{own}"


def _thread(
    message: dict[str, Any], external_id: str, parent_id: str | None, *, private: bool
) -> str:
    """Return what belongs together: all of a private chat, else what answers the same message.

    A forum topic is no thread: its `message_thread_id` is that of many talks.
    """
    if private:
        return _id(message, "all") or external_id
    root = None if message.get("is_topic_message") else message.get("message_thread_id")
    return _id(message, root) or parent_id or external_id


def _author(message: dict[str, Any]) -> Author:
    """Return who wrote it; a channel or an anonymous administrator speaks for a chat."""
    chat = message.get("sender_chat")
    if isinstance(chat, dict):
        return Author(line(chat.get("id")), line(chat.get("title")), line(chat.get("username")))
    who = message.get("from")
    names = (line(inside(who, "first_name")), line(inside(who, "last_name")))
    name = " ".join(filter(None, names)) or None
    return Author(line(inside(who, "id")), name, line(inside(who, "username")))


def _is_ours(message: dict[str, Any], own: frozenset[str]) -> bool:
    """Whether our side wrote it, as Telegram itself says.

    That is the bot; one of our channels; what Telegram forwards by itself from the channel beside a
    group; the chat itself (an administrator who stays anonymous); and in the chats of a connected
    account everybody but the customer, after whom such a chat is numbered.
    """
    author, chat = line(inside(message, "from", "id")), _chat(message)
    if message.get("business_connection_id"):
        return author != chat
    if message.get("is_automatic_forward") is True:
        return True
    voice = line(inside(message, "sender_chat", "id"))
    return author in own or voice in own or (voice is not None and voice == chat)


def _address(message: dict[str, Any]) -> str | None:
    """Return where others can read it; nobody can in a private chat or a small group."""
    chat, number = _chat(message) or "", count(message.get("message_id"))
    name = line(inside(message, "chat", "username"))
    if line(inside(message, "chat", "type")) not in {"supergroup", "channel"} or number is None:
        return None
    if name:
        return f"https://t.me/{name}/{number}"
    inner = chat.removeprefix(_SUPERGROUP)
    return f"https://t.me/c/{inner}/{number}" if inner != chat else None


def _extra(message: dict[str, Any], *, private: bool) -> dict[str, Json]:
    media = next((kind for kind in _MEDIA if message.get(kind)), None)
    forwarded = line(inside(message, "forward_origin", "type"))
    known = {"private": private or None, "attachment": media, "forwarded_from": forwarded}
    return {key: value for key, value in known.items() if value}


def _deleted(told: Json) -> Iterator[str]:
    """Yield the ids of what was deleted, which only connected accounts tell."""
    chat, numbers = line(inside(told, "chat", "id")), inside(told, "message_ids")
    for number in numbers if chat and isinstance(numbers, list) else []:
        if line(number):
            yield f"business:{chat}:{line(number)}"


def last_update(updates: list[Json]) -> int | None:
    """Return the highest number of an update; the next one is asked for from there."""
    numbers = (count(update.get("update_id")) for update in objects(updates))
    return max((number for number in numbers if number is not None), default=None)
