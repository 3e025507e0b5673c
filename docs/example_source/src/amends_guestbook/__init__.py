"""Guest books: entries of our own hotel software, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from amends.errors import BadAnswer
from amends.models import Author, Batch, Mention, Rating, Skipped
from amends.sources import FetchContext, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Guestbook(Source):
    """`GET {url}/entries?after={id}`, at most 100 entries a page."""

    EXAMPLE: ClassVar[str] = """\
type: guestbook
url: https://hotel.example/guestbook
token: env:GUESTBOOK_TOKEN
"""
    NEEDS_KEY: ClassVar[bool] = True
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"token"})

    type: Literal["guestbook"] = "guestbook"
    url: str = Field(pattern="^https?://", description="Address of the guest book.")
    token: str = Field(description="Secret reference: `env:`, `file:` …")

    def fetch(self, ctx: FetchContext, bookmark: Any) -> Iterator[Batch]:
        """Yield a batch per page; the bookmark is the id of the last entry that was read."""
        headers = {"Authorization": f"Bearer {ctx.secret(self.token)}"}
        after, taken = bookmark or 0, 0
        while taken < self.max_items:
            answer = ctx.http.get(f"{self.url}/entries", params={"after": after}, headers=headers)
            try:
                mentions, skipped, after = parse(answer.json())
            except (ValueError, KeyError, TypeError) as error:
                raise BadAnswer("the guest book answered in another shape") from error
            if not mentions and not skipped:
                return  # nothing new: no batch, the run says "unchanged"
            taken += len(mentions)
            yield Batch(mentions, (), after, skipped)


def parse(page: Any) -> tuple[tuple[Mention, ...], tuple[Skipped, ...], int]:
    """Return the mentions of a page, the entries that cannot be read, and the last id."""
    mentions, skipped, last = [], [], 0
    for entry in page["entries"]:
        last = entry["id"]
        try:
            mentions.append(_mention(entry))
        except (ValueError, KeyError, TypeError):
            skipped.append(Skipped(f"entry {last}", "text or date is missing"))
    return tuple(mentions), tuple(skipped), last


def _mention(entry: Any) -> Mention:
    return Mention(
        external_id=str(entry["id"]),
        kind="review",
        text=entry["text"],
        author=Author(name=entry.get("guest")),
        published_at=datetime.fromisoformat(entry["written_at"]),
        rating=Rating(entry["hearts"], max=3) if entry.get("hearts") else None,
    )
