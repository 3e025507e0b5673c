"""A draft of a reply: its parts, what each means and rests on, what it promises, its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.languages import language
from amends.outputs.dates import day
from amends.outputs.first_hour import first_hour
from amends.outputs.gist import gist
from amends.outputs.layout import LABEL, indented, labelled
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Case, Draft
    from amends.models.lint import Verdict
    from amends.models.reply import Length

_COMMENT = "# "
_CALL = ("listen", "promise", "record")


def draft(made: Draft, case: Case, short_id: str, words: Words) -> Iterator[RenderableType]:
    """Draw a draft: each part with its name, and under it what it means."""
    yield from _card(first_hour(case, made.purpose, words), words)
    yield labelled(words.say("draft.in_short"), gist(case, words))
    yield from reply(made, words)
    kept = case.handling.proposal
    if kept:
        yield labelled(words.say("show.proposal", who=kept.who), single_line(kept.text))
    if made.purpose == "phone":
        yield from (
            Text(words.say(f"draft.phone_note.{each}", id=short_id), "dim") for each in _CALL
        )
    elif short_id != "-":
        yield Text(words.say("draft.next", id=short_id), "dim")


def reply(made: Draft, words: Words, *, flowing: bool = False) -> Iterator[RenderableType]:
    """Draw the reply that a draft suggests, what it promises, and its check.

    `flowing` draws it as it will stand there, its meaning below, where there is little room.
    """
    yield Text(_title(made, words), "dim")
    yield from (Text(line, "yellow") for line in _cautions(made, words))
    yield from _whole(made, words) if flowing else _parts(made, words)
    if made.needs_approval:
        yield Text(words.say("draft.needs_approval"), "yellow")
    if made.unsaid:
        yield Text(words.say("draft.unsaid"), "yellow")
    yield from (Text(line, "dim") for line in _promises(made, words))
    if made.lint:
        yield from check(made.lint, words)


def _parts(made: Draft, words: Words) -> Iterator[RenderableType]:
    for part in made.parts:
        yield labelled(words.say(f"draft.part.{part.part}"), part.text)
        if part.meaning and made.language != words.language:
            yield indented(Text(f"= {part.meaning}", "dim"), LABEL + 1)


def _whole(made: Draft, words: Words) -> Iterator[Text]:
    yield Text(made.text or "")
    meanings = [part.meaning for part in made.parts if part.meaning]
    if meanings and made.language != words.language:
        yield Text(f"= {' '.join(meanings)}", "dim")


def check(verdict: Verdict, words: Words) -> Iterator[Text]:
    """Draw the check of a reply."""
    for line in findings(verdict, words):
        yield Text(line, "green" if verdict.ok else "red")


def _cautions(made: Draft, words: Words) -> Iterator[str]:
    """Yield what to know before reading the draft: what was refused, and of its language."""
    yield from _refused(made, words)
    if made.fallback_language:
        yield words.say("draft.fallback", language=made.language)
    elif made.unreviewed and not made.model:
        yield words.say("draft.reviewed", language=made.language)
    if made.model and made.language != words.language:
        yield words.say("model.no_meaning")


def _refused(made: Draft, words: Words) -> Iterator[str]:
    if made.refused is not None:
        yield words.say("draft.refused", reason=single_line(made.refused) or "–")


def _card(steps: Sequence[str], words: Words) -> Iterator[RenderableType]:
    if steps:
        yield Text(words.say("first_hour.title"), "bold red")
    for number, step in enumerate(steps, start=1):
        yield indented(Text(f"{number}  {step}"), 2)


def findings(verdict: Verdict, words: Words) -> Iterator[str]:
    """Yield the check of a reply in a line each."""
    if not verdict.findings:
        yield words.say("draft.lint_ok")
        return
    yield words.say("draft.lint_found", n=len(verdict.findings))
    for found in verdict.findings:
        level = words.say(f"lint.level.{found.level}")
        said = f" «{single_line(found.quote)}»" if found.quote else ""
        yield f"  {level}: {found.because}{said}"


def nothing(made: Draft, case: Case, words: Words) -> Iterator[str]:
    """Yield why no reply is suggested; above it what to do first where people came to harm."""
    steps = [] if case.answered else first_hour(case, made.purpose, words)
    if steps:
        yield words.say("first_hour.title")
    yield from (f"  {number}  {step}" for number, step in enumerate(steps, start=1))
    yield made.because or ""


def beside(made: Draft, words: Words) -> Iterator[str]:
    """Yield what must be known of a text that is printed alone."""
    yield from _refused(made, words)
    if made.fallback_language:
        yield words.say("draft.fallback", language=made.language)
    if made.unreviewed:
        yield words.say("draft.reviewed", language=made.language)
    if made.needs_approval:
        yield words.say("draft.needs_approval")
    if made.unsaid:
        yield words.say("draft.unsaid")
    if made.lint and made.lint.findings:
        yield from findings(made.lint, words)


def comments(case: Case, replies: Sequence[str], words: Words) -> str:
    """Return the mention and what it was answered, as comments for the head of an editor."""
    mention = case.mention
    said = [mention.author.shown or "", mention.title or "", *mention.text.split("\n"), ""]
    answered = [f"{words.say('show.our_reply')}: {reply}" for reply in replies]
    lines = [words.say("draft.in_short"), gist(case, words), "", *said, *answered]
    return "\n".join(f"{_COMMENT}{single_line(line)}" for line in lines)


def without_comments(text: str) -> str:
    """Return what a person left in the editor, without the comments above it."""
    kept = [line for line in text.split("\n") if not line.startswith(_COMMENT.strip())]
    return "\n".join(kept).strip()


def _title(made: Draft, words: Words) -> str:
    parts = [
        words.say(
            "draft.title", language=language(made.language).name, playbook=_what_for(made, words)
        ),
        _length(made.length, words) if made.length else "",
        words.say("draft.wording", n=made.variant),
        words.say("draft.model_used", model=made.model) if made.model else "",
    ]
    return " · ".join(part for part in parts if part)


def _what_for(made: Draft, words: Words) -> str:
    if made.purpose == "answer":
        return words.say(f"playbook.{made.playbook}")
    return words.say(f"draft.for.{made.purpose}")


def _length(length: Length, words: Words) -> str:
    unit = words.say(f"lint.unit.{length.unit}")
    return words.say(
        "draft.length", name=length.platform, n=length.used, limit=length.limit, unit=unit
    )


def _promises(made: Draft, words: Words) -> Iterator[str]:
    for promise in made.promises:
        until = words.say("draft.promise", who=promise.who, date=day(promise.by, words))
        yield f"{words.say('draft.promises')} {promise.what} ({until})"
