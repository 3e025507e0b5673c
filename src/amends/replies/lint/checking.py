"""All rules over one reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.languages import words
from amends.models.lint import Finding, Verdict
from amends.replies.lint import form, privacy, steps, tone
from amends.replies.lint.readings import readings
from amends.replies.lint.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.config.model import Config
    from amends.languages import Words
    from amends.models import Assessment, Mention
    from amends.models.vocabulary import Playbook
    from amends.replies.lint.rule import Found, Rule
    from amends.replies.platforms import Platform

RULES: tuple[Rule, ...] = (*tone.RULES, *steps.RULES, *privacy.RULES, *form.RULES)


def check(
    text: str,
    *,
    mention: Mention | None = None,
    assessment: Assessment | None = None,
    playbook: Playbook | None = None,
    platform: Platform | None = None,
    language: str | None = None,
    config: Config | None = None,
    earlier: Sequence[str] = (),
    interface: str = "en",
) -> Verdict:
    """Say what is wrong with a reply, and how it can be read.

    Whatever is known makes it stricter: the playbook says which steps must not be missing, the
    platform how long it may be, `earlier` replies what it must not repeat. Without anything only
    the faults that the text itself shows are found. Reasons are worded in the language of the
    interface. Pure.
    """
    view = View(text, mention, assessment, playbook, platform, language, config, earlier)
    said = words(interface)
    findings = {
        (finding.rule, finding.start, finding.end): finding
        for rule in RULES
        for finding in (_finding(view, rule, found, said) for found in rule.find(view))
    }
    ordered = sorted(findings.values(), key=lambda each: (each.start, each.end, each.rule))
    return Verdict(tuple(ordered), readings(view, said))


def _finding(view: View, rule: Rule, found: Found, said: Words) -> Finding:
    args = dict(found.args)
    if "unit" in args:
        args["unit"] = said.say(f"lint.unit.{args['unit']}")
    return Finding(
        rule.id,
        found.level or rule.level,
        found.start,
        found.end,
        view.text[found.start : found.end],
        said.say(f"lint.{rule.id}.because", **args),
        said.say(f"lint.{rule.id}.suggestion", **args),
    )
