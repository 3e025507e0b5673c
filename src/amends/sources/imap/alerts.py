"""Google Alerts: a mail stands for the pages that it found.

The mail's HTML marks its hits up as schema.org articles; where it does not, each redirect of
Google's is a hit (unconfirmed: nobody has shown us such a mail lately).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.models import Author, Mention
from amends.models.mention import ALERT
from amends.sources.values import behind_redirect, line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from amends.sources.mail import Letter

SENDER = "googlealerts-noreply@google.com"
_REDIRECT = re.compile(r"<?(https?://www\.google\.[a-z.]{2,6}/url\?[^\s<>\"]{1,3000})>?")
_MOST = 100
_MOST_LEVELS = 12


def articles(letter: Letter, published: datetime, *, uncertain: bool) -> tuple[Mention, ...]:
    """Return the pages that an alert found, each once; none where there is no link."""
    found: dict[str, tuple[str | None, str, str | None]] = {}
    hits = _marked_up(letter.html) if letter.html else _written_out(letter.body)
    for address, title, text, site in hits:
        if title and address not in found and len(found) < _MOST:
            found[address] = (title, text, site)
    alert = {ALERT: letter.subject} if letter.subject else {}
    return tuple(
        Mention(
            external_id=address,
            source_type="feed",
            kind="article",
            url=address,
            author=Author(name=site),
            published_at=published,
            date_uncertain=uncertain,
            title=title,
            text=text,
            extra=alert,
        )
        for address, (title, text, site) in found.items()
    )


def _marked_up(html: str) -> Iterator[tuple[str, str | None, str, str | None]]:
    from selectolax.lexbor import LexborHTMLParser

    for node in LexborHTMLParser(html).css("a[href]"):
        address = behind_redirect(node.attributes.get("href"))
        if address:
            article = _article(node)
            yield (
                address,
                _words(node),
                _words(article and article.css_first('[itemprop="description"]')) or "",
                _words(article and article.css_first('[itemprop="publisher"]')),
            )


def _article(node: LexborNode) -> LexborNode | None:
    above: LexborNode | None = node
    for _ in range(_MOST_LEVELS):
        above = above.parent if above else None
        if above and "Article" in (above.attributes.get("itemtype") or ""):
            return above
    return None


def _words(node: LexborNode | None) -> str | None:
    return line(" ".join(node.text(separator=" ").split())) if node else None


def _written_out(body: str) -> Iterator[tuple[str, str | None, str, str | None]]:
    """Read the plain text: title and snippet stand above the address of each hit."""
    text = body.replace("\r\n", "\n")
    begin = 0
    for redirect in _REDIRECT.finditer(text):
        above = text[begin : redirect.start()].rstrip().rpartition("\n\n")[2].split("\n")
        begin = redirect.end()
        address = behind_redirect(redirect[1])
        if address:
            yield address, line(above[0]), "\n".join(above[1:]).strip(), None
