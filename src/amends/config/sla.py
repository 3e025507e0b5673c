"""The part of config.yaml that says by when, and when the clocks run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from amends.config.section import Section
from amends.config.values import Days, Hours, Weekday, WorkingHours  # noqa: TC001 — pydantic reads


class FirstReply(Section):
    """Hours until the first answer is due; of those that apply, the soonest."""

    social: Hours = Field(6, description="Posts and comments on social networks.")
    negative: Hours = Field(24, description="Whatever is negative.")
    other: Hours = Field(48, description="Everything else.")
    serious: Hours | None = Field(
        None, description="Severity 3 or 4, wherever it was written; none: as the others."
    )
    critical: Hours | None = Field(
        None, description="Severity 4, wherever it was written; none: as `serious`."
    )


class Sla(Section):
    """By when you want to have answered, and to have put the matter right."""

    first_reply: FirstReply = Field(
        FirstReply(), description="Hours until the first answer is due."
    )
    close: Hours = Field(
        168,
        description="Hours until a matter should be closed; that clock stands still while the "
        "customer has a question of yours.",
    )
    hours: dict[Weekday, WorkingHours] = Field(
        {},
        description="Working hours per weekday, `9:00-18:00`; a weekday that is not named is free; "
        "empty: the clocks never stop.",
    )
    public_holidays: Literal["auto", "yes", "no"] = Field(
        "auto",
        description="Do the clocks stand still on the public holidays of `business.country`? "
        "`auto`: where working hours are given.",
    )
    region: str | None = Field(
        None,
        description="State, land or region with holidays of its own, by its ISO 3166-2 code: "
        "`BY` for Bavaria.",
    )
    holidays: Days = Field((), description="Further days on which the clocks stand still.")
