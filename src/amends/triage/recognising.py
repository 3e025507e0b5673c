"""Whether a review that is seen somewhere is one of our own, and what we know of its answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.window import Seen
from amends.store.rows import is_placeholder
from amends.text import fingerprint, letters, similar, single_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from amends.models import Case, Mention
    from amends.models.vocabulary import Answered
    from amends.models.window import AnswerNote

NEAR = timedelta(hours=36)
"""A day, and what time zones make of one that came without its hour."""
_SAME_MOMENT = timedelta(seconds=2)
_WORDY = 20
"""Letters from which equal words are no chance: many write "Great!"."""
_ALIKE = 0.9


def recognised(seen: Mention, cases: Iterable[Case]) -> Case | None:
    """Return the stored mention that this review is, or None.

    No platform tells one id to all its interfaces, so it takes two witnesses that agree: the
    moment and the stars; words of some length, with the name or the day; or the name, the day and
    the stars. Of several the likest, then one with an answer.
    """
    found = [(likeness, case) for case in cases if (likeness := _likeness(seen, case))]
    return max(found, key=_first, default=(0, None))[1]


def _first(found: tuple[int, Case]) -> tuple[int, bool, str]:
    likeness, case = found
    return likeness, case.mention.answered == "yes", case.id


def _likeness(seen: Mention, case: Case) -> int:
    """Return how much speaks for the same review; 0: not enough."""
    name, words, stars = (
        _same_name(seen, case.mention),
        _same_words(seen, case),
        _same_stars(seen, case),
    )
    distance = _distance(seen, case.mention)
    day = distance is not None and distance <= NEAR
    moment = distance is not None and distance <= _SAME_MOMENT
    told = letters(seen.text) >= _WORDY
    enough = (
        (moment and stars)
        or (words and told and (name or day))
        or (name and day and stars and not _other_words(seen, case))
    )
    return 4 * words + 3 * moment + name + day + stars if enough else 0


def _same_name(seen: Mention, stored: Mention) -> bool:
    name = single_line(seen.author.name or "").casefold()
    return not is_placeholder(name) and name == single_line(stored.author.name or "").casefold()


def _same_stars(seen: Mention, case: Case) -> bool:
    ours, theirs = seen.rating, case.mention.rating
    return ours is not None and theirs is not None and round(ours.stars) == round(theirs.stars)


def _same_words(seen: Mention, case: Case) -> bool:
    """Compare with the customer's own words, and with a translation that the platform made."""
    said = (case.mention.text, str(case.mention.extra.get("translation") or ""))
    return any(
        letters(each) > 0
        and (fingerprint(each) == fingerprint(seen.text) or similar(each, seen.text) >= _ALIKE)
        for each in said
    )


def _other_words(seen: Mention, case: Case) -> bool:
    """Whether both say something, in one language, and not the same."""
    both = min(letters(seen.text), letters(case.mention.text)) >= _WORDY
    found = case.assessment.language.code  # a source may only say what is usual there
    spoken = case.mention.language if found == "und" else found
    return both and spoken == seen.language and not _same_words(seen, case)


def _distance(seen: Mention, stored: Mention) -> timedelta | None:
    """Return how far apart they are in time; None where a time is not known.

    One interface may tell when a review was written, the other when it was changed.
    """
    if seen.date_uncertain or stored.date_uncertain or seen.published_at is None:
        return None
    times = [when for when in (stored.published_at, stored.updated_at) if when is not None]
    return min((abs(when - seen.published_at) for when in times), default=None)


def seen_as(seen: Mention, case: Case, as_of: datetime | None) -> Seen:
    """Return a review in a window with what the same one among ours says of its answer."""
    answered, note = _answer(case)
    return Seen(seen, answered, note, case.id, as_of)


def _answer(case: Case) -> tuple[Answered, AnswerNote | None]:
    mention, reply = case.mention, case.mention.reply
    if mention.answered == "yes":
        return "yes", None if case.answered else "edited"
    if reply and reply.state in {"pending", "rejected"}:
        return "no", "pending" if reply.state == "pending" else "rejected"
    if case.handling.replied_at is None:
        return ("no", None) if mention.answered == "no" else ("unknown", "untold")
    return ("no", "unseen") if mention.answered == "no" else ("yes", "recorded")
