"""WordPress: the comments of a site, with those still held back if you give a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from amends.config.secrets import SecretRef, keeps_secrets
from amends.config.values import Texts  # noqa: TC001
from amends.models import Author, Item, Mention, Skipped
from amends.sources import wp
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.paging import Page, newest_first, published
from amends.sources.values import believable, body, count, inside, line, objects, web_address
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.models import Batch, Json, OwnerReply


@dataclass
class _Comments(wp.Api):
    """The comments of a site, and what the business wrote among them."""

    missing: ClassVar[str] = (
        "Check that `site:` is a WordPress site; if its REST API is switched off, read the feed "
        "…/comments/feed/ instead (type: feed)."
    )
    closed: ClassVar[str] = (
        "A security plugin keeps visitors from the REST API: allow /wp-json/wp/v2/comments there, "
        "give `user` and `password`, or read the feed …/comments/feed/ (type: feed)."
    )
    denied: ClassVar[str] = (
        "Check `user`, and that `password` is an application password (Users → Profile). If both "
        "are right, write `site:` exactly as the browser shows it (www. or not), or the host "
        "drops the Authorization header: it must pass it on to PHP."
    )
    powerless: ClassVar[str] = (
        "This user may not see comments that are held: give the role Editor, or leave `user` and "
        "`password` out to read what is public."
    )
    team: tuple[str, ...] = ()
    moved_up: dict[str, datetime] = field(default_factory=dict)
    """When we answered a comment that was read again for that."""

    def when(self, mention: Mention) -> datetime | None:
        """Return where a comment stands in the list as it was read."""
        return self.moved_up.get(mention.external_id) or published(mention)

    def with_answered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows, and before them the older comments that ours among them answer."""
        there = wp.by_number(rows)
        ours = {
            parent: row
            for row in rows
            if _ours(row, self.team) and (parent := count(row.get("parent"))) not in {None, 0}
        }
        asked = ",".join(str(parent) for parent in ours if parent not in there)
        if not asked:
            return rows
        older = wp.by_number(self.listed(wp.COMMENTS, include=asked, _embed="up"))
        times = {number: wp.written(ours[number]) for number in older if number in ours}
        self.moved_up |= {str(number): time for number, time in times.items() if time}
        return [*older.values(), *rows]

    def answers(self, rows: list[dict[str, Any]]) -> dict[str, OwnerReply]:
        """Return, by the comment that it answers, the newest answer of the business."""
        posts = {line(row.get("post")): row.get("_embedded") for row in rows}
        return {
            line(row.get("parent")) or "": wp.owner_reply(row)
            for row in self.replies(rows)
            if _ours({**row, "_embedded": posts.get(line(row.get("post")))}, self.team)
        }


