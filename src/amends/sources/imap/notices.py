"""The mails in which platforms tell of a review, read by patterns that stand in data."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from amends.config.section import Section
from amends.config.values import Texts, one_or_many
from amends.models import Author, Item, Mention, Rating
from amends.models.vocabulary import Kind  # noqa: TC001 — read by pydantic
from amends.sources import values
from amends.sources.imap.senders import Senders, domain_of, sent_by
from amends.sources.imap.templates import Template, match
from amends.text import MAX_HTML, html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from amends.sources.mail import Letter

WITHOUT_WORDS = "The customer's words were not found in the mail; they stand on the platform."
_MOST_LINES = 400
_MOST_LINKS = 200
_MOST_PICTURES = 200
_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,2000}")
_HOUSEKEEPING = re.compile(
    r"unsubscribe|preferences|privacy|settings|help|support|terms", re.IGNORECASE
)
_ABOUT_REVIEWS = re.compile(
    r"\breview|\brating|\brated\b|\bstars?\b|[★⭐]|feedback|отзыв|оцен|отзив|reseña|valoraci"
    r"|opini|\bocen",
    re.IGNORECASE,
)
_SHOWN_LINES = 8
_SHOWN_LETTERS = 50


class Notice(Section):
    """How the mails of one platform are read; its name is the type that the mentions get."""

    senders: Senders = Field(
        min_length=1, description="Addresses or domains that send them: reviews@example.com."
    )
    subjects: tuple[Template, ...] = Field(
        (), description="Patterns of the subject; without any, every mail of theirs is one."
    )
    lines: tuple[Template, ...] = Field((), description="Patterns of single lines of the mail.")
    after: tuple[Template, ...] = Field(
        (), description="Patterns of the line above the customer's words."
    )
    before: tuple[Template, ...] = Field((), description="Patterns of the first line below them.")
    links: Texts = Field((), description="Domains of the link to the review; default: `senders`.")
    kind: Kind = Field("review", description="What such a mail tells of.")
    best: int = Field(5, ge=2, le=100, description="The best rating there.")

    _lists = field_validator("subjects", "lines", "after", "before", mode="before")(one_or_many)


@cache
def known() -> Mapping[str, Notice]:
    """Return the platforms whose mails we believe to know, by the type of their mentions.

    Nobody has shown us such mails yet: the patterns are made up after what platforms say.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    raw = files(__package__).joinpath("notices.yaml").read_bytes()
    loaded = yaml.load(raw, Loader=loader)  # noqa: S506 — a loader of plain text
    return MappingProxyType({name: Notice.model_validate(each) for name, each in loaded.items()})


def of(letter: Letter, notices: Iterable[tuple[str, Notice]]) -> list[tuple[str, Notice]]:
    """Return the platforms that a mail may be from, in the order in which they are tried."""
    address = letter.address or ""
    return [(name, each) for name, each in notices if sent_by(address, each.senders)]


def mention(
    letter: Letter, name: str, notice: Notice, published: datetime, *, uncertain: bool
) -> Mention | None:
    """Return the review that a mail tells of; None where its subject is not that of a notice."""
    subject = match(notice.subjects, letter.subject or "")
    if notice.subjects and subject is None:
        return None
    found, text = max(
        (_fields(lines, notice) for lines in _bodies(letter)),
        key=lambda each: (bool(each[1]), len(each[0])),  # of equals the first
    )
    found = {**found, **(subject or {})}
    stars = _stars(found.get("stars"), notice.best)
    without = {} if text else {"notice": WITHOUT_WORDS, "lines": _first_lines(letter)}
    return Mention(
        external_id=letter.id,
        source_type=name,
        kind=notice.kind,
        url=_link(letter, notice),
        author=Author(name=values.line(found.get("author"))),
        published_at=published,
        date_uncertain=uncertain,
        item=Item(name=values.line(found.get("item"))),
        rating=stars,
        text=text,
        extra={**({"subject": letter.subject} if letter.subject else {}), **without},
    )


def resembles(letter: Letter) -> bool:
    """Whether a mail of a machine looks as if it told of reviews.

    Newsletters speak of them, too, below a subject that does not.
    """
    newsletter = letter.listed or letter.automatic == "bulk"
    looked_at = "" if newsletter else letter.body[:1000]
    return _ABOUT_REVIEWS.search(f"{letter.subject or ''}\n{looked_at}") is not None


def structure(letter: Letter) -> str:
    """Return what a mail is built of, on one line, for whoever writes patterns for it."""
    shown = " / ".join(f"“{line[:_SHOWN_LETTERS]}”" for line in _first_lines(letter))
    hosts = dict.fromkeys(host for address in _links(letter) if (host := _host(address)))
    return f"lines: {shown or 'none'}; links to: {', '.join(list(hosts)[:3]) or 'nowhere'}"


def _first_lines(letter: Letter) -> list[str]:
    return [line for line in _bodies(letter)[0] if not _ADDRESS.search(line)][:_SHOWN_LINES]


def _bodies(letter: Letter) -> list[list[str]]:
    """Return the lines of a mail in all ways to read it, the fullest first."""
    html = letter.html
    texts = [html_to_text(_with_pictures(html)), html_to_text(html)] if html else []
    return [_lines(text) for text in (*texts, letter.body)]


def _with_pictures(html: str) -> str:
    """Return HTML with the words that stand for pictures: stars are often drawn."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html[:MAX_HTML])
    for picture in tree.css("img[alt]")[:_MOST_PICTURES]:
        picture.replace_with(picture.attributes.get("alt") or "")
    return tree.html or ""


def _lines(body: str) -> list[str]:
    return [line for each in body.splitlines()[:_MOST_LINES] if (line := " ".join(each.split()))]


def _fields(lines: Sequence[str], notice: Notice) -> tuple[dict[str, str], str]:
    """Return what the lines of a mail tell, and the customer's words among it."""
    found: dict[str, str] = {}
    words: dict[str, None] = {}
    for line in lines:
        fields = match(notice.lines, line) or {}
        if text := fields.pop("text", ""):
            words[text] = None
        found = {**fields, **found}
    return found, "\n".join(words) or _between(lines, notice)


def _between(lines: Sequence[str], notice: Notice) -> str:
    """Return the lines between that above the words and that below; both must be there."""
    begin = next((i for i, line in enumerate(lines) if match(notice.after, line) is not None), None)
    if begin is None:
        return ""
    below = lines[begin + 1 :]
    end = next((i for i, line in enumerate(below) if match(notice.before, line) is not None), None)
    words = [line for line in below[:end] if match(notice.lines, line) is None]
    return "" if end is None else "\n".join(words)


def _stars(written: str | None, best: int) -> Rating | None:
    if not written:
        return None
    drawn = sum(map(written.count, "★⭐"))
    return values.rating(drawn or written.replace(",", "."), best)


def _link(letter: Letter, notice: Notice) -> str | None:
    """Return the first link to the platform itself: a forged mail leads nowhere else."""
    domains = notice.links or [domain_of(sender) for sender in notice.senders]
    for address in _links(letter):
        host = _host(address)
        if host and sent_by(host, domains) and not _HOUSEKEEPING.search(address):
            return address
    return None


def _links(letter: Letter) -> list[str]:
    from selectolax.lexbor import LexborHTMLParser

    found: list[Any] = []
    if letter.html:
        nodes = LexborHTMLParser(letter.html).css("a[href]")
        found = [node.attributes.get("href") for node in nodes[:_MOST_LINKS]]
    found += _ADDRESS.findall(letter.body)[:_MOST_LINKS]
    return [address for each in found if (address := values.web_address(each))]


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()
