"""What the text of a mention says: witnesses first, then the heads that weigh them.

look      language, cues, shape of the text, TextBlob for English        (no model)
read      sentence vector or hashed words, and the learnt heads          (probabilities)
judge     labels, confidences, floors that no probability may undercut   (assessment)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.languages import detect
from amends.models import Assessment, Confidence, Cue
from amends.models.mention import ALERT
from amends.scoring import heads
from amends.scoring.cues import find_cues, stands_in, without_amounts, without_courtesies
from amends.scoring.encoder import installed, shipped
from amends.scoring.english import polarity_of
from amends.scoring.evidence import weigh
from amends.scoring.features import features
from amends.scoring.intent import find_doubts, judge_intent
from amends.scoring.meanings import TOLD
from amends.scoring.sentiment import contradicts_stars, judge_sentiment
from amends.scoring.severity import CRITICAL, find_signals, judge_severity, names_harm
from amends.scoring.situation import harm_quote
from amends.scoring.telling import SERIOUS, telling
from amends.scoring.tones import count_tones
from amends.scoring.topics import find_topics
from amends.text import own_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Language, Mention, Sentiment
    from amends.models.vocabulary import Flag
    from amends.scoring.encoder import Encoder
    from amends.scoring.evidence import Evidence
    from amends.scoring.features import Features
    from amends.scoring.heads import EngineName, Heads, Reading
    from amends.scoring.lessons import Lessons

CUES = "8"
"""Version of what the heads' files don't say: raise it when a change of code or cues shows."""
_SURE = 0.6
"""Below this confidence the language is only a guess, and English cues are looked for too."""
_FALLBACK = "en"
_KEPT_CUES = 20
_UNMEANT = frozenset({"sarcasm", "idiom"})
_HALF = 0.5
"""A tone that is less likely than this is a guess."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Heads, and the encoder that they were learnt with; None: the light engine."""

    heads: Heads
    encoder: Encoder | None
    lessons: Lessons | None = None
    """What the heads learnt from the corrections of this business."""

    @property
    def name(self) -> EngineName:
        """`full` or `light`, as it stands in each assessment."""
        return "full" if self.encoder else "light"

    @property
    def version(self) -> str:
        """Of everything in the program that an assessment depends on."""
        encoder = self.encoder.name if self.encoder else "none"
        learnt = f"+{self.lessons.version}" if self.lessons else ""
        return f"{self.name}:{encoder}:{self.heads.version}{learnt}:{CUES}"

    def read(self, seen: Look, vector: bytes | None) -> Reading:
        """Return the probabilities of all labels, after what was learnt."""
        reading = self.heads.read(seen.features, seen.text, vector)
        if self.lessons is None:
            return reading
        return self.lessons.adjust(reading, seen.features, seen.text, vector)


@dataclass(frozen=True, slots=True)
class Look:
    """A mention as the heads see it."""

    text: str
    """The customer's own words, title first."""
    language: Language
    evidence: Evidence
    features: Features
    translated: bool
    """Whether a machine's translation stands beside or instead of the customer's words."""


def engine(wanted: str = "auto", *, ready: bool = True) -> Engine:
    """Return the engine that answers when the configuration asks for `auto`, `full` or `light`.

    Where the encoder is not installed, `full` gets the light one too; each assessment says so. One
    that is not `ready` is not loaded: it has a version, and reads nothing.
    """
    found = installed if ready else shipped
    encoder = None if wanted == "light" else found()
    return Engine(heads.load("full" if encoder else "light"), encoder)


def assess(
    mention: Mention,
    *,
    expected: Sequence[str] = (),
    names: Sequence[str] = (),
    by: Engine | None = None,
) -> Assessment:
    """Say what a mention's title, text and stars mean; see `assess_all`."""
    return assess_all([mention], expected=expected, names=names, by=by)[0]


def assess_all(
    mentions: Sequence[Mention],
    *,
    expected: Sequence[str] = (),
    names: Sequence[str] = (),
    by: Engine | None = None,
    known: Sequence[bytes | None] | None = None,
) -> list[Assessment]:
    """Say what each mention means; many at once are encoded quicker.

    `expected` are the languages that customers of the business write, `names` those of the
    business itself, whose words mean nothing. `known` are vectors from an earlier reading of the
    same texts by the same encoder, None where there is none.
    """
    by = by or engine()
    looks, vectors = read(mentions, expected=expected, names=names, by=by, known=known)
    found = [judge(each, vector, by) for each, vector in zip(looks, vectors, strict=True)]
    return _quoted(looks, found, by)


def read(
    mentions: Sequence[Mention],
    *,
    by: Engine,
    expected: Sequence[str] = (),
    names: Sequence[str] = (),
    known: Sequence[bytes | None] | None = None,
) -> tuple[list[Look], Sequence[bytes | None]]:
    """Return what can be seen of each mention, and its vector; see `assess_all`."""
    looks = [look(mention, expected=expected, names=names) for mention in mentions]
    return looks, _vectors(looks, known or [None] * len(looks), by)


