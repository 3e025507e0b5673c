"""One answer of a platform, and the times that stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from amends.models import Json, Mention, Skipped

    When = Callable[[Mention], datetime | None]
    """The time by which a list is sorted."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a platform, read."""

    mentions: tuple[Mention, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    next: Json = None
    """The cursor of what follows: a page number, a token, an address without secrets."""
    last: bool | None = None
    """Whether nothing follows at present; None: that there is no `next` says it."""
    gone_ids: tuple[str, ...] = ()
    filtered: int = 0
    dropped: tuple[Skipped, ...] = ()
    asked: tuple[str, ...] = ()
    own: tuple[Mention, ...] = ()
    """What the platform itself says our team wrote."""
    stood: tuple[Mention, ...] = ()
    """All that stood on it, in its order, where `mentions` leaves some out: how far it reaches."""
    newest: datetime | None = None
    """The newest time on it, where not even `stood` holds it."""

    @property
    def ends(self) -> bool:
        """Whether nothing follows."""
        return self.next is None if self.last is None else self.last

    @property
    def holds_nothing(self) -> bool:
        """Whether there is nothing on it at all."""
        return not (self.mentions or self.skipped or self.gone_ids or self.own or self.filtered)


def published(mention: Mention) -> datetime | None:
    """Return when a mention was published, None if that is a guess of ours."""
    return None if mention.date_uncertain else mention.published_at


def changed(mention: Mention) -> datetime | None:
    """Return when a mention was last changed, for lists that put that first."""
    return mention.updated_at or published(mention)


def reaches(page: Page, floor: int, when: When) -> bool:
    """Whether a page goes down to a time; its last mention says so, since one may be pinned."""
    lowest = next(filter(None, map(when, reversed(page.stood or page.mentions))), None)
    return lowest is not None and int(lowest.timestamp()) <= floor


def times(taken: tuple[Mention, ...], when: When, now: datetime, page: Page) -> list[int]:
    """Return the known times; a platform's clock that is ahead must not move the mark ahead."""
    known = [*map(when, taken), *map(when, page.stood), page.newest]
    return [int(min(time, now).timestamp()) for time in known if time is not None]
