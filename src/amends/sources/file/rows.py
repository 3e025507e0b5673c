"""Make mentions out of rows; what a row cannot say stays unknown, what it says wrongly is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from amends.errors import InputError
from amends.models import Skipped
from amends.models.vocabulary import Answered, Kind, ReplyState
from amends.sources import values
from amends.sources.file import ratings
from amends.sources.file.dates import Dates, day_comes_first
from amends.sources.file.personal import account, without_contacts
from amends.sources.file.row_ids import Addresses, RowIds
from amends.sources.interchange import mention_from_json
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from amends.models import Mention
    from amends.sources.file.options import Options, Row

_FIVE, _TEN = 5.0, 10.0
_FAIR_SHARE = 0.2
_NO_ACCIDENT = 2
_PATHS: Mapping[str, tuple[str, str]] = {
    "author": ("author", "name"),
    "author_id": ("author", "id"),
    "author_handle": ("author", "handle"),
    "item": ("item", "name"),
    "item_id": ("item", "id"),
}
_COUNTS: Mapping[str, tuple[str, str]] = {
    "followers": ("author", "followers"),
    "likes": ("reach", "likes"),
    "shares": ("reach", "shares"),
    "replies": ("reach", "replies"),
    "views": ("reach", "views"),
}
_LINES = ("external_id", "source", "source_type", "place", "title", "thread_id", "parent_id")
_ID_IN_LINK = "reviewId"
_LETTER = "email"


@dataclass(frozen=True, slots=True)
class Profile:
    """What only the whole file shows."""

    dates: Dates
    """The order of day and month."""
    best: float | None
    """The best rating, if the file shows it."""
    shared: AbstractSet[str] = frozenset()
    """Addresses that different rows have, so that they are nobody's id."""


def profile(rows: Iterable[Row | Skipped], options: Options) -> Profile:
    """Look through all rows of a file for what single ones leave open.

    03/04/2026 is settled by any date of the file with a number above 12. Ratings up to ten make
    it a scale of ten when at least two and a fifth of them are above five: one is a slip.
    """
    order = None if options.dayfirst == "auto" else options.dayfirst == "true"
    scale, addresses = _Scale(), Addresses()
    for row in rows:
        if not isinstance(row, Skipped):
            scale.look(row)
            addresses.look(row)
            if order is None:
                order = day_comes_first(row.known.get("published_at"))
    dates = Dates(ZoneInfo(options.timezone), order)
    return Profile(dates, options.rating_max or scale.best(), addresses.shared)


class _Scale:
    """Counts the ratings that do not name their scale."""

    def __init__(self) -> None:
        self.all = self.above = 0
        self.highest = 0.0

    def look(self, row: Row) -> None:
        number = None if "rating_max" in row.known else ratings.bare(row.known.get("rating"))
        if number is not None:
            self.all += 1
            self.above += number > _FIVE
            self.highest = max(self.highest, number)

    def best(self) -> float | None:
        many = self.above >= max(_NO_ACCIDENT, _FAIR_SHARE * self.all)
        return _TEN if many and self.highest <= _TEN else None


def mentions(
    rows: Iterable[Row | Skipped], seen: Profile, options: Options
) -> Iterator[Mention | Skipped]:
    """Yield a mention for every row, or the reason why there is none; silent about empty rows."""
    ids = RowIds(seen.shared)
    for row in rows:
        if isinstance(row, Skipped):
            yield row
        elif row.known or row.rest:
            derived = ids.of(row)
            try:
                made = mention(row, seen, options)
            except InputError as error:
                yield Skipped(row.where, error.message)
            else:
                yield replace(made, external_id=made.external_id or derived)


def mention(row: Row, seen: Profile, options: Options) -> Mention:
    """Return the mention of one row, without an id if the row has none of its own.

    Raises `InputError` if its text and rating say nothing. A date that cannot be true is handed on
    as it stands: whoever stores it judges it by the clock of that day.
    """
    published, uncertain = seen.dates.read(row.known.get("published_at", ""))
    kind = options.kind or (row.export.kind if row.export else "review")
    record = _record(row.known, seen, kind)
    record["published_at"] = (published or options.now).isoformat()
    made = mention_from_json({**record, "rest": _rest(row, record["kind"], published)})
    named = made.source or "source_type" in record
    exported = row.export.type if row.export else ""
    made = replace(
        made,
        date_uncertain=uncertain,
        source_type=made.source_type if named else options.source_type or exported,
        extra=made.extra.get("rest", {}),
    )
    return row.export.read(made) if row.export else made


