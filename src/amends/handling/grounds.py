"""On which grounds a platform takes a report of a review, and where: from `grounds.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from amends.models.platform_report import REASONS, ReportReason

if TYPE_CHECKING:
    from collections.abc import Mapping


class Grounds(BaseModel):
    """What one platform says about reporting reviews."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    also: tuple[str, ...] = ()
    reasons: tuple[ReportReason, ...] = REASONS
    """The grounds that it names; all of ours where we know of no list."""
    report: str | None = None
    """Its page on reporting a review."""
    extortion: str | None = None
    """Where it takes reports of demands for money against reviews."""
    source: str | None = None
    checked: str = ""


def grounds(source_type: str) -> Grounds:
    """Return what the platform of a type of source says; nothing where nobody knows it."""
    return _by_type().get(source_type.casefold(), Grounds())


@cache
def _by_type() -> Mapping[str, Grounds]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    raw = files(__package__).joinpath("grounds.yaml").read_bytes()
    loaded = yaml.load(raw, Loader=loader)  # noqa: S506 — a loader of plain text
    found = {key: Grounds(**own) for key, own in loaded.items()}
    return {kind: each for key, each in found.items() for kind in (key, *each.also)}
