"""The rules of `amends lint`, as the code has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from _pages.markdown import code, document, fenced, table
from amends.languages import words
from amends.replies.lint import RULES, check
from amends.replies.platforms import known_platforms, platform

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """\
`amends lint` reads a reply from a file, from stdin or for a mention, and says what must not be
sent, why, and what to do instead. An error ends with exit code 7; of a warning a person decides,
and `--strict` makes it an error. Without a mention only what the text itself shows is found; `--for
ID` or `--mention FILE` add what is known of the case, `--playbook` says which steps must not be
missing, `--platform` how long it may be."""
EXAMPLE = "We're sorry you feel that way. Take your review down or you will hear from our lawyers."
REASONS = ("because", "suggestion")
HOW = """\
Words and phrases of fourteen languages (`languages/*/lint.yaml`) and a small learnt classifier that
says what each sentence does (`training/README.md`) come together in one function per rule. A polite
correction of a fact passes; so does an apology with what has changed, where nothing is left to
repair."""


def page() -> str:
    """Return the page."""
    english = words("en")
    rows = (
        (code(rule.id), rule.level, *(_said(f"lint.{rule.id}.{what}") for what in REASONS))
        for rule in sorted(RULES, key=lambda rule: rule.id)
    )
    found = "\n".join(
        f"{english.say(f'lint.level.{each.level}')}  {each.rule}  «{each.quote}»"
        for each in check(EXAMPLE).findings
    )
    return document(
        "Rules for replies",
        INTRODUCTION,
        fenced(f'echo "{EXAMPLE}" | amends lint -', "sh"),
        fenced(found),
        HOW,
        "## Rules",
        table(("rule", "level", "why", "instead"), rows),
        "## Platforms",
        "Limits and rules of platforms, each with the day on which they were read.",
        table(("platform", "limit", "rules", "read", "source"), _platforms()),
    )


def _said(key: str) -> str:
    """Return a message with its fields as they stand."""
    english = words("en")
    message = english.messages.get(key, "")
    text = message if isinstance(message, str) else next(iter(message.values()))
    return re.sub(r"\{(\w+)\}", r"…", text)


def _platforms() -> Iterator[tuple[str, ...]]:
    for key in known_platforms():
        place = platform(key)
        limit = f"{place.limit} {place.unit}" if place.limit else ""
        rules = [
            "" if place.confirmed else "limit unconfirmed",
            "" if place.links else "no links",
            "" if place.snippets else "no quotations",
            "" if place.contact else "no addresses",
            "one reply" if place.one_reply else "",
            "moderated" if place.moderated else "",
        ]
        source = f"<{place.source}>" if place.source else ""
        yield place.name, limit, ", ".join(filter(None, rules)), place.checked, source