class WordPress(Source):
    """The comments below the posts, pages and products of one site.

    Without a password it sees what every visitor sees. With an application password it also sees
    comments that wait for approval (`extra.status` is then `hold`), and notices those that were
    put into the trash or called spam; a comment that is only missing is never taken as removed.

    Comments by the author of the post, and by those named in `team`, are answers of the business
    and no mentions. Reviews of WooCommerce products are no comments: see `woocommerce`.

    The site's comments feed (`type: feed`) brings the same texts, times and parents with less: only
    the newest (10 unless the site's owner has set more), without the name of the post, nothing of
    what is held or taken down, and your own answers as if customers had written them, unless
    `business.own_accounts` names you.
    """

    EXAMPLE: ClassVar[str] = """\
type: wordpress
site: https://blog.example.org
"""
    VISIBILITY: ClassVar[float] = 0.4
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"password"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="All public comments of your site, with the post, the thread, and your answers; with "
        "an application password also those that wait for approval or were taken down.",
        lacks="Without a password nothing says that a comment was deleted; with one, only the "
        "hundred newest in the trash and in spam are looked at. Likes do not exist.",
        cost="Free.",
        quota="WordPress sets none; your host may.",
        checked="real server",
        window="Everything; after the first time, the last 14 days are read again in every run.",
        key=(
            "Only for held comments: log in to WordPress as a user with the role Editor.",
            "Open Users → Profile and go down to Application Passwords (the site needs https).",
            "Type `amends` as the name, press Add, and copy the password that is shown once.",
            "Write the user name into `user`, and where the password is kept into `password`.",
        ),
        unconfirmed=("How security plugins word a refusal: each has its own way.",),
        address="https://developer.wordpress.org/rest-api/reference/comments/",
    )

    type: Literal["wordpress"] = "wordpress"
    site: wp.Site = Field(description="Address of the site, as the browser shows it.")
    user: str | None = Field(None, description="A user of the site who may moderate comments.")
    password: SecretRef | None = Field(
        None, description="Secret reference to that user's application password: `env:` …"
    )
    posts: Texts = Field((), description="Numbers of the only posts to read; none: all.")
    team: Texts = Field(
        (),
        description="Users of the site who answer for you, by the name shown beside their comments;"
        " who wrote the post always does.",
    )

    @model_validator(mode="after")
    def _both_and_safe(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("needs `user` and `password` together, or neither")
        if self.password and not keeps_secrets(self.site):
            raise ValueError("would send the password unprotected: write https:// in `site`")
        if not all(post.isdecimal() for post in self.posts):
            raise ValueError("must be a list of post numbers in `posts`: the 12 in ?p=12")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per hundred comments, the newest first."""
        api = self._api(ctx)

        def ask(cursor: Json) -> Page:
            return self._page(api, count(cursor) or 1)

        yield from newest_first(
            ctx, bookmark, ask, room=self.max_items, when=api.when, overlap=wp.OVERLAP
        )

    def probe(self, ctx: FetchContext) -> str:
        """Return how many comments can be read, and as whom."""
        api = self._api(ctx)
        total = api.page(wp.COMMENTS, 1, **self._wanted(), _fields="id").total
        who = f"as {self.user}, with those held back" if self.user else "public ones, no password"
        return f"{api.host}: {'?' if total is None else total} comments can be read ({who})"

    def _api(self, ctx: FetchContext) -> _Comments:
        known = self.user and self.password
        auth = (self.user or "", ctx.secret(self.password or "")) if known else None
        return _Comments(ctx, self.site, auth, team=self.team)

    def _wanted(self) -> dict[str, Any]:
        """Every state but trash and spam is called `all`; visitors may not name any."""
        status = {"status": "all"} if self.user else {}
        return status | ({"post": ",".join(self.posts)} if self.posts else {})

    def _page(self, api: _Comments, number: int) -> Page:
        found = api.page(wp.COMMENTS, number, **self._wanted(), _embed="up")
        rows = api.with_answered(found.rows)
        mentions, skipped = parse(rows, api.ctx.now, self.team)
        stood, _ = parse(found.rows, api.ctx.now, withheld=False)
        return Page(
            wp.answered(mentions, api.answers(rows)),
            skipped,
            number + 1 if number < found.pages else None,
            stood=stood,
            gone_ids=api.taken_down(wp.COMMENTS) if self.user and number == 1 else (),
        )


def parse(
    rows: Iterable[Json], now: datetime, team: tuple[str, ...] = (), *, withheld: bool = True
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return what customers wrote in a list of comments, and the ones that could not be read.

    `withheld`: whether what the business wrote is left out.
    """
    mentions: list[Mention] = []
    skipped: list[Skipped] = []
    for number, row in enumerate(rows, 1):
        found = _mention(row, now)
        if found is None:
            skipped.append(Skipped(f"comment {number}", "it has no id"))
        elif not (withheld and _ours(row, team)):
            mentions.append(found)
    return tuple(mentions), tuple(skipped)


def _mention(row: Json, now: datetime) -> Mention | None:
    external_id = line(row.get("id")) if isinstance(row, dict) else None
    if external_id is None:
        return None
    post, parent, status = line(row.get("post")), count(row.get("parent")), line(row.get("status"))
    when, uncertain = believable(wp.written(row), now)
    return Mention(
        external_id=external_id,
        kind="comment",
        url=web_address(row.get("link")),
        text=html_to_text(body(inside(row, "content", "rendered"))),
        author=_author(row),
        published_at=when,
        date_uncertain=uncertain,
        # Posts and comments are counted apart, and a comment may have the number of its post.
        thread_id=f"post-{post}" if post else None,
        parent_id=str(parent) if parent else None,
        item=Item(post, line(html_to_text(body(inside(_post(row), "title", "rendered"))))),
        extra={"status": status} if status and status != "approved" else {},
    )


def _author(row: dict[str, Any]) -> Author:
    """Return who wrote it; users are numbered on each site, and guests call themselves anything."""
    name, user = line(row.get("author_name")), count(row.get("author"))
    if not user:
        return Author(name=name)
    host = urlsplit(web_address(row.get("link")) or "").netloc
    return Author(id=f"{user}@{host}", name=name, handle=name)


def _post(row: dict[str, Any]) -> dict[str, Any]:
    """Return the post that a comment stands under, as far as the site shows it."""
    return next(iter(objects(inside(row, "_embedded", "up"))), {})


def _ours(row: dict[str, Any], team: tuple[str, ...]) -> bool:
    """Whether the business wrote it: customers may have accounts too, so it takes more."""
    user = count(row.get("author"))
    names = {name.casefold() for name in team}
    known = (line(row.get("author_name")) or "").casefold() in names
    return bool(user) and (known or user == count(_post(row).get("author")))
