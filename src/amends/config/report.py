"""The part of config.yaml that says what a report shows."""

from __future__ import annotations

from pydantic import Field

from amends.config.section import Section


class ReportConfig(Section):
    """What a report shows."""

    by_person: bool = Field(
        default=False,
        description="Response times of single colleagues? That watches people at work: agree on it "
        "with them first.",
    )
