"""Which errands `amends init` leaves to its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.models.errand import Errand
from amends.triage.asks import example, refers, type_of
from amends.triage.init import configured

if TYPE_CHECKING:
    from amends.triage.init import Answers


def errands(answers: Answers) -> list[Errand]:
    """Return what is left to do after `amends init`, source by source."""
    written = configured(answers).items()
    return [_errand(name, each) for name, each in written if each.get("enabled") is False]


def _errand(name: str, options: dict[str, Any]) -> Errand:
    from amends.sources import LogsIn

    kind = type_of(options["type"])
    shown = example(kind)
    left = [key for key, value in options.items() if value == shown.get(key)]
    secrets = [key for key in left if refers(options[key])]
    fields = kind.model_fields
    return Errand(
        name,
        options["type"],
        tuple(options[key] for key in secrets),
        tuple(key for key in left if key not in secrets and fields[key].is_required()),
        # whoever gives a mailbox its password has nothing to log in to
        logs_in=issubclass(kind, LogsIn) and "password" not in options,
    )
