"""Foreign text made fit for a terminal line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.outputs.attached import attached
from amends.text import single_line

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models import Case, Mention, Rating

_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.)\S*"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-])(?:[/:?#]\S*)?",
    re.IGNORECASE,
)
"""With a scheme, or a name with dots and letters at its end; an address of mail is none."""
_NAME = 80
"""Characters of the name of a product or a post: shops put whole sentences there."""
_STOPS = tuple(".!?…:;")
_HEAD = re.compile(r"https?://(?:[^\s/?#@]*@)?([^\s/?#@]+?)(?:[/?#]\S*)?: ", re.IGNORECASE)
"""An address before what happened there: the name of the source tells the rest of it."""


def who(case: Case, words: Words, *, limit: int = 40) -> str:
    """Return the author's name in one harmless line."""
    return author(case.mention, words, limit=limit)


def author(mention: Mention, words: Words, *, limit: int = 40) -> str:
    """Return the name of a mention's author in one harmless line."""
    return single_line(mention.author.shown or "")[:limit] or words.say("queue.anonymous")


def excerpt(case: Case, words: Words) -> str:
    """Return title and text in one harmless line."""
    return said(case.mention, words)


def said(mention: Mention, words: Words) -> str:
    """Return title and text of a mention in one harmless line."""
    title, body = (mention.heading or "").rstrip(), mention.text
    stop = "" if title.endswith(_STOPS) else "."
    text = single_line(f"{title}{stop} {body}" if title and body else title or body)
    if text:
        return text
    hanging = attached(mention, words)
    return f"({hanging})" if hanging else words.say("queue.no_text")


def about(mention: Mention) -> str:
    """Return the product or the post in one harmless line; nothing where it is said already."""
    name = single_line(mention.item.name or "")
    said = {single_line(each or "") for each in (mention.title, mention.place, mention.source)}
    return "" if name in said else clipped(name, _NAME)


def stars(case: Case) -> str:
    """Return `4★`, `3.5★`, or nothing where there is no rating."""
    return rated(case.mention.rating)


def rated(rating: Rating | None) -> str:
    """Return a rating on a scale to 5: `4★`, `3.5★`, or nothing."""
    return f"{rating.stars:.2g}★" if rating else ""


def clipped(text: str, limit: int) -> str:
    """Return at most so many characters, cut between words where there is a gap near the end."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    gap = kept.rfind(" ")
    return f"{kept[:gap] if gap > limit // 2 else kept}…"


def unlinked(text: str) -> str:
    """Return a text in which no program finds a web address to make a link of: `shop[.]example`."""
    return _ADDRESS.sub(lambda found: found[0].replace("://", "[:]//").replace(".", "[.]"), text)


def failure(error: str, *, where: bool = True) -> str:
    """Return why a source was not read in one harmless line: of an address at its head the host.

    `where`: whether that is said at all.
    """
    head = _HEAD.match(error)
    if head is None:
        return single_line(error)
    what = error[head.end() :]
    return single_line(f"{head[1]}: {what}" if where else what)


def shortened(said: str, limit: int = 60) -> str:
    """Return a name in one harmless line of so many characters."""
    flat = single_line(said[: limit * 4])
    return flat if len(flat) <= limit else f"{flat[: limit - 1].rstrip()}…"
