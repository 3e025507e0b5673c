"""Orders that arrived by mail: each mail is looked at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.moments import micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models.order import OrderOutcome
    from amends.store.database import Database

REMEMBERED = timedelta(days=120)
"""Longer than mails are looked for."""


@dataclass(frozen=True, slots=True)
class MailedOrders:
    """Which mails were looked at, and the secret from which their codes are made."""

    database: Database

    @property
    def secret(self) -> bytes:
        """The database's own salt, which it made by chance and which never leaves it."""
        salt: str = self.database.row("SELECT value FROM salt")[0]
        return salt.encode()

    def unseen(self, message_ids: Sequence[str]) -> set[str]:
        """Return which of these mails nobody has looked at."""
        among = ", ".join("?" * len(message_ids))
        seen = self.database.rows(
            f"SELECT message_id FROM mailed_orders WHERE message_id IN ({among})", message_ids
        )
        return set(message_ids) - {row[0] for row in seen}

    def obeyed(self, code: str) -> bool:
        """Say whether an order with this code was obeyed before, in another mail."""
        sql = "SELECT 1 FROM mailed_orders WHERE outcome = ?"
        return self.database.row(sql, (_outcome("done", code),)) is not None

    def note(
        self,
        message_id: str,
        outcome: OrderOutcome,
        *,
        code: str,
        mention: int | None,
        now: datetime,
    ) -> None:
        """Remember what became of a mail; what is long past is forgotten."""
        self.database.run(
            "INSERT INTO mailed_orders VALUES (?, ?, ?, ?)",
            (message_id, micros(now), mention, _outcome(outcome, code)),
        )
        self.database.run("DELETE FROM mailed_orders WHERE at < ?", (micros(now - REMEMBERED),))


def _outcome(outcome: OrderOutcome, code: str) -> str:
    """Return the outcome as stored: with its code, so that the same link tapped twice is known."""
    return f"{outcome} {code}"
