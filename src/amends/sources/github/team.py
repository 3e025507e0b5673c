"""Who has been answered: in which threads our team wrote, and when last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Mention
    from amends.sources.paging import Page


@dataclass(frozen=True, slots=True)
class TeamWords:
    """When our team last wrote in each thread, as far as it has been read.

    An answer to the fifth comment of an issue answers the issue as well, though the store, which
    sees one message after the other, can only say that it answers the fifth.
    """

    last: dict[str, datetime] = field(default_factory=dict)

    def heard(self, page: Page) -> Page:
        """Note what the team wrote on a page; return the page with what that has answered."""
        for answer in page.own:
            thread, at = answer.thread_id, answer.published_at
            if thread and at and answer.external_id != thread:
                self.last[thread] = max(at, self.last.get(thread, at))
        return replace(page, mentions=tuple(map(self._answered, page.mentions)))

    def _answered(self, mention: Mention) -> Mention:
        last, published = self.last.get(mention.thread_id or ""), mention.published_at
        before = last is not None and published is not None and published <= last
        return replace(mention, answered="yes") if before else mention
