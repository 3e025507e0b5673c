"""`amends draft` and `amends verify`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import options
from amends.cli.session import note, prompted, put, put_json, session
from amends.errors import UsageError
from amends.models.answers import Verified
from amends.models.reply import Purpose
from amends.models.vocabulary import Playbook

if TYPE_CHECKING:
    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models import Draft
    from amends.models.extortion import Advice
    from amends.triage.business import Business
    from amends.triage.drafting import Ask, Matter

Told = tuple[str | None, list[str], str | None, str | None]
"""Cause, offers, by, who, as the options give them."""
_ASKED_FOR = ("apologise_explain_solve_follow_up", "thank_and_fix")
"""Playbooks that need to know what happened."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(draft)
    app.command()(verify)


def draft(
    context: typer.Context,
    short_id: Annotated[
        str, typer.Argument(metavar="ID", help="Short id, or - for one JSON mention on stdin.")
    ],
    variant: Annotated[int, typer.Option(min=1, max=1000, help="Another wording.")] = 1,
    short: Annotated[bool, typer.Option("--short", help="Leave out what can be left out.")] = False,
    language: Annotated[str | None, typer.Option(help="Write in this language.")] = None,
    playbook: Annotated[Playbook | None, typer.Option(help="Answer in this way instead.")] = None,
    purpose: Annotated[
        Purpose | None,
        typer.Option("--for", help="What it is for; else the first answer, or the next round."),
    ] = None,
    cause: Annotated[
        str | None,
        typer.Option(help="What happened: id, number of a choice, own words, or unknown."),
    ] = None,
    offer: Annotated[
        list[str] | None,
        typer.Option(help="What to offer: id, number, or own words; may be repeated."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Until when: 2026-11-25, 25 Nov, Wednesday.")
    ] = None,
    who: Annotated[str | None, typer.Option(help="Who sees to it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    llm: Annotated[
        bool, typer.Option("--llm", help="Let the configured language model word it.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Only the text, for pasting.")] = False,
    copy: Annotated[bool, typer.Option("--copy", help="Put the text on the clipboard.")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Change it in your editor.")] = False,
    json: options.Json = False,
) -> None:
    """Suggest a reply in the customer's language, with the meaning of each part.

    On a terminal it first asks what happened, what may be offered, and who answers until when.
    """
    from amends.triage import drafting

    here = session(context)
    with here.business() as business:
        tongue = here.lang or business.language
        ask = drafting.Ask(variant, short, _written(language), playbook, purpose, tongue, llm)
        quiet = yes or plain or json or copy or edit
        desk = _Desk(here, business, here.words(business.language), short_id)
        matter = desk.matter(ask, (cause, offer or [], by, who), talks=not quiet and here.dialogue)
        made = desk.drafted(matter, ask)
        if json:
            _as_json(made, None if short_id == "-" else short_id, matter, business)
        elif made.text is None:
            desk.nothing(matter, made)
        elif edit:
            desk.edited(matter, made, copy=copy)
        elif plain or copy:
            desk.plain(matter, made, copy=copy)
        else:
            desk.screen(matter, made)
            if not quiet and here.dialogue:
                desk.talk(matter, ask, made)


def _written(language: str | None) -> str | None:
    """Return the code of a language in which replies can be written; raises `UsageError`."""
    from amends.replies import written_languages

    code = language.strip().lower() if language else None
    if code and code not in written_languages():
        known = ", ".join(written_languages())
        raise UsageError(f"no replies can be written in {language!r}", hint=f"There are {known}.")
    return code


def verify(
    context: typer.Context,
    short_id: options.Id,
    result: Annotated[Verified, typer.Option(help="What looking into it has shown.")],
    dry_run: options.DryRun = False,
) -> None:
    """Say what looking into a doubtful mention has shown; the next draft answers accordingly."""
    from amends.triage import deciding

    here = session(context)
    with here.business(dry_run=dry_run) as business:
        deciding.verify(business, short_id, result)
        words = here.words(business.language)
        note(words.say("verify.done", id=short_id, result=words.say(f"verify.{result}")))


def _as_json(made: Draft, short_id: str | None, matter: Matter, business: Business) -> None:
    from amends.outputs import json as as_json

    put_json(as_json.draft(made, short_id, matter.case, business.now))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a person works on one draft."""

    here: Session
    business: Business
    words: Words
    short_id: str

    def matter(self, ask: Ask, told: Told, *, talks: bool) -> Matter:
        """Return what is to be answered, with what the owner says of it."""
        from amends.triage import answering, drafting

        if self.short_id == "-":
            found = drafting.unstored(self.business, drafting.read_mention())
        else:
            found = drafting.stored(self.business, self.short_id)
        cause, offers, by, who = told
        if told != (None, [], None, None):
            known = answering.answers(
                self.business, found, cause=cause, offers=offers, by=by, who=who
            )
            return drafting.told(self.business, found, known)
        return self.asked(found, ask) if talks else found

    def asked(self, matter: Matter, ask: Ask) -> Matter:
        """Ask what is not known yet, where the reply depends on it."""
        from amends.cli.questions import asked
        from amends.triage import drafting

        if matter.case.handling.answers != type(matter.case.handling.answers)():
            return matter
        book = drafting.playbook(self.business, matter, ask)
        if book not in _ASKED_FOR or ask.purpose not in (None, "answer") or matter.rounds:
            return matter
        return drafting.told(self.business, matter, asked(self.business, matter, self.words))

    def drafted(self, matter: Matter, ask: Ask) -> Draft:
        """Draft; a model that is asked may take its time, and its text may be refused."""
        from amends.triage import drafting

        model = self.business.config.llm
        if ask.llm and model and self.here.tty:
            note(self.words.say("model.asking", model=model.model))
        made = drafting.draft(self.business, matter, ask)
        if made.model_refused:
            note(self.words.say("draft.model_refused", why=made.model_refused))
        return made

    def screen(self, matter: Matter, made: Draft) -> None:
        """Draw the draft."""
        from amends.outputs import drafted, fixes

        if found := self.advice(matter):
            self.here.draw(fixes.advice(found, matter.case.id, self.words))
        self.here.draw(drafted.draft(made, matter.case, self.short_id, self.words))

    def advice(self, matter: Matter) -> Advice | None:
        """Return what to do where somebody wants money for silence."""
        from amends.triage import flagging

        return flagging.advice(self.business, matter.case)

    def warn(self, matter: Matter) -> None:
        """Say beside the draft what to do where somebody wants money for silence."""
        from amends.outputs import fixes

        if found := self.advice(matter):
            note(self.words.say("extortion.title"))
            for line in fixes.advice_lines(found, matter.case.id, self.words):
                note(f"  {line}")

    def nothing(self, matter: Matter, made: Draft) -> None:
        """Say why there is no draft."""
        from amends.outputs import drafted

        self.warn(matter)
        for line in drafted.nothing(made, matter.case, self.words):
            note(line)

    def plain(self, matter: Matter, made: Draft, *, copy: bool) -> None:
        """Print the text alone, on the clipboard too; what must be known of it goes beside."""
        from amends.outputs import drafted

        self.warn(matter)
        for line in drafted.beside(made, self.words):
            note(line)
        put(made.text or "")
        if copy:
            self.copied(made.text or "")

    def talk(self, matter: Matter, ask: Ask, made: Draft) -> None:
        """Take one key after the other until the person is content."""
        while True:
            key = prompted(f"{self.words.say('draft.keys')} › ").strip().casefold()[:2]
            if key in ("", "q"):
                return
            if key == "c":
                self.copied(made.text or "")
                return
            if key == "e":
                self.edited(matter, made)
                return
            ask = _changed(ask, key, made)
            made = self.drafted(matter, ask)
            self.screen(matter, made)

    def edited(self, matter: Matter, made: Draft, *, copy: bool = False) -> None:
        """Let a person change the text, check what became of it, and print it."""
        from amends.outputs import drafted
        from amends.triage import drafting
        from amends.triage.desk import edited

        head = drafted.comments(matter.case, matter.replies, self.words)
        text = drafted.without_comments(edited(f"{head}\n{made.text}\n"))
        tongue = self.words.language
        verdict = drafting.check(self.business, matter, text, made, interface=tongue)
        put(text)
        if copy:
            self.copied(text)
        for line in drafted.findings(verdict, self.words):
            note(line)

    def copied(self, text: str) -> None:
        """Put the text on the clipboard: of this machine, else of the terminal."""
        from amends.triage.desk import copied, terminal_copy

        if not copied(text):
            if not self.here.tty:
                note(self.words.say("draft.not_copied"))
                return
            sys.stdout.write(terminal_copy(text))
            sys.stdout.flush()
        note(self.words.say("draft.copied", id=self.short_id))


def _changed(ask: Ask, key: str, made: Draft) -> Ask:
    """Return what is asked for after a key; a number is a wording, an unknown key the next one."""
    if key == "h":
        return replace(ask, purpose="hold")
    if key == "p":
        return replace(ask, purpose="phone")
    if key == "s":
        return replace(ask, short=not ask.short)
    number = int(key) if key.isdecimal() and key != "0" else made.variant + 1
    return replace(ask, variant=number, purpose=None)
