"""What leaves the machine: written down before it is tried, and how it ended after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.models.delivery import UNDER_WAY, Delivery
from amends.models.moments import micros, moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from amends.models.delivery import DeliveryState, Purpose
    from amends.store.database import Database

CUT_OFF = "the run was cut off"
"""Why nobody knows what became of it."""
_COLUMNS = "number, channel, purpose, key, at, state, tries, message_id, error, told"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The outbox: each thing is told once on a channel."""

    database: Database

    def intend(
        self,
        channel: str,
        purpose: Purpose,
        key: str,
        *,
        now: datetime,
        message_id: str | None = None,
        told: Iterable[str] = (),
    ) -> int | None:
        """Write down that something is about to be sent, and return its number.

        None where it must not be: it was sent, or nobody knows whether it was. What failed may be
        tried again, under the same number.
        """
        found = self.database.row(
            "INSERT INTO deliveries (channel, purpose, key, at, state, tries, message_id, told)"
            " VALUES (?, ?, ?, ?, 'intended', 1, ?, ?)"
            " ON CONFLICT (channel, purpose, key) DO UPDATE SET at = excluded.at,"
            " state = 'intended', tries = tries + 1, message_id = excluded.message_id,"
            " error = NULL, told = excluded.told WHERE state = 'failed'"
            " RETURNING number",
            (channel, purpose, key, micros(now), message_id, json.dumps(sorted(told))),
        )
        return found[0] if found else None

    @property
    def lasts(self) -> bool:
        """Whether what is written here stays, whatever comes: not so in a dry run."""
        return not self.database.in_transaction

    def settle(self, number: int, state: DeliveryState, error: str | None = None) -> None:
        """Write down how a sending ended."""
        self.database.run(
            "UPDATE deliveries SET state = ?, error = ? WHERE number = ?", (state, error, number)
        )

    def left_behind(self, now: datetime) -> list[Delivery]:
        """Return what a killed run was about to tell, and call it unknown from now on.

        Whoever calls this has to say it. What another run has begun lately may be under way still;
        a test was waited for by somebody who saw it end.
        """
        found = self.database.rows(
            "UPDATE deliveries SET state = 'unknown', error = ?"
            " WHERE state = 'intended' AND at < ? AND purpose <> 'test'"
            f" RETURNING {_COLUMNS}",
            (CUT_OFF, micros(now - UNDER_WAY)),
        )
        return [_delivery(row) for row in found]

    def find(self, channel: str, purpose: Purpose, key: str) -> Delivery | None:
        """Return what became of something that was to be told on a channel; None: never tried."""
        row = self.database.row(
            f"SELECT {_COLUMNS} FROM deliveries WHERE channel = ? AND purpose = ? AND key = ?",
            (channel, purpose, key),
        )
        return _delivery(row) if row else None

    def last(self, channel: str, purpose: Purpose) -> Delivery | None:
        """Return the newest that was sent on a channel, or perhaps was."""
        row = self.database.row(
            f"SELECT {_COLUMNS} FROM deliveries WHERE channel = ? AND purpose = ?"
            " AND state IN ('sent', 'unknown') ORDER BY at DESC, number DESC LIMIT 1",
            (channel, purpose),
        )
        return _delivery(row) if row else None

    def told(self, channel: str) -> set[str]:
        """Return the keys of all that was ever told on a channel, or perhaps was."""
        found = self.database.rows(
            "SELECT said.value FROM deliveries d, json_each(d.told) said"
            " WHERE d.channel = ? AND d.state <> 'failed'",
            (channel,),
        )
        return {key for (key,) in found}

    def since(self, begin: datetime, *, purpose: Purpose | None = None) -> list[Delivery]:
        """Return what was intended since a moment, the newest first."""
        found = self.database.rows(
            f"SELECT {_COLUMNS} FROM deliveries WHERE at >= ? AND purpose = coalesce(?, purpose)"
            " ORDER BY at DESC, number DESC",
            (micros(begin), purpose),
        )
        return [_delivery(row) for row in found]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    number, channel, purpose, key, at, state, tries, message_id, error, told = row
    return Delivery(
        number,
        channel,
        purpose,
        key,
        moment(at),
        state,
        tries,
        message_id,
        error,
        tuple(json.loads(told)),
    )
