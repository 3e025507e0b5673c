"""What holds of a mention after one more reading: what is left out takes nothing back.

What a source shows is what stands there now. An export is a copy of some day, and often nobody
knows of which: it adds what is not known, and replaces only what is not provably newer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.models import Author, Mention
from amends.store import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANSWER = ("answered", "reply_text", "reply_at", "reply_state", "reply_reason")
REACH = ("likes", "shares", "replies", "views")
RATING = ("stars", "rating_value", "rating_max")
WORDS = ("title", "text")
_AUTHOR = ("author_id", "author_name", "author_handle")
_ABOUT = (
    *("place", "language", "updated_at", "thread_id", "parent_id", "item_id", "item_name", "url"),
    *("followers", *REACH),
)
"""Nobody withdraws these: where they are missing the reading has no word for them."""
_BY_TYPE = ("kind", "source_type")
_NOBODY_KNOWS = "file"
"""Type of what came from an export that is nobody's."""


def settled(old: Mapping[str, Any], told: Mapping[str, Any], *, live: bool) -> dict[str, Any]:
    """Return the columns as they hold from now on.

    `live` says that the source itself shows `told`: then a title, a rating, a name or an answer
    that is missing was taken away there, unless it says that nothing was changed since.
    """
    older = not live and is_older(old, told)
    kept = {name for name in (*_ABOUT, *_missing_words(old, told, live=live)) if _blank(told[name])}
    if older:
        kept |= {*WORDS, *RATING, *(name for name in (*_ABOUT, *_AUTHOR) if not _blank(old[name]))}
    if older or not _answer_counts(old, told, live=live):
        kept |= {*ANSWER}
    if not live:
        kept |= _same_author(old, told)
    holds = {**told, **{name: old[name] for name in kept}}
    if not live:
        holds |= _of_a_copy(old, told, older=older)
    return holds | {"person": _person(holds)}


def is_older(old: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether both say when the mention was changed, and what is known was changed later."""
    return bool(told["updated_at"] and old["updated_at"] and told["updated_at"] < old["updated_at"])


def _missing_words(old: Mapping[str, Any], told: Mapping[str, Any], *, live: bool) -> Iterable[str]:
    """Return what is left out rather than emptied by the customer if nothing stands there."""
    unchanged = told["updated_at"] is not None and told["updated_at"] == old["updated_at"]
    return (*WORDS, *RATING) if unchanged or not live else ()


def _same_author(old: Mapping[str, Any], told: Mapping[str, Any]) -> set[str]:
    """Return what a copy does not say of the author, or not as the source would.

    Where the source names people by their names alone, an account that only exports give would
    make two of each.
    """
    kept = {name for name in _AUTHOR if _blank(told[name])}
    by_name = _blank(old["author_id"]) and _blank(old["author_handle"])
    if by_name and old["author_name"] and told["author_name"] in {None, old["author_name"]}:
        kept |= {"author_id", "author_handle"}
    return kept


def _answer_counts(old: Mapping[str, Any], told: Mapping[str, Any], *, live: bool) -> bool:
    """Whether to believe what a reading says, or does not say, about our answer."""
    shown = told["reply_state"] is not None
    if told["answered"] == "unknown" or (
        told["answered"] == "yes" == old["answered"] and not shown
    ):
        return False  # not knowing its words does not undo them
    if live or (old["answered"] != "yes" and old["reply_state"] is None):
        return True
    when = max(told["updated_at"] or 0, told["reply_at"] or 0)
    if shown and (told["answered"] == "yes" or old["answered"] != "yes"):
        return when >= (old["reply_at"] or 0)
    return old["reply_at"] is not None and when > old["reply_at"]


def _of_a_copy(old: Mapping[str, Any], told: Mapping[str, Any], *, older: bool) -> dict[str, Any]:
    """Return what a copy may not say otherwise, and further fields, to which it only adds."""
    first, last = (told, old) if older else (old, told)
    further = json.loads(first["extra"]) | json.loads(last["extra"])
    named = old["source_type"] == _NOBODY_KNOWS != told["source_type"]
    kinds = {name: (told if named else old)[name] for name in _BY_TYPE}
    earlier = max(old["previous_unanswered"], told["previous_unanswered"])
    extra = old["extra"] if further == json.loads(old["extra"]) else rows.as_json(further)
    return {**kinds, "previous_unanswered": earlier, "extra": extra}


def _person(columns: Mapping[str, Any]) -> str | None:
    author = Author(*(columns[name] for name in _AUTHOR))
    source = {"source": columns["source"], "source_type": columns["source_type"]}
    return rows.person(Mention(author=author, **source))


def _blank(value: Any) -> bool:
    return value is None or value == ""
