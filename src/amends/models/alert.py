"""Alerts: what cannot wait for the next summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

AlertKind = Literal["storm", "spread", "harm", "silence", "rating"]
"""Unusually many, or unusually bad; one that spreads; critical harm; a source gone silent; an
average that moved."""
ALERT_KINDS: tuple[AlertKind, ...] = get_args(AlertKind)


class AlertReason(NamedTuple):
    """One fact behind an alert, worded at output from `languages/*/alert.yaml`."""

    code: str
    """Its message is `alert.reason.<code>`."""
    args: Mapping[str, Any]
    """The fields of the message; figures as numbers, times in microseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What a detector sees at this moment."""

    kind: AlertKind
    about: str
    """What it is about, as a key: `place:Oborishte`, `topic:delivery`, `mention:k7f2`,
    `source:google`; with `kind` it says which alerts are the same one."""
    level: int
    """1 and more: how bad it is, in steps; it is told again only when it worsens by a step."""
    reasons: tuple[AlertReason, ...]
    mentions: tuple[str, ...] = ()
    """Short ids of mentions that show it, the most telling first."""

    @property
    def key(self) -> str:
        """What makes two of them the same alert."""
        return f"{self.kind}|{self.about}"


@dataclass(frozen=True, slots=True)
class Alert:
    """A signal that was noted: it has an id, and a beginning."""

    number: int
    kind: AlertKind
    about: str
    level: int
    """The worst since it began."""
    reasons: tuple[AlertReason, ...]
    """As they were when last seen."""
    first_seen_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None = None
    """None: it goes on."""
    mentions: tuple[str, ...] = ()
    told: Mapping[str, int] = field(default_factory=dict)
    """Channel → the level that was told there."""

    @property
    def id(self) -> str:
        """What people call it."""
        return f"a{self.number}"

    @property
    def about_one(self) -> bool:
        """Whether it is about one mention, or one matter that several tell."""
        return self.about.startswith("mention:")

    @property
    def telling(self) -> str:
        """The key, among those of `Delivery.told`, of having told it at its level."""
        return f"alert:{self.id}/{self.level}"
