"""What leaves the machine: letters, and what became of each sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

DeliveryState = Literal["intended", "sent", "failed", "unknown"]
"""`intended`: written down before it is tried; found again in a later run, nobody knows what became
of it. `failed`: surely not delivered, so it is tried again. `unknown`: perhaps delivered (the
connection broke after the text had left), so it is not."""
Purpose = Literal["digest", "alert", "test"]
UNDER_WAY = timedelta(hours=1)
"""No run takes so long, with all that it tells: what was intended earlier was left behind."""


class Ended(NamedTuple):
    """How one sending ended."""

    state: DeliveryState
    error: str | None = None
    """Why it was not sent, or not surely; in one line, without secrets."""


class Picture(NamedTuple):
    """A picture inside a letter, named by `cid:` in its HTML."""

    cid: str
    """Without brackets, such as `mood`."""
    data: bytes
    subtype: str
    """`png` of image/png."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it has an envelope."""

    subject: str
    text: str
    html: str | None = None
    pictures: tuple[Picture, ...] = ()
    in_thread: str | None = None
    """A name that letters of one thread share, such as `alert-7`; None: it stands alone."""


class Delivery(NamedTuple):
    """One thing that was to be told once, on one channel."""

    number: int
    channel: str
    """`mail:ana@shop.example`, or the name of a configured channel."""
    purpose: Purpose
    key: str
    """What must not be told twice there: `2026-11-20`, `a7/2`."""
    at: datetime
    """When it was last intended."""
    state: DeliveryState
    tries: int
    message_id: str | None = None
    error: str | None = None
    """Why it failed, in one line."""
    told: tuple[str, ...] = ()
    """What it said, as keys: a later one is sent only for what is new."""
    hint: str | None = None
    """What to do about it; known only to the run that tried."""
