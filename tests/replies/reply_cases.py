"""Cases and a configuration that the tests of replies share."""

from datetime import UTC, datetime

from amends.config.model import Config
from amends.models import Assessment, Author, Case, Cue, Language, Mention
from amends.replies import Wish, compose

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)  # a Saturday
LANGUAGES = ("en", "ru", "es", "pl", "bg")
NAMES = {"en": "Kate", "ru": "Ирина", "es": "Maite", "pl": "Katarzyna", "bg": "Мария"}
OWNER = {"en": "owner", "ru": "хозяйка", "es": "dueña", "pl": "właścicielka", "bg": "собственик"}
COMPLAINT = "apologise_explain_solve_follow_up"
INTENTS = {
    COMPLAINT: "complaint",
    "ask_details": "vague_negative",
    "verify_then_answer": "suspected_fake",
    "answer": "question",
    "thank": "praise",
    "thank_and_fix": "mixed",
}
PLAYBOOKS = tuple(INTENTS)


def config(**sections):
    business = {
        "name": "Café Lipa",
        "languages": ["bg", "en"],
        "timezone": "Europe/Sofia",
        "signature": {"name": "Elena Dimova", "role": OWNER, "gender": "female"},
        **sections.pop("business", {}),
    }
    return Config.model_validate({"business": business, **sections})


def case(
    language="en", playbook=COMPLAINT, *, severity=2, topics=("delivery",), signals=(), quotes=(),
    cues=(), previous_unanswered=0, same_name_only=False, **mention,
):  # fmt: skip
    assessed = Assessment(
        language=Language(language, 0.95),
        intent=INTENTS.get(playbook, "complaint"),
        topics=topics,
        severity=severity,
        signals=signals,
        cues=(*(Cue("fact", quote) for quote in quotes), *(Cue(name, "…") for name in cues)),
    )
    mention = {"text": "…", "author": Author(name=NAMES.get(language)), **mention}
    return Case(
        id="k7f2",
        mention=Mention(**mention),
        assessment=assessed,
        previous_unanswered=previous_unanswered,
        same_name_only=same_name_only,
    )


def drafted(about, settings, *, playbook, now=NOW, earlier=(), rounds=0, **wish):
    """Compose with the wishes as keywords."""
    asked = Wish(playbook, **wish)
    return compose(about, settings, asked, now=now, earlier=earlier, rounds=rounds)


def part(draft, name):
    return next((found.text for found in draft.parts if found.part == name), None)
