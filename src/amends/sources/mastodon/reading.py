"""What the posts of one server are: whose, answers to what, about us or not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, BadRequest, HttpStatus, Unreachable
from amends.models import Batch, Skipped
from amends.sources.answers import read_list, read_object
from amends.sources.mastodon.server import PAGE
from amends.sources.mastodon.statuses import (
    addresses,
    local_id,
    notified,
    originals,
    parents_of,
    parse,
    searched,
)
from amends.sources.paging import Page, newest_first
from amends.sources.queries import phrase
from amends.sources.values import (
    count,
    inside,
    line,
    moment,
    moment_of_epoch,
    objects,
    portions,
)
from amends.sources.watch import sifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amends.config.model import Watch
    from amends.models import Json
    from amends.sources.mastodon.server import Server

FIRST = timedelta(days=90)
"""How far back the first search goes."""
OVERLAP = timedelta(days=1)
"""How far before the mark a search is read again: posts reach servers late, edits come later."""
_AT_ONCE = 20
"""Posts that can be asked for at once (`StatusesController#check_statuses_limit`)."""
_DEEPEST = 1_000
"""Hits of a search that are looked at."""
_CUT = "there may be older posts than the newest thousand, and those were not looked at"
_MOST_DROPPED = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the posts of one server."""

    server: Server
    me: str | None = None
    """Our local id there; None without a token."""
    known_as: frozenset[str] = frozenset()
    """Our addresses: some servers know fewer of an account than others."""
    told_of: tuple[str, ...] = ("mention",)
    """The notifications that tell of what others wrote."""

    @classmethod
    def of(cls, server: Server) -> Reader:
        """Ask a server who we are there; nobody without a token."""
        if server.token is None:
            return cls(server)
        found = server.object("/api/v1/accounts/verify_credentials")
        me = line(found.get("id"))
        if me is None:
            raise BadAnswer(f"{server.host}: the answer does not say whose token this is")
        ours = filter(None, (line(found.get(each)) for each in ("uri", "url")))
        knows_quotes = inside(found, "source", "quote_policy") is not None  # Mastodon 4.5
        told_of = ("mention", "quote") if knows_quotes else ("mention",)
        return cls(server, me, frozenset(ours), told_of)

    def account(self) -> str:
        """Say in one line who we are, what is left, and whether this server searches posts."""
        response = self.server.get("/api/v1/accounts/verify_credentials")
        found = read_object(response, self.server.host)
        name, posts = line(found.get("acct")), count(found.get("statuses_count"))
        if not posts:
            says = "whether it searches posts can be tried once you have written one"
        elif self._hits(f"from:{name}"):
            says = "it searches posts"
        else:
            says = "it does not search posts, so only tags and mentions are read"
        return f"{self.server.host}: you are @{name}, {says}{self.server.quota(response)}"

    def notified(self, rows: list[dict[str, Any]]) -> Page:
        """Read notifications: what was written to us, public or private."""
        return self._page(notified(rows))

    def own(self, rows: list[dict[str, Any]]) -> Page:
        """Read our own posts."""
        page = self._page(rows)
        return replace(page, mentions=(), own=(*page.own, *page.mentions))

    def tagged(self, tag: str, rows: list[dict[str, Any]], *, whole_watch: bool) -> Page:
        """Read posts with a tag, which stands for our name unless `whole_watch` is asked for."""
        watch = self.server.ctx.watch
        if not whole_watch:
            watch = watch.model_copy(update={"any": (), "all": ()})
        return self._about(self._page(originals(rows)), watch, f"{self.server.host}: #{tag}")

    def search(self, term: str, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield what a search finds, one batch per page, the newest first."""
        ctx = self.server.ctx
        mark = moment_of_epoch(inside(bookmark, "mark"))
        floor = mark - OVERLAP if mark else ctx.now - FIRST
        query = query_for(term, ctx.watch)

        def ask(cursor: Json) -> Page:
            offset = count(cursor) or 0
            rows = self._hits(query, offset)
            times = [time for row in rows if (time := moment(row.get("created_at")))]
            page = self._page(originals(rows))
            known = bool(times and max(times) < floor)
            deepest = offset >= _DEEPEST
            cut = rows and deepest and all(time > (mark or floor) for time in times)
            told = (Skipped(f"{self.server.host}: {query}", _CUT),) if cut else ()
            return replace(
                self._about(page, ctx.watch, f"{self.server.host}: {query}"),
                skipped=(*page.skipped, *told),
                next=None if not rows or deepest or known else offset + len(rows),
                newest=max(times, default=None),
            )

        return newest_first(ctx, bookmark, ask, room=room, overlap=OVERLAP)

    def local(self, uri: str) -> Batch:
        """Read a post that was written on this server, which alone can say that it is gone."""
        try:
            row = self.server.object(f"/api/v1/statuses/{local_id(uri, self.server.host)}")
        except HttpStatus as error:
            if error.status not in {Status.NOT_FOUND, Status.GONE}:
                raise
            return Batch(gone_ids=(uri,))
        return self._one([row], uri)

    def looked_up(self, uri: str) -> Batch:
        """Read a post of another server as this one knows it; nothing where it does not."""
        params = {"q": uri, "type": "statuses", "resolve": "true"}  # else it is searched for
        return self._one(objects(self.server.object("/api/v2/search", params).get("statuses")), uri)

    def _one(self, rows: list[dict[str, Any]], uri: str) -> Batch:
        page = self._page(rows)
        return Batch(tuple(each for each in page.mentions if each.external_id == uri))

    def _hits(self, query: str, offset: int = 0) -> list[dict[str, Any]]:
        params = {"q": query, "type": "statuses", "limit": PAGE, "offset": offset or None}
        try:
            answer = self.server.object("/api/v2/search", params)
        except HttpStatus as error:
            if error.status != Status.SERVICE_UNAVAILABLE:
                raise
            raise Unreachable(f"{self.server.host}: its search is out of order") from error
        if not isinstance(answer.get("statuses"), list):
            raise BadAnswer(f"{self.server.host}: the answer to a search has no `statuses`")
        return objects(answer["statuses"])

    def _page(self, rows: list[dict[str, Any]]) -> Page:
        found, skipped = parse(rows, self.server.ctx.now, self.server.host, self._parents(rows))
        ours = tuple(each for each in found if each.author.id in self.known_as)
        others = tuple(each for each in found if each not in ours)
        return Page(others, skipped, own=ours)

    def _parents(self, rows: list[dict[str, Any]]) -> dict[str, str]:
        """Return the addresses of what these posts answer; none if the server is too old to say."""
        found: dict[str, str] = {}
        with suppress(HttpStatus, BadRequest):
            for wanted in portions(parents_of(rows), _AT_ONCE):
                response = self.server.get("/api/v1/statuses", {"id[]": wanted})
                found |= addresses(read_list(response, self.server.host))
        return found

    @staticmethod
    def _about(page: Page, watch: Watch, asked: str) -> Page:
        kept, dropped = sifted(page.mentions, watch, searched)
        return replace(
            page,
            mentions=kept,
            dropped=dropped[:_MOST_DROPPED],
            filtered=len(dropped),
            asked=(asked,),
        )


def query_for(term: str, watch: Watch) -> str:
    """Return a search in Mastodon's words: a phrase, without posts that hold a namesake's word.

    Only single words can be excluded (docs.joinmastodon.org/user/network, search operators); the
    rest of `watch:` is looked at here.
    """
    without = [f"-{word}" for word in watch.none if word.isalpha()]
    return " ".join([phrase(term), *without])


def once(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Leave out what an earlier list of the same run has shown, with the counts of that server."""
    seen: set[str] = set()
    for batch in batches:
        new = tuple(each for each in batch.mentions if each.external_id not in seen)
        seen |= {each.external_id for each in new}
        yield replace(batch, mentions=new)


def again(servers: list[Server], ids: tuple[str, ...]) -> Iterator[Batch]:
    """Yield single posts as they are now, or that they are gone."""
    home = Reader(servers[0])
    for uri in ids:
        if home.server.ctx.http.time_is_up:
            return
        there = next((each for each in servers if local_id(uri, each.host)), None)
        if there:
            yield _there(Reader(there), home, uri)
        elif home.server.token and uri.startswith("https://"):
            yield home.looked_up(uri)


def _there(theirs: Reader, home: Reader, uri: str) -> Batch:
    """Return a post as the server of its author says, or that it is gone.

    A visitor is not told of what is private: then only our own server knows that it is there.
    """
    found = theirs.local(uri)
    if found.gone_ids and theirs.server.token is None and home.server.token:
        kept = home.looked_up(uri)
        private = any(each.extra.get("visibility") for each in kept.mentions)
        return kept if private else found
    return found
