"""The summary of the morning to be read as plain text or as Markdown.

Plain text has no tables and wraps nothing: a phone does that, and a reply that is copied must not
carry line breaks of ours. In Markdown whatever came from outside is escaped, so that neither HTML
nor a link nor formatting of it comes alive.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from amends.outputs import digest as told
from amends.outputs import safe
from amends.outputs.ages import age
from amends.outputs.dates import day
from amends.outputs.digest_reply import cautions, meanings, refusal, reply_title
from amends.outputs.first_hour import first_hour
from amends.outputs.gist import gist
from amends.outputs.templates import link
from amends.text import normalise, single_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from amends.languages import Words
    from amends.models.digest import Digest, DigestItem
    from amends.models.reply import Draft

_WORDS = 400
"""Characters of a customer's text; the page has the rest."""
_LINE, _NAME = 300, 60
"""Characters of any other line, and of a name."""
_FIRST_STEPS = 2
"""Of the card for the first hour: what is to be done before anything else is read."""
_MARKS = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=](?=\s|$)|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown may take for more than itself, anywhere or where a line begins."""
_GAPS = re.compile(r"\n{3,}")


class Pen(Protocol):
    """How the parts of a digest are written; every text comes as one line, and not as markup."""

    def title(self, text: str) -> str:
        """Return the title of it all."""

    def heading(self, text: str) -> str:
        """Return the title of a part."""

    def line(self, text: str) -> str:
        """Return a line of its own."""

    def path(self, text: str) -> str:
        """Return a line of its own with a path of ours, whose dots stay."""

    def point(self, text: str) -> str:
        """Return a line of a list."""

    def copied(self, text: str) -> str:
        """Return a block to be copied as it is."""

    def linked(self, label: str, address: str) -> str:
        """Return a link to an address that was checked."""


class Plain:
    """Writes plain text."""

    def title(self, text: str) -> str:
        """Return the title of it all."""
        return safe.unlinked(text)

    def heading(self, text: str) -> str:
        """Return the title of a part."""
        return safe.unlinked(text).upper() if len(text) < _NAME else safe.unlinked(text)

    def line(self, text: str) -> str:
        """Return a line of its own."""
        return safe.unlinked(text)

    def path(self, text: str) -> str:
        """Return a line of its own with a path of ours, whose dots stay."""
        return text

    def point(self, text: str) -> str:
        """Return a line of a list."""
        return f"- {safe.unlinked(text)}"

    def copied(self, text: str) -> str:
        """Return a block to be copied as it is."""
        return f"\n{text}\n"

    def linked(self, label: str, address: str) -> str:
        """Return a link to an address that was checked; a mail program finds it by itself.

        The subject alone says "done"; the words of the mail would be lines of %D0%B8 here.
        """
        if address.startswith("mailto:"):
            address = address.partition("&body=")[0]
        return f"{label}: {address}"


class Marked:
    """Writes Markdown (CommonMark); blank lines keep a paragraph from going on with a list."""

    def title(self, text: str) -> str:
        """Return the title of it all."""
        return f"\n# {_escaped(text)}\n"

    def heading(self, text: str) -> str:
        """Return the title of a part."""
        return f"\n## {_escaped(text)}\n"

    def line(self, text: str) -> str:
        """Return a line of its own."""
        return f"\n{_escaped(text)}\n"

    def path(self, text: str) -> str:
        """Return a line of its own with a path of ours, whose dots stay."""
        return self.line(text)

    def point(self, text: str) -> str:
        """Return a line of a list."""
        return f"- {_escaped(text)}"

    def copied(self, text: str) -> str:
        """Return a block to be copied as it is: in it no markup means anything."""
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        return f"\n{fence}text\n{text}\n{fence}\n"

    def linked(self, label: str, address: str) -> str:
        """Return a link to an address that was checked."""
        address = re.sub(r"[<>\\]", lambda found: f"%{ord(found[0]):02X}", address)
        return f"\n[{_escaped(label)}](<{address}>)\n"


def text(digest: Digest, words: Words) -> str:
    """Return the digest as plain text, for mail and terminal."""
    return _written(digest, words, Plain())


def markdown(digest: Digest, words: Words) -> str:
    """Return the digest as Markdown."""
    return _written(digest, words, Marked())


def screen(digest: Digest, words: Words) -> Iterator[Text]:
    """Draw the plain text for a terminal, which breaks its lines between words."""
    from rich.text import Text

    for line in text(digest, words).splitlines():
        yield Text(line, overflow="fold")


def _escaped(text: str) -> str:
    """Return a line in which Markdown finds nothing of its own, and nobody to call by @."""
    return _MARKS.sub(r"\\\g<0>", safe.unlinked(text)).replace("@", "＠")


def _written(digest: Digest, words: Words, pen: Pen) -> str:
    blocks = "\n\n".join("\n".join(part).strip("\n") for part in _parts(digest, words, pen))
    return _GAPS.sub("\n\n", blocks) + "\n"


def _parts(digest: Digest, words: Words, pen: Pen) -> Iterator[list[str]]:
    if mistake := told.mistake(digest, words):
        yield [pen.path(mistake)]
    lines = (told.lead(digest, words), told.headline(digest, words))
    yield [pen.title(_title(digest, words)), *(pen.line(line) for line in lines if line)]
    for section in told.before(digest, words):
        yield _section(section, pen)
    for number, item in enumerate(digest.items, start=1):
        yield list(_item(item, digest, words, pen, number))
    for section in told.after(digest, words):
        yield _section(section, pen)


def _title(digest: Digest, words: Words) -> str:
    at = digest.at.astimezone(ZoneInfo(digest.timezone))
    said = (single_line(digest.business), digest.recipient, day(at.date(), words), f"{at:%H:%M}")
    return ", ".join(part for part in said if part)


def _section(section: told.Section, pen: Pen) -> list[str]:
    return [pen.heading(section.title), *(pen.point(line) for line in section.lines)]


def _item(item: DigestItem, digest: Digest, words: Words, pen: Pen, number: int) -> Iterator[str]:
    case, mention = item.ranked.case, item.ranked.case.mention
    yield pen.heading(f"{number}. {told.action(item, words, digest.at)}")
    where = single_line(mention.place or mention.stands_at)[:_NAME]
    since = age(mention.published_at, digest.at, words)
    about = (item.id, where, safe.stars(case), since, safe.who(case, words))
    yield pen.line(" · ".join(part for part in about if part))
    quote = safe.clipped(safe.excerpt(case, words), _WORDS)
    yield pen.line(words.say("digest.quoted", text=quote))
    for line in told.kindred(item, words):
        yield pen.line(line)
    if case.assessment.language.code != words.language:
        short = safe.clipped(gist(case, words), _LINE)
        yield pen.line(f"{words.say('draft.in_short')}: {short}")
    if item.promise:
        said = told.promised(item.promise, words, ZoneInfo(digest.timezone))
        yield pen.line(words.say("digest.we_promised", promise=said))
    for line in told.alarming(item, words, ZoneInfo(digest.timezone)):
        yield pen.line(line)
    if reasons := told.why(item, words):
        yield pen.line(words.say("digest.why", reasons=safe.clipped(reasons, _LINE)))
    if item.phone_first:
        for step in first_hour(case, "answer", words)[:_FIRST_STEPS]:
            yield pen.point(step)
    yield from _reply(item, words, pen)
    yield from _links(item, words, pen)


def _reply(item: DigestItem, words: Words, pen: Pen) -> Iterator[str]:
    """Write the reply as one block, with what is to be known of it above and its meaning below."""
    kept, made = item.ranked.case.handling.proposal, item.draft
    reply = normalise(item.reply or "")
    if not reply:
        if made and made.because:
            yield pen.line(single_line(made.because))
        return
    if made:
        yield from (pen.line(each) for each in refusal(made, words))
    yield pen.line(reply_title(item, words))
    if made and not kept:
        yield from (pen.line(each) for each in cautions(made, words))
    yield pen.copied(reply)
    if made and not kept:
        yield from _meaning(made, words, pen)


def _meaning(made: Draft, words: Words, pen: Pen) -> Iterator[str]:
    meant = list(meanings(made, words))
    if meant:
        yield pen.line(words.say("digest.meaning"))
    for part, meaning in meant:
        yield pen.point(f"{part}: {meaning}")


def _links(item: DigestItem, words: Words, pen: Pen) -> Iterator[str]:
    if page := link(item.link):
        yield pen.linked(words.say("digest.page"), page)
    if done := link(item.done):
        yield pen.linked(words.say("digest.done"), done)
