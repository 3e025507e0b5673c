"""One matter of a digest in words: everything a reader is told about it, and none of it markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from amends.outputs import digest as told
from amends.outputs import safe
from amends.outputs.ages import age
from amends.outputs.digest_reply import cautions, meanings, refusal, reply_title
from amends.outputs.first_hour import first_hour
from amends.outputs.gist import gist
from amends.text import normalise, single_line

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models.digest import Digest, DigestItem

_WORDS = 400
"""Characters of a customer's text; the page behind the button has the rest."""
_LONGEST = 12_000
"""Characters of a reply that is shown at all; no platform takes as many."""
_LINE = 300
"""Characters of any other line."""
_NAME = 60
"""Characters of the name of a place or a source."""
_FIRST_STEPS = 2
"""Of the card for the first hour: what is to be done before this mail is read to its end."""
_BEST = 5
"""Stars that are drawn."""


class Reply(NamedTuple):
    """A reply to be copied."""

    title: str
    text: str
    language: str
    meanings: tuple[tuple[str, str], ...]
    """Name of each part, and what it says."""
    cautions: tuple[str, ...]


class Matter(NamedTuple):
    """One item as the template sees it; every text is worded and none is markup."""

    number: int
    id: str
    action: str
    tone: str
    where: str
    brief: str
    """Place, stars and age, for the list at the top."""
    stars: str
    stars_said: str
    age: str
    who: str
    text: str
    language: str
    gist: str
    why: str
    promise: str
    kindred: tuple[str, ...]
    """Who else tells the same, and what else the same person wrote."""
    alarming: tuple[str, ...]
    """What makes it an alert."""
    steps: tuple[str, ...]
    note: str
    """Why there is no reply, or where it is."""
    reply: Reply | None
    link: str | None
    done: str | None


def matter(item: DigestItem, digest: Digest, words: Words, number: int) -> Matter:
    """Word one matter; its texts are harmless, but not escaped."""
    zone = ZoneInfo(digest.timezone)
    case, mention = item.ranked.case, item.ranked.case.mention
    stars, stars_said = _stars(mention.rating.stars if mention.rating else None, words)
    code = case.assessment.language.code
    places = (mention.place, mention.stands_at, safe.about(mention))
    whole = Matter(
        number=number,
        id=item.id,
        action=told.action(item, words, digest.at),
        tone=_tone(item, digest),
        where=" · ".join(_foreign(single_line(each), _NAME) for each in places if each),
        brief=brief(item, digest, words),
        stars=stars,
        stars_said=stars_said,
        age=age(mention.published_at, digest.at, words),
        who=_foreign(safe.who(case, words), _NAME),
        text=_foreign(safe.excerpt(case, words), _WORDS),
        language=code,
        gist="" if code == words.language else _foreign(gist(case, words), _LINE),
        why=_why(item, words),
        promise=_promise(item, words, zone),
        kindred=tuple(told.kindred(item, words)),
        alarming=tuple(_foreign(each, _LINE) for each in told.alarming(item, words, zone)),
        steps=tuple(first_hour(case, "answer", words)[:_FIRST_STEPS]) if item.phone_first else (),
        note=single_line(item.draft.because or "") if item.draft and not item.reply else "",
        reply=_reply(item, words),
        link=item.link,
        done=item.done,
    )
    fits = whole.reply is None or len(whole.reply.text) <= _LONGEST
    return whole if fits else without_reply(whole, words)


def without_meanings(matter: Matter, _: Words) -> Matter:
    """Leave out what the reply says."""
    return matter._replace(reply=matter.reply and matter.reply._replace(meanings=()))


def without_reply(matter: Matter, words: Words) -> Matter:
    """Leave out the reply, and say where it is."""
    if matter.reply is None:
        return matter
    return matter._replace(reply=None, note=words.say("digest.html.elsewhere", id=matter.id))


def brief(item: DigestItem, digest: Digest, words: Words) -> str:
    """Return place, stars and age: no name, no text, nothing of health."""
    mention = item.ranked.case.mention
    place = _foreign(single_line(mention.place or mention.stands_at), _NAME)
    since = age(mention.published_at, digest.at, words)
    return ", ".join(each for each in (place, safe.stars(item.ranked.case), since) if each)


def _foreign(line: str, most: int) -> str:
    """Cut what others wrote, and leave nothing in it that a mail program would make a link of."""
    return safe.unlinked(safe.clipped(line, most))


def _tone(item: DigestItem, digest: Digest) -> str:
    if item.phone_first or item.ranked.group == "urgent":
        return "urgent"
    return "late" if item.late_by or item.due or item.ranked.late(digest.at) else "calm"


def _stars(value: float | None, words: Words) -> tuple[str, str]:
    """Return the rating as five stars, and what they say to those who do not see them."""
    if value is None:
        return "", ""
    full = max(0, min(_BEST, round(value)))
    return "★" * full + "☆" * (_BEST - full), words.say("digest.html.stars", stars=f"{value:.2g}")


def _promise(item: DigestItem, words: Words, zone: ZoneInfo) -> str:
    if item.promise is None:
        return ""
    return words.say("digest.we_promised", promise=told.promised(item.promise, words, zone))


def _why(item: DigestItem, words: Words) -> str:
    reasons = _foreign(told.why(item, words), _LINE)
    return words.say("digest.why", reasons=reasons) if reasons else ""


def _reply(item: DigestItem, words: Words) -> Reply | None:
    kept, made = item.ranked.case.handling.proposal, item.draft
    text = normalise(item.reply or "")
    if not text:
        return None
    return Reply(
        title=reply_title(item, words),
        text=text,
        language=made.language if made and not kept else "",
        meanings=tuple(
            (part, safe.clipped(meaning, _LONGEST)) for part, meaning in meanings(made, words)
        )
        if made and not kept
        else (),
        cautions=(*refusal(made, words), *cautions(made, words)) if made and not kept else (),
    )
