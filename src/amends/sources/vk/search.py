"""The search through all open walls of VK, one spelling at a time, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.models import Skipped
from amends.sources.paging import Page, newest_first, published
from amends.sources.values import body, count, inside, line, objects
from amends.sources.vk.posts import id_of, parse, people_of
from amends.sources.watch import shown, sifted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.models import Batch, Json, Mention
    from amends.sources.contract import FetchContext
    from amends.sources.vk.api import Vk

PAGE = 200
REACHED = 1000
"""Results of one search that can be paged through; then the window is made smaller."""
OVERLAP = timedelta(hours=1)
FIELDS = "screen_name,followers_count,members_count"
_SHOWN = 20
_WORDLESS = "it passes on a post of yours without a word"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and how far back the first time."""

    ctx: FetchContext
    vk: Vk
    term: str
    days: int
    own: int | None = None
    """The number of our own community: its posts are no mentions, its wall is read anyway."""

    def walk(self, kept: Json, room: int) -> Iterator[Batch]:
        """Yield a batch per page, down to an hour before the newest post of the last walk.

        VK alone would look back 24 hours, however long ago the last run was.
        """
        mark = count(inside(kept, "mark"))
        first = self.ctx.now - timedelta(days=self.days)
        since = int(first.timestamp()) if mark is None else mark - int(OVERLAP.total_seconds())
        return newest_first(
            self.ctx, kept, lambda cursor: self._page(cursor, since), room=room, overlap=OVERLAP
        )

    def _page(self, cursor: Json, since: int) -> Page:
        end = count(inside(cursor, "end")) or int(self.ctx.now.timestamp())
        answer = self.vk.ask(
            "newsfeed.search",
            q=self.term,
            count=PAGE,
            start_time=since,
            end_time=end,
            start_from=line(inside(cursor, "from")),
            extended=1,
            fields=FIELDS,
        )
        posts = objects(answer.get("items"))
        read = parse(posts, people_of(answer), self.ctx.now)
        theirs = [each for each in read.mentions if not self._ours(each)]
        wordless = set(map(id_of, filter(self._passes_ours_on, posts)))
        said = [each for each in theirs if each.external_id not in wordless]
        passed_on = [each for each in theirs if each.external_id in wordless]
        kept, dropped = sifted(said, self.ctx.watch, lambda mention: mention.text)
        dropped += tuple(Skipped(shown(each), _WORDLESS) for each in passed_on)
        times = [at for each in read.mentions if (at := published(each))]
        page = Page(
            kept,
            read.skipped,
            gone_ids=read.gone_ids,
            filtered=len(dropped),
            dropped=dropped[:_SHOWN],
            asked=(self.term,),
            newest=max(times, default=None),
        )
        oldest = int(min(times).timestamp()) if times else None
        seen = (count(inside(cursor, "seen")) or 0) + len(posts)
        return replace(page, next=_following(answer, end, seen, oldest))

    def _passes_ours_on(self, post: dict[str, Any]) -> bool:
        """Whether somebody passed on a post of ours and said nothing: reach, and no mention."""
        original = next(iter(objects(post.get("copy_history"))), {})
        ours = self.own is not None and original.get("owner_id") == self.own
        return ours and not body(post.get("text"))

    def _ours(self, mention: Mention) -> bool:
        own = str(self.own)
        return mention.author.id == own or mention.external_id.startswith(f"{own}_")


def _following(answer: Json, end: int, seen: int, oldest: int | None) -> Json:
    """Return where it goes on: at the next page, or before the oldest of a thousand results."""
    onward = line(inside(answer, "next_from"))
    if seen >= REACHED:
        return {"end": oldest} if oldest and oldest < end else None
    return {"from": onward, "seen": seen, "end": end} if onward else None
