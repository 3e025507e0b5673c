"""What the text of a mention says: one pass over all witnesses, pure.

The light engine: stars, cues of fifteen languages, TextBlob for English. Each judge is one
function of the same evidence, so that a better one can take its seat alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.languages import detect
from amends.models import Assessment
from amends.scoring.cues import find_cues, without_courtesies
from amends.scoring.evidence import weigh
from amends.scoring.intent import find_doubts, judge_intent
from amends.scoring.sentiment import contradicts_stars, judge_sentiment, without_tone
from amends.scoring.severity import find_signals, judge_severity
from amends.scoring.topics import find_topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Language, Mention, Sentiment
    from amends.models.vocabulary import Flag
    from amends.scoring.evidence import Evidence

SCORER = "light:none:none:3"
"""Version of engine, encoder, heads and cues; another one means: assess again."""
_SURE = 0.6
"""Below this confidence the language is only a guess, and English cues are looked for too."""
_FALLBACK = "en"
_TRANSLATION = re.compile(
    r"\((?:Translated by|Traducido por|Traduit par|Übersetzt von|Przetłumaczone przez"
    r"|Преведено от|Переведено) Google\)"
)
_ORIGINAL = re.compile(r"\((?:Original|Оригинал|Oryginał)\)")
"""What Google's platforms write above the two halves of a translated review."""
_KEPT_CUES = 20


def assess(
    mention: Mention,
    *,
    expected: Sequence[str] = (),
    names: Sequence[str] = (),
    engine: str = "auto",
) -> Assessment:
    """Say what a mention's title, text and stars mean.

    `expected` are the languages that customers of the business write, `names` those of the
    business itself, whose words mean nothing. `engine` is what the configuration asks for; the one
    that answered stands in the result.
    """
    del engine  # there is only the light one
    own, machine = _own_words(mention.text)
    text = "\n".join(filter(None, (mention.title, own)))
    language = detect(text, hint=mention.language, expected=expected)
    said = without_courtesies(text, _languages(language))
    cues = tuple(
        cue
        for cue in find_cues(said, _languages(language), names=names)
        # A phrase around a blanked greeting is no quotation, a sum of a machine's no evidence.
        if cue.quote in text and not (machine and cue.name == "amount")
    )
    evidence = weigh(said, mention.rating.stars if mention.rating else None, cues)
    tone = judge_sentiment(evidence, language.code)
    intent = judge_intent(evidence, tone)
    sentiment = without_tone(tone, intent, evidence)
    return Assessment(
        language=language,
        sentiment=sentiment,
        intent=intent,
        topics=find_topics(evidence, intent),
        severity=judge_severity(evidence, intent),
        signals=find_signals(evidence, intent),
        flags=_flags(evidence, language, sentiment, translated=own != mention.text),
        doubts=find_doubts(evidence, intent),
        cues=cues[:_KEPT_CUES],
        engine="light",
        scorer=SCORER,
    )


def _own_words(text: str) -> tuple[str, bool]:
    """Return what the customer wrote, and whether there is only a machine's translation of it."""
    translation = _TRANSLATION.search(text)
    if translation is None:
        return text, False
    original = _ORIGINAL.search(text, translation.end())
    if original:
        return text[original.end() :], False
    before = _ORIGINAL.sub("", text[: translation.start()])
    return (before, False) if before.strip() else (text[translation.end() :], True)


def _languages(language: Language) -> tuple[str, ...]:
    sure = language.confidence >= _SURE
    return (language.code,) if sure else (language.code, _FALLBACK)


def _flags(
    evidence: Evidence, language: Language, sentiment: Sentiment, *, translated: bool
) -> tuple[Flag, ...]:
    low = evidence.stars is not None and evidence.stars < 2  # noqa: PLR2004
    raised: dict[Flag, bool] = {
        "stars_text_conflict": contradicts_stars(evidence),
        "language_uncertain": evidence.words > 0 and language.confidence < _SURE,
        "sentiment_uncertain": sentiment.confidence == 0,
        "sarcasm_possible": evidence.good > 0 and (low or evidence.harm > 0),
        "machine_translated": translated,
    }
    return tuple(flag for flag, up in raised.items() if up)
