"""What the placeholders of the phrases stand for, in one language.

| placeholder | stands for | known |
|---|---|---|
| `name` | given name of the author | if the display name looks like one |
| `wrong` | what went wrong, as a clause | unless only the customer can know it |
| `about`, `ask`, `praise` | the topic: "you write …", "you ask …" | if there is one |
| `detail`, `good` | their own words for a fact, for what they liked | if some can be repeated |
| `quote` | a sum from the text | if money matters and it is safe |
| `cause`, `first`, `second`, `fact` | the owner's own words | if configured for the case |
| `channel` | where to write without an audience | always |
| `reach` | "write to you", "call you" | for mails, and calls with a number |
| `granter` | who decides about an offer | if it is not the signer's to grant |
| `signer` | who speaks | if configured |
| `self` | myself, in the signer's gender | always |
| `look_on`, `look_date`, `end_on`, `end_date` | days of the promises | always |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from amends.languages import capitalised, lowered
from amends.replies.catalogue import wordings
from amends.replies.phrasebook import Phrasebook, book, fill, said
from amends.replies.platforms import platform
from amends.text import single_line

if TYPE_CHECKING:
    from amends.models import Mention
    from amends.replies.grounds import Grounds
    from amends.replies.policy import Basis

_ENDING = " .…;,"


def values(grounds: Grounds, language: str) -> dict[str, str]:
    """Return what each placeholder stands for; what is not known is absent."""
    phrases = book(language)
    voice = grounds.manner.voice
    reach = phrases.reach.get(grounds.reach, "")
    known: dict[str, str | None] = {
        **_topic(grounds, phrases, language),
        **_days(grounds, phrases),
        **_owners_words(grounds, language),
        **_their_words(grounds, phrases),
        "name": grounds.name if language == grounds.language else grounds.given_name,
        "quote": grounds.quote,
        "channel": _channel(grounds, phrases, language),
        "reach": said(reach, voice),
        "granter": grounds.granter,
        "signer": grounds.signer,
        "self": said(phrases.self_, voice),
    }
    return {key: value for key, value in known.items() if value}


def sources(grounds: Grounds) -> dict[str, str]:
    """Return what the placeholders rest on, for `based_on`."""
    topic = None if grounds.matter.topic == "other" else f"topic {grounds.matter.topic}"
    bases = dict(zip(("first", "second"), grounds.offers, strict=False))
    named: dict[str, Basis | None] = {"cause": grounds.cause, "fact": grounds.fact, **bases}
    known = {
        **dict.fromkeys(("wrong", "about", "ask", "praise"), topic),
        **{key: basis and basis.where for key, basis in named.items()},
        "name": grounds.name and "author name",
        "quote": grounds.quote and f"cue {grounds.quote}",
        "detail": grounds.detail and "their own words",
        "good": grounds.good and "their own words",
        "granter": "remedies" if grounds.granter else None,
    }
    return {key: value for key, value in known.items() if value}


def _topic(grounds: Grounds, phrases: Phrasebook, language: str) -> dict[str, str | None]:
    voice = grounds.manner.voice
    wrong = grounds.matter.wrong(language, voice)
    about = grounds.matter.described(language, voice)
    if grounds.matter.topic == "other":
        return {"wrong": wrong, "about": about}
    forms = phrases.topics[grounds.matter.topic]
    ask, praise = (said(each or forms.about, voice) for each in (forms.ask, forms.praise))
    return {"wrong": wrong, "about": about, "ask": ask, "praise": praise}


def _their_words(grounds: Grounds, phrases: Phrasebook) -> dict[str, str]:
    quoted = {"detail": grounds.detail, "good": grounds.good}
    return {
        key: fill(phrases.quotation, {"words": single_line(words)})
        for key, words in quoted.items()
        if words
    }


def _days(grounds: Grounds, phrases: Phrasebook) -> dict[str, str]:
    return {
        "look_on": phrases.on_day(grounds.look_by),
        "look_date": phrases.calendar_day(grounds.look_by),
        "end_on": phrases.on_day(grounds.end_by),
        "end_date": phrases.calendar_day(grounds.end_by),
    }


def _owners_words(grounds: Grounds, language: str) -> dict[str, str]:
    said = {"cause": grounds.cause, "fact": grounds.fact}
    offers = dict(zip(("first", "second"), grounds.offers, strict=False))
    return {
        **{
            key: capitalised(_words(basis, language, grounds.language), language)
            for key, basis in said.items()
            if basis
        },
        **{
            key: _inside_a_sentence(_words(basis, language, grounds.language), language)
            for key, basis in offers.items()
        },
    }


def _words(basis: Basis, language: str, written: str) -> str:
    """Return the owner's text in a language, else in the one of the draft."""
    texts = basis.wordings
    return single_line(texts.get(language) or texts[written]).rstrip(_ENDING)


def _inside_a_sentence(words: str, language: str) -> str:
    """Lower the first letter of an ordinary word: `A new cake` becomes `a new cake`.

    German writes its nouns large wherever they stand.
    """
    if language == "de":
        return words
    first = words.partition(" ")[0]
    ordinary = first[1:].islower() or (len(first) == 1 and first != "I")
    return lowered(words, language) if ordinary else words


def _channel(grounds: Grounds, phrases: Phrasebook, language: str) -> str:
    mention = grounds.case.mention
    contact = grounds.config.business.contact
    voice = grounds.manner.voice
    if mention.kind == "email":
        return said(phrases.channels["reply"], voice)
    home = next(iter(grounds.config.business.languages), "en")
    if own := wordings(contact.text, home).get(language):
        return fill(said(phrases.channels["own"], voice), {"address": own})
    if contact.email and platform(mention.source_type).contact:
        return fill(said(phrases.channels["email"], voice), {"address": contact.email})
    return said(phrases.channels[_way_back(mention)], voice)


def _way_back(mention: Mention) -> Literal["again", "profile", "message", "here"]:
    """Return a way to write to us that surely exists where no contact is configured."""
    if mention.kind == "call":
        return "again"
    place = platform(mention.source_type)
    if place.social and place.reaches:
        return "message"
    return "profile" if mention.kind == "review" and place.source else "here"
