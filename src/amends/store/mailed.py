"""Orders that arrived by mail: each mail is looked at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from amends.models.moments import micros
from amends.models.order import Order

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
        sql = "SELECT 1 FROM mailed_orders WHERE substr(outcome || ' ', 1, ?) = ?"
        begins = f"done {code} "
        return self.database.row(sql, (len(begins), begins)) is not None

    def since(self, begin: datetime) -> list[Order]:
        """Return what was noted after a moment, the oldest first; who asked is not kept."""
        found = self.database.rows(
            "SELECT o.outcome, m.id FROM mailed_orders o LEFT JOIN mentions m"
            " ON m.number = o.mention WHERE o.at > ? ORDER BY o.at, o.rowid",
            (micros(begin),),
        )
        return [order for outcome, name in found if (order := _order(outcome, name))]

    def note(
        self,
        message_id: str,
        outcome: OrderOutcome,
        name: str,
        *,
        code: str,
        mention: int | None,
        now: datetime,
    ) -> None:
        """Remember what became of a mail; what is long past is forgotten."""
        self.database.run(
            "INSERT INTO mailed_orders VALUES (?, ?, ?, ?)",
            (message_id, micros(now), mention, f"{outcome} {code} {name}"),
        )
        self.database.run("DELETE FROM mailed_orders WHERE at < ?", (micros(now - REMEMBERED),))


def _order(stored: str, mention: str | None) -> Order | None:
    """Read an outcome as stored: its code, by which a link tapped twice is known, and its name.

    Before the name was stored, only that of a mention is known.
    """
    outcome, _, named = f"{stored}  ".split(" ", 2)
    name = named.strip() or mention
    return Order(name, "", cast("OrderOutcome", outcome)) if name else None