def look(mention: Mention, *, expected: Sequence[str] = (), names: Sequence[str] = ()) -> Look:
    """Return what can be seen without a model."""
    own, translation = own_words(mention.text)
    if translation and not own.strip():
        own = without_amounts(translation)  # what a machine makes of a sum is no evidence
    text = "\n".join(filter(None, (mention.heading, own)))
    language = detect(text, hint=mention.language, expected=expected)
    said = without_courtesies(text, _languages(language))
    cues = tuple(
        cue
        for cue in find_cues(said, _languages(language), names=names)
        if cue.quote in text  # a phrase around a blanked greeting is no quotation
    )
    stars = mention.rating.stars if mention.rating else None
    alert = str(mention.extra.get(ALERT) or "")  # found by our name, be it cut off in the title
    evidence = weigh(said, stars, cues, named=stands_in(f"{alert}\n{text}", names))
    meant = _meant(said, cues)
    blob = polarity_of(meant) if language.code == "en" else (0.0, 0.0)
    seen = features(evidence, count_tones(meant, _languages(language)), *blob)
    return Look(text, language, evidence, seen, translated=translation is not None)


def judge(seen: Look, vector: bytes | None, by: Engine) -> Assessment:
    """Turn what was seen, and the vector of the text, into labels.

    Words of harm cannot be unlearnt: what the shipped heads take for serious by them stays so.
    """
    found = _labelled(seen, vector, by)
    if by.lessons is None or found.severity >= CRITICAL or not names_harm(seen.evidence):
        return found
    shipped = _labelled(seen, vector, replace(by, lessons=None))
    if shipped.severity < SERIOUS or shipped.severity <= found.severity:
        return found
    confidence = replace(found.confidence, severity=shipped.confidence.severity)
    return replace(found, severity=shipped.severity, confidence=confidence)


def _labelled(seen: Look, vector: bytes | None, by: Engine) -> Assessment:
    evidence, limits = seen.evidence, by.heads.thresholds
    reading = by.read(seen, vector)
    conflict = contradicts_stars(reading, evidence)
    if conflict and reading.words:
        reading = reading.words  # an average of the two would describe neither
    intent, sure = judge_intent(reading, evidence)
    severity, severe = judge_severity(reading, evidence, (intent, sure), limits)
    sentiment = judge_sentiment(reading, evidence, intent)
    topics = find_topics(reading, evidence, intent, limits["topics"])
    return Assessment(
        language=seen.language,
        sentiment=sentiment,
        intent=intent,
        topics=topics,
        severity=severity,
        signals=find_signals(reading, evidence, intent, limits),
        flags=_flags(seen, sentiment, conflict=conflict),
        doubts=find_doubts(evidence, intent),
        cues=evidence.cues[:_KEPT_CUES],
        confidence=Confidence(
            intent=sure,
            severity=severe,
            topics=tuple(round(reading.of_topic(topic), 2) for topic in topics),
        ),
        engine=by.name,
        scorer=by.version,
        vector=vector,
    )


def _vectors(
    looks: Sequence[Look], known: Sequence[bytes | None], by: Engine
) -> Sequence[bytes | None]:
    """Encode what is not known yet."""
    if by.encoder is None:
        return [None] * len(looks)
    new = [each.text for each, vector in zip(looks, known, strict=True) if vector is None]
    made = iter(by.encoder.encode(new))
    return [next(made) if vector is None else vector for vector in known]


def _quoted(looks: Sequence[Look], found: list[Assessment], by: Engine) -> list[Assessment]:
    """Give serious harm that no cue names the sentence that tells of it."""
    grave = [at for at, each in enumerate(found) if each.severity >= SERIOUS]
    bare = [at for at in grave if not harm_quote(found[at])]
    if by.encoder and bare:
        sentences = telling([looks[at].text for at in bare], by.heads, by.encoder)
        for at, sentence in zip(bare, sentences, strict=True):
            found[at] = replace(found[at], cues=(*found[at].cues, Cue(TOLD, sentence)))
    return found


def _meant(said: str, cues: Sequence[Cue]) -> str:
    """Return the text without the words that do not mean what they say: "great job losing it"."""
    for cue in cues:
        if cue.name in _UNMEANT:
            said = said.replace(cue.quote, " ")
    return said


def _languages(language: Language) -> tuple[str, ...]:
    sure = language.confidence >= _SURE
    return (language.code,) if sure else (language.code, _FALLBACK)


def _flags(seen: Look, sentiment: Sentiment, *, conflict: bool) -> tuple[Flag, ...]:
    evidence = seen.evidence
    low = evidence.stars is not None and evidence.stars < 2  # noqa: PLR2004
    raised: dict[Flag, bool] = {
        "stars_text_conflict": conflict,
        "language_uncertain": evidence.words > 0 and seen.language.confidence < _SURE,
        "sentiment_uncertain": sentiment.confidence < _HALF,
        "sarcasm_possible": (evidence.good > 0 and low) or evidence.names["sarcasm"] > 0,
        "machine_translated": seen.translated,
    }
    return tuple(flag for flag, up in raised.items() if up)
