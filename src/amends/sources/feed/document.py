"""What one fetched feed holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.models import Skipped
from amends.sources.identity import identify

if TYPE_CHECKING:
    from amends.models import Mention


@dataclass(frozen=True, slots=True)
class Document:
    """The mentions of one feed, or of one page of it."""

    mentions: tuple[Mention, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    whole: bool = True
    """False when the body was cut short: it is asked for again next time."""
    next_url: str | None = None

    def joined(self, page: Document) -> Document:
        """Append a further page."""
        return Document(
            mentions=self.mentions + page.mentions,
            skipped=self.skipped + page.skipped,
            whole=self.whole and page.whole,
            next_url=page.next_url,
        )

    def identified(self) -> Document:
        """Give every mention its id; of several with one id the first stays.

        The others would overwrite it, and be overwritten by it, at every run. What has the address
        of the first, too, is the same once more.
        """
        kept: dict[str, Mention] = {}
        repeats: list[Skipped] = []
        for number, mention in enumerate(identify(self.mentions), 1):
            first = kept.setdefault(mention.external_id, mention)
            if mention != first and (first.url is None or mention.url != first.url):
                repeats.append(Skipped(f"entry {number}", "it has the id of an earlier entry"))
        return replace(self, mentions=tuple(kept.values()), skipped=(*self.skipped, *repeats))