def _record(known: Mapping[str, Any], seen: Profile, kind: Kind) -> dict[str, Any]:
    record: dict[str, Any] = {"author": {}, "item": {}, "reach": {}}
    for field in _LINES:
        record |= _kept(field, values.line(known.get(field)))
    for field, (part, key) in _PATHS.items():
        record[part] |= _kept(key, values.line(known.get(field)))
    for field, (part, key) in _COUNTS.items():
        record[part] |= _kept(key, values.count(known.get(field)))
    if "item" in known:  # shops write names of products as on their pages: Tea &amp; more
        record["item"] |= _kept("name", values.line(_words(known["item"])))
    earlier = values.count(known.get("author_previous_unanswered"))
    record |= _kept("author_previous_unanswered", earlier)
    record["kind"] = _one_of(get_args(Kind), known.get("kind")) or kind
    if record["kind"] != _LETTER:  # there one must be able to answer
        record["author"] |= {
            key: account(record["author"][key])
            for key in ("id", "handle")
            if key in record["author"]
        }
    record |= _kept("answered", _one_of(get_args(Answered), known.get("answered")))
    record |= _kept("url", values.web_address(known.get("url")) or values.line(known.get("url")))
    record |= _kept("language", values.language(known.get("language")))
    record |= _kept("updated_at", _iso(known.get("updated_at"), seen))
    record |= _kept("reply", _reply(known, seen))
    record |= _kept("rating", _rating(known, seen))
    record |= _kept("external_id", record.get("external_id") or _id_in_link(record.get("url")))
    return _with_text(record, known)


def _kept(key: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {key: value}


def _with_text(record: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Join text, pros and cons; a title alone is the text: nothing that was said is lost."""
    parts = [_words(known[field]) for field in ("text", "pros", "cons") if field in known]
    text = "\n\n".join(part for part in parts if part)
    if not text and "rating" not in record and "title" in record:
        del record["title"]
        text = _words(known["title"])
    return {**record, "text": text}


def _words(value: Any) -> str:
    return html_to_text(value if isinstance(value, str) else str(value))


def _rating(known: Mapping[str, Any], seen: Profile) -> dict[str, float] | None:
    stated = ratings.bare(known["rating_max"]) if "rating_max" in known else None
    found = ratings.read(known.get("rating"), stated or seen.best)
    return {"value": found.value, "max": found.max} if found else None


def _reply(known: Mapping[str, Any], seen: Profile) -> dict[str, Any] | None:
    if "reply" not in known:
        return None
    return {
        "text": _words(known["reply"]),
        "published_at": _iso(known.get("reply_at"), seen),
        "state": _one_of(get_args(ReplyState), known.get("reply_state")),
        "reason": _words(known["reply_reason"]) if "reply_reason" in known else None,
    }


def _iso(value: Any, seen: Profile) -> str | None:
    found = seen.dates.read(value)[0] if value is not None else None
    return found.isoformat() if found else None


def _one_of(words: tuple[str, ...], value: Any) -> str | None:
    word = str(value).strip().casefold()
    return word if word in words else None


def _id_in_link(url: str | None) -> str | None:
    """Return the id that the Google Play reviews report hides in its `Review Link`."""
    try:
        found = parse_qs(urlsplit(url or "").query).get(_ID_IN_LINK, [])
    except ValueError:
        return None
    return found[0] if found else None


def _rest(row: Row, kind: str, published: datetime | None) -> dict[str, Any]:
    """Keep what we have no word for, and a date that could not be read."""
    rest: dict[str, Any] = dict(row.rest) if kind == _LETTER else without_contacts(dict(row.rest))
    if published is None and "published_at" in row.known:
        rest["published_at"] = row.known["published_at"]
    return rest
