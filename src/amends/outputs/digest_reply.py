"""What stands around a reply in the digest: whose it is, what to mind, what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.outputs import safe
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.languages import Words
    from amends.models.digest import DigestItem
    from amends.models.reply import Draft

_LINE = 300
"""Characters of a reason."""


def reply_title(item: DigestItem, words: Words) -> str:
    """Say whose reply it is where a colleague kept one, else what it is for."""
    kept = item.ranked.case.handling.proposal
    if kept is None:
        return words.say(f"digest.reply.{item.draft.purpose if item.draft else 'answer'}")
    state = "approved" if kept.approved_by else "unapproved" if kept.needs_approval else "kept"
    return words.say(f"digest.reply.{state}", who=single_line(kept.who))


def meanings(made: Draft, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what each part says, in the language of the interface; nothing where it is that."""
    for part in made.parts if made.language != words.language else ():
        if part.meaning:
            yield words.say(f"draft.part.{part.part}"), single_line(part.meaning)


def refusal(made: Draft, words: Words) -> Iterator[str]:
    """Say why the platform refused the reply before, if it did."""
    if made.refused is not None:
        reason = safe.clipped(single_line(made.refused), _LINE) or "–"
        yield words.say("draft.refused", reason=reason)


def cautions(made: Draft, words: Words) -> Iterator[str]:
    """Yield what is to be known of a draft before it is sent."""
    if made.needs_approval:
        yield words.say("draft.needs_approval")
    if made.fallback_language:
        yield words.say("draft.fallback", language=made.language)
    elif made.unreviewed and not made.model:
        yield words.say("draft.reviewed", language=made.language)
