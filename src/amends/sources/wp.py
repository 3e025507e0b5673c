"""What all of WordPress shares: where its REST API is, pages, passwords, and what refusals mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator

from amends.errors import AuthFailed, BadRequest, Blocked, HttpStatus
from amends.models import OwnerReply
from amends.sources.addresses import pasted
from amends.sources.answers import error_object, read_list
from amends.sources.values import body, count, inside, line, moment, web_address
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from amends.errors import SourceError
    from amends.http import Response
    from amends.models import Mention
    from amends.sources.contract import FetchContext

COMMENTS = "wp/v2/comments"
"""developer.wordpress.org/rest-api/reference/comments"""
PER_PAGE = 100
"""The most that WordPress gives at once (using-the-rest-api/pagination)."""
OVERLAP = timedelta(days=14)
"""How far back pages are read again: what was held appears late, with the date it was written."""
TAKEN_DOWN = ("trash", "spam")
"""The states in which the owner, or a spam filter, has taken something off the page."""
_PAST_THE_END = frozenset({"rest_invalid_page_number", "rest_post_invalid_page_number"})
_ROOT = re.compile(r"""<([^<>]{1,2000})>\s*;\s*rel=["']?https://api\.w\.org/["']?""")
_PAGES = re.compile(r"/(?:wp-json|wp-admin|index\.php|wp-login\.php)(?:/.*)?$")


def _site(text: str) -> str:
    """Return where a site begins, from its address or from that of its REST API."""
    parts = pasted(text)
    if parts is None:
        raise ValueError("must be the address of a site, such as https://shop.example.org")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user or a password: they have options of their own")
    path = _PAGES.sub("", parts.path)
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"


Site = Annotated[str, AfterValidator(_site)]
"""The type of an option that names a WordPress site."""


class Rows(NamedTuple):
    """One page of a list, as WordPress gives it."""

    rows: list[dict[str, Any]]
    pages: int
    """Pages that there are in all."""
    total: int | None
    """Items in all; those that we may not see may be counted too."""


@dataclass
class Api:
    """The REST API of one site during one reading; its address is looked for where it is odd."""

    ctx: FetchContext
    site: str
    auth: tuple[str, str] | None = field(default=None, repr=False)
    root: str | None = None
    whats: ClassVar[str] = "comments"
    """What messages call the items."""
    missing: ClassVar[str] = "Check that `site:` is a WordPress site."
    """What to do where the site does not know what is asked for."""
    closed: ClassVar[str] = "Allow visitors to read the REST API in the site's security plugin."
    """What to do where it lets nobody read without credentials."""
    denied: ClassVar[str] = "Check the user and the password."
    """What to do where it refuses the credentials, or never got them."""
    powerless: ClassVar[str] = "Give this user the right to moderate comments (role Editor)."
    """What to do where the credentials are right and not enough."""

    @property
    def host(self) -> str:
        """The site as messages name it."""
        return urlsplit(self.site).netloc

    def page(self, route: str, number: int, **params: Any) -> Rows:
        """Return page `number` of a list, the newest first; none beyond the last one."""
        asked = {"page": number, "per_page": PER_PAGE, "order": "desc", "orderby": "date_gmt"}
        try:
            return self._rows(self.ask(route, **asked, **params), number)
        except HttpStatus as error:
            if number == 1 or error_object(error).get("code") not in _PAST_THE_END:
                raise
            return Rows([], number - 1, None)

    def listed(self, route: str, **params: Any) -> list[dict[str, Any]]:
        """Return at most a hundred items."""
        return self._rows(self.ask(route, per_page=PER_PAGE, **params), 1).rows

    def replies(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the comments below these, the newest last."""
        parents = ",".join(str(number) for number in by_number(rows))
        return self.listed(COMMENTS, parent=parents)[::-1] if parents else []

    def taken_down(self, route: str) -> tuple[str, ...]:
        """Return the ids of the newest that are in the trash or were called spam."""
        return tuple(
            external_id
            for status in TAKEN_DOWN
            for row in self.page(route, 1, status=status).rows
            if (external_id := line(row.get("id")))
        )

    def ask(self, route: str, **params: Any) -> Response:
        """Ask for a route such as `wp/v2/comments`.

        Raises `SourceError` with the next step for what WordPress refuses, else `HttpError`.
        """
        try:
            return self._asked(route, params)
        except HttpStatus as error:
            refused = self._refused(error)
            if refused is None:
                raise
            raise refused from error

    def get(self, address: str, params: dict[str, Any]) -> Response:
        """Send one request, with the credentials if there are any."""
        return self.ctx.http.get(address, params=params, auth=self.auth)

    def _asked(self, route: str, params: dict[str, Any]) -> Response:
        if self.root:
            return self.get(self.root + route, params)
        usual, told = f"{self.site}/wp-json/", ""
        try:
            response = self.get(usual + route, params)
            if _is_json(response):
                self.root = usual
                return response
        except HttpStatus as error:
            if error.status != Status.NOT_FOUND or error_object(error).get("code"):
                raise
            told = error.headers.get("link", "")
        self.root = self._announced(told)
        return self.get(self.root + route, params)

    def _announced(self, told: str) -> str:
        """Return the address of the API that the site names in its `Link` header.

        Sites without pretty permalinks have it behind `?rest_route=` (discovery.md of WP-API).
        """
        found = _ROOT.search(told) or _ROOT.search(
            self.ctx.http.get(self.site + "/").headers.get("link", "")
        )
        root = web_address(found[1], self.site) if found else None
        if root is None:
            raise BadRequest(f"{self.host} announces no WordPress REST API", hint=self.missing)
        parts, ours = urlsplit(root), urlsplit(self.site)
        if parts.netloc != ours.netloc:
            path = _PAGES.sub("", parts.path).rstrip("/")
            raise BadRequest(
                f"{self.host} has its REST API at another address",
                hint=f"Write site: {ours.scheme}://{parts.netloc}{path}",
            )
        return parts._replace(scheme=ours.scheme).geturl()

    def _rows(self, response: Response, number: int) -> Rows:
        rows = read_list(response, self.host)
        pages = count(response.headers.get("x-wp-totalpages"))
        if pages is None:  # a proxy has taken the header away
            pages = number + (len(rows) >= PER_PAGE)
        return Rows(rows, pages if rows else number, count(response.headers.get("x-wp-total")))

    def _refused(self, error: HttpStatus) -> SourceError | None:
        code = error_object(error).get("code")
        if error.bot_wall:
            return None
        if error.status == Status.NOT_FOUND and code == "rest_no_route":
            return BadRequest(
                f"{self.host} has no list of {self.whats} in its REST API", hint=self.missing
            )
        if error.status == Status.FORBIDDEN and not code:  # not WordPress says so
            return Blocked(f"{self.host} keeps programs out", hint=_WALLED)
        if error.status not in {Status.UNAUTHORIZED, Status.FORBIDDEN}:
            return None
        if not self.auth:
            return AuthFailed(
                f"{self.host} lets no visitor read its {self.whats}", hint=self.closed
            )
        hint = self.denied if error.status == Status.UNAUTHORIZED else self.powerless
        return AuthFailed(f"{self.host} refused the credentials", hint=hint)


_BOM = b"\xef\xbb\xbf"
"""Themes saved by some editors put it before everything."""
_WALLED = (
    "A firewall of the site or of its host does that: let it allow /wp-json/ for the machine that "
    "amends runs on."
)


def _is_json(response: Response) -> bool:
    """Whether it is data and no web page: sites answer any address with their home page."""
    return response.body.removeprefix(_BOM).lstrip()[:1] in {b"[", b"{"}


def by_number(rows: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return rows by their ids; what has none is left out."""
    return {number: row for row in rows if (number := count(row.get("id")))}


def written(row: dict[str, Any]) -> datetime | None:
    """Return when something was written; `date` alone is in the site's zone, which nobody tells."""
    return moment(row.get("date_gmt")) or moment(row.get("date"))


def owner_reply(row: dict[str, Any]) -> OwnerReply:
    """Return a comment as an answer of the business."""
    return OwnerReply(html_to_text(body(inside(row, "content", "rendered"))) or None, written(row))


def answered(mentions: Iterable[Mention], replies: Mapping[str, OwnerReply]) -> tuple[Mention, ...]:
    """Return the mentions with their answers; that none is known does not say there is none."""
    return tuple(
        replace(mention, answered="yes", reply=reply)
        if (reply := replies.get(mention.external_id))
        else mention
        for mention in mentions
    )
