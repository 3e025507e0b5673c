"""Tickets by export or by search, satisfaction ratings, and how their pages follow each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, HttpStatus, SourceError
from amends.models import Author, Mention, Rating
from amends.sources.answers import listed, read_each
from amends.sources.failures import explained
from amends.sources.paging import Page
from amends.sources.values import believable, body, count, inside, line, moment, objects
from amends.sources.zendesk.api import WHOSE, Api

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.models import Json
    from amends.models.vocabulary import Answered, Kind

    Tags = tuple[tuple[str, ...], tuple[str, ...]]
    """Those of which a ticket must have one, and those that it must not have."""

_PAGE = 100
"""What Zendesk advises for the search."""
_MOST = 1000
"""What it gives at most."""
_NARROW = 60
"""Seconds; a slice that is no wider is not halved."""
_EXPORTED = 500
"""Tickets of one export; Zendesk gives up to 1,000, which may be more than we take at once."""
_ANSWERED: dict[str, Answered] = {
    "new": "no",
    "open": "no",  # it is our turn, also after the customer has written again
    "pending": "yes",  # it is the customer's turn
    "solved": "yes",
    "closed": "yes",
}
_KINDS: dict[str, Kind] = {"voice": "call", "phone": "call"}
_STARS = {"good": 5, "bad": 1}


@dataclass(frozen=True, slots=True)
class Account:
    """One Zendesk, read at one moment."""

    api: Api
    now: datetime
    days: int

    @property
    def start(self) -> int:
        """When the first run begins to read, in seconds since 1970."""
        return int((self.now - timedelta(days=self.days)).timestamp())

    def searched(self, query: str | None, tags: Tags, piece: Slice, after: str | None) -> Page:
        """Return a page of the tickets that changed within a time, for agents."""
        changed = f"updated>={_stamp(piece.since)} updated<{_stamp(piece.until)}"
        params = {
            "query": " ".join(filter(None, [changed, query])),
            "filter[type]": "ticket",
            "page[size]": piece.page_size,
            "page[after]": after,
        }
        with explained(_search_meaning):
            answer = self.api.ask("search/export", params)
        return parse_tickets(answer, "results", self.api.home, self.now, tags)

    def ratings(self, piece: Slice, after: str | None) -> Page:
        """Return a page of the ratings with a comment that were given within a time."""
        params = {
            "score": "received_with_comment",
            "start_time": piece.since - 1,  # whether these seconds count is not said
            "end_time": piece.until,
            "page[size]": piece.page_size,
            "page[after]": after,
        }
        answer = self.api.ask("satisfaction_ratings", params)
        return parse_ratings(answer, self.api.home, self.now)


def changed_tickets(account: Account, tags: Tags, cursor: Json) -> Page:
    """Return what follows a cursor of the incremental export, for administrators.

    The cursor of the last page is where the next run goes on: nothing is missed or read twice.
    """
    after = line(cursor)
    params: dict[str, Json] = {"cursor": after} if after else {"start_time": account.start}
    params |= {"include": "users", "per_page": _EXPORTED}
    answer = account.api.ask("incremental/tickets/cursor", params)
    page = parse_tickets(answer, "tickets", account.api.home, account.now, tags)
    end = answer.get("end_of_stream")
    last = end if isinstance(end, bool) else not objects(answer.get("tickets"))
    return replace(page, next=line(answer.get("after_cursor")), last=last)


@dataclass(frozen=True, slots=True)
class Slice:
    """A closed piece of time, in seconds since 1970; `until` is not part of it."""

    since: int
    until: int

    @property
    def width(self) -> int:
        """How many seconds it takes in."""
        return self.until - self.since

    @property
    def narrow(self) -> bool:
        """Whether it is read page by page: many tickets may be changed in one go."""
        return self.width <= _NARROW

    @property
    def page_size(self) -> int:
        """How many items to ask for at once."""
        return _MOST if self.narrow else _PAGE


@dataclass(frozen=True, slots=True)
class Slices:
    """As `ask` of a walk: everything since a time, one closed slice of it after the other.

    A page's cursor is good for an hour, which is less than the time between two runs. So a slice
    that does not fit on one page is halved, and the end of each that was read is where the next
    run goes on, whatever order its items come in. The last slice ends now; the next run looks back
    beyond it by an `overlap`.
    """

    account: Account
    read: Callable[[Slice, str | None], Page]
    overlap: timedelta

    def __call__(self, cursor: Json) -> Page:
        """Return the page of a cursor; None asks for the first one of the first run."""
        piece, now = self._slice(cursor), int(self.account.now.timestamp())
        this_run = inside(cursor, "run") == now
        page = self.read(piece, line(inside(cursor, "after")) if this_run else None)
        if page.next is not None and not piece.narrow:
            return Page(next={"since": piece.since, "width": piece.width // 2}, last=False)
        if page.next is not None:
            onward = {"since": piece.since, "width": piece.width, "run": now, "after": page.next}
            return replace(page, next=onward, last=False)
        if piece.until < now:
            sparse = len(page.mentions) < _PAGE // 2
            width = piece.width * 2 if sparse else piece.width
            return replace(page, next={"since": piece.until, "width": width}, last=False)
        later = now - int(self.overlap.total_seconds())
        return replace(page, next={"since": later}, last=True)

    def _slice(self, cursor: Json) -> Slice:
        now = int(self.account.now.timestamp())
        since, width = (count(inside(cursor, key)) for key in ("since", "width"))
        start = since if since and since < now else self.account.start
        return Slice(start, min(start + width, now) if width else now)


def _stamp(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def parse_tickets(
    answer: dict[str, Any], key: str, home: str, now: datetime, tags: Tags = ((), ())
) -> Page:
    """Return the tickets of a page; `key` says where they stand, `next` is a cursor."""
    tickets = listed(answer, key, WHOSE)
    names = {line(user.get("id")): line(user.get("name")) for user in objects(answer.get("users"))}
    gone = [each for each in tickets if each.get("status") == "deleted"]
    there = [each for each in tickets if each.get("status") != "deleted" and _tagged(each, tags)]
    mentions, skipped = read_each(
        there, partial(_ticket, home=home, names=names, now=now), "ticket"
    )
    gone_ids = tuple(found for each in gone if (found := line(each.get("id"))))
    return Page(mentions, skipped, _onward(answer), gone_ids=gone_ids)


def parse_ratings(answer: dict[str, Any], home: str, now: datetime) -> Page:
    """Return the ratings of a page; those without a word are left out."""
    ratings = listed(answer, "satisfaction_ratings", WHOSE)
    said = [each for each in ratings if body(each.get("comment")).strip()]
    mentions, skipped = read_each(said, partial(_rating, home=home, now=now), "rating")
    return Page(mentions, skipped, _onward(answer))


def _onward(answer: dict[str, Any]) -> str | None:
    more = inside(answer, "meta", "has_more") is True
    return line(inside(answer, "meta", "after_cursor")) if more else None


def _tagged(ticket: dict[str, Any], tags: Tags) -> bool:
    listed = ticket.get("tags")
    own = {tag.casefold() for tag in map(line, listed if isinstance(listed, list) else []) if tag}
    wanted, unwanted = ({tag.casefold() for tag in each} for each in tags)
    return (not wanted or bool(own & wanted)) and not own & unwanted


def _ticket(
    ticket: dict[str, Any], home: str, names: dict[str | None, str | None], now: datetime
) -> Mention | None:
    number = line(ticket.get("id"))
    if number is None:
        return None
    when, uncertain = believable(moment(ticket.get("created_at")), now)
    requester, status = line(ticket.get("requester_id")), line(ticket.get("status"))
    channel = line(inside(ticket, "via", "channel"))
    return Mention(
        external_id=number,
        kind=_KINDS.get(channel or "", "email"),
        url=f"{home}/agent/tickets/{number}",
        title=line(ticket.get("subject")),
        text=body(ticket.get("description")),
        author=Author(id=requester, name=names.get(requester)),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(ticket.get("updated_at")),
        thread_id=number,
        answered=_ANSWERED.get(status or "", "unknown"),
        extra=_told(status=status, channel=channel, priority=line(ticket.get("priority"))),
    )


def _rating(rating: dict[str, Any], home: str, now: datetime) -> Mention | None:
    """Read a rating, a thumb up or down about the help given in one ticket.

    It looks like a review, but was written to us alone: nobody else may get to read it.
    """
    external_id, ticket = line(rating.get("id")), line(rating.get("ticket_id"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(rating.get("created_at")), now)
    stars = _STARS.get(line(rating.get("score")) or "")
    return Mention(
        external_id=f"rating-{external_id}",
        kind="email",
        url=f"{home}/agent/tickets/{ticket}" if ticket else None,
        text=body(rating.get("comment")),
        author=Author(id=line(rating.get("requester_id"))),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(rating.get("updated_at")),
        parent_id=ticket,
        thread_id=ticket,
        rating=Rating(stars) if stars else None,
        extra=_told(reason=line(rating.get("reason"))),
    )


def _told(**fields: str | None) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}


def _search_meaning(error: HttpStatus) -> SourceError | None:
    if error.status != Status.UNPROCESSABLE_ENTITY:
        return None
    return BadRequest(
        f"{WHOSE} does not understand the search",
        hint="Try `query:` in the search field of Zendesk, then copy it from there.",
    )
