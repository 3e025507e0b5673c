"""Which errands `amends init` leaves to its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.config.secrets import check_reference
from amends.models.errand import Errand
from amends.triage.asks import example, type_of
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
    required = [key for key, field in kind.model_fields.items() if field.is_required()]
    left = [key for key in required if options[key] == shown[key]]
    secrets = [key for key in left if _refers(options[key])]
    return Errand(
        name,
        options["type"],
        tuple(options[key] for key in secrets),
        tuple(key for key in left if key not in secrets),
        issubclass(kind, LogsIn),
    )


def _refers(value: str) -> bool:
    try:
        check_reference(value)
    except ValueError:
        return False
    return True
