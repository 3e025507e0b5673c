"""A draft in the words of the configured language model, if it gives any that may be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.errors import AmendsError, ModelError
from amends.languages import words
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.config.llm import Llm
    from amends.languages import Words
    from amends.models import Draft
    from amends.models.lint import Verdict
    from amends.replies.grounds import Grounds
    from amends.triage.business import Business
    from amends.triage.drafting import Ask, Matter


def worded(
    business: Business, matter: Matter, made: Draft, ask: Ask, lint: Callable[[str], Verdict]
) -> Draft:
    """Return the draft in the model's words, else as it is with the reason in `model_refused`.

    Never raises because of the model: its server, its key or its text.
    """
    said = words(ask.interface)
    try:
        settings = business.config.llm
        if settings is None:
            raise ModelError(said.say("model.off"))
        return _worded(business, settings, _grounds(business, matter, made, ask), made, lint, said)
    except AmendsError as error:
        return replace(made, model_refused=single_line(error.message))


def _worded(
    business: Business,
    settings: Llm,
    grounds: Grounds,
    made: Draft,
    lint: Callable[[str], Verdict],
    said: Words,
) -> Draft:
    from amends import llm
    from amends.config.secrets import resolve
    from amends.replies import modelled

    if modelled.confidential(grounds) and not settings.on_this_machine:
        raise ModelError(said.say("model.confidential", host=settings.host))
    key = resolve(settings.key, base=business.folder) if settings.key else None
    asked = modelled.messages(made, grounds)
    answer = llm.ask(settings, asked, key=key, http=business.config.http)
    return modelled.reworded(made, answer, settings.model, grounds, lint, said)


def _grounds(business: Business, matter: Matter, made: Draft, ask: Ask) -> Grounds:
    from amends.replies.grounds import survey

    return survey(
        matter.case,
        business.config,
        language=made.language,
        now=business.now,
        short=ask.short,
        rounds=matter.rounds,
    )
