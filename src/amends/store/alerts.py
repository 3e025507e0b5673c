"""Alerts from their beginning to their end: what runs, what is over, and where each was told."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.models.alert import Alert, AlertReason
from amends.models.moments import micros, moment
from amends.store.changes import next_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta

    from amends.models.alert import AlertKind, Signal
    from amends.store.database import Database

_COLUMNS = (
    "number, kind, about, level, first_seen_at, last_seen_at, ended_at, mentions, reasons, key"
)
_TOLD = """
SELECT d.channel, said.value FROM deliveries d, json_each(d.told) said
WHERE d.at >= ? AND d.state <> 'failed' AND said.value LIKE 'alert:%'"""
_ABOUT_MENTION = "mention:"


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is alarming, each under its number for as long as it lasts."""

    database: Database

    def renew(
        self,
        signals: Iterable[Signal],
        *,
        now: datetime,
        unseen_for: timedelta,
        cool_down: timedelta,
        at_once: Collection[AlertKind] = (),
    ) -> None:
        """Note what is seen at this moment, and end what has not been seen for so long.

        Kinds `at_once` end with the first run that does not see them.
        What ended less than `cool_down` ago and is back is the same alert again. A level only
        rises. The moment of an alert never goes backwards, whatever the clock does.
        """
        with self.database.transaction():
            for signal in signals:
                self._note(signal, now, cool_down)
            self.database.run(
                "UPDATE alerts SET ended_at = :now"
                " WHERE ended_at IS NULL AND (last_seen_at <= :limit"
                " OR last_seen_at < :now AND kind IN (SELECT value FROM json_each(:at_once)))",
                {
                    "now": micros(now),
                    "limit": micros(now - unseen_for),
                    "at_once": json.dumps(list(at_once)),
                },
            )

    def running(self) -> list[Alert]:
        """Return what goes on, the newest first."""
        return self._found("ended_at IS NULL")

    def past(self) -> list[Alert]:
        """Return what is over, the newest first."""
        return self._found("ended_at IS NOT NULL")

    def find(self, number: int) -> Alert | None:
        """Return one alert by its number."""
        return next(iter(self._found("number = ?", number)), None)

    def _note(self, signal: Signal, now: datetime, cool_down: timedelta) -> None:
        known = self.database.row(
            "SELECT number FROM alerts WHERE key = ? AND (ended_at IS NULL OR ended_at > ?)"
            " ORDER BY ended_at IS NULL DESC, number DESC LIMIT 1",
            (signal.key, micros(now - cool_down)),
        )
        mentions = json.dumps(signal.mentions)
        reasons = json.dumps([[code, dict(args)] for code, args in signal.reasons])
        if known:
            self.database.run(
                "UPDATE alerts SET level = max(level, ?), last_seen_at = max(last_seen_at, ?),"
                " ended_at = NULL, mentions = ?, reasons = ? WHERE number = ?",
                (signal.level, micros(now), mentions, reasons, known[0]),
            )
            return
        number = next_number(self.database, "alerts")
        self.database.run(
            f"INSERT INTO alerts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)",
            (
                number,
                signal.kind,
                signal.about,
                signal.level,
                micros(now),
                micros(now),
                mentions,
                reasons,
                signal.key,
            ),
        )

    def _found(self, condition: str, *args: Any) -> list[Alert]:
        rows = self.database.rows(
            f"SELECT {_COLUMNS} FROM alerts WHERE {condition}"
            " ORDER BY first_seen_at DESC, number DESC",
            args,
        )
        told = self._told(min((row[4] for row in rows), default=0)) if rows else {}
        return [_alert(row, told.get(row[0], {})) for row in rows]

    def _told(self, since: int) -> dict[int, dict[str, int]]:
        """Return, by alert, channel → the worst level that was told there since a moment (µs).

        By itself, or as a part of a digest; where nobody knows whether it arrived it counts.
        """
        found: dict[int, dict[str, int]] = {}
        for channel, said in self.database.rows(_TOLD, (since,)):
            number, _, level = said.removeprefix("alert:a").partition("/")
            if number.isdecimal() and level.isdecimal():
                levels = found.setdefault(int(number), {})
                levels[channel] = max(levels.get(channel, 0), int(level))
        return found


def forget_mentions(database: Database, removed: Collection[str]) -> None:
    """Take mentions out of all alerts, by their short ids, inside the caller's transaction.

    An alert about one of them goes whole: nothing that it says is about anything else.
    """
    rows = database.rows("SELECT number, about, mentions, reasons FROM alerts")
    for number, about, mentions, reasons in rows:
        if about.startswith(_ABOUT_MENTION) and about.removeprefix(_ABOUT_MENTION) in removed:
            database.run("DELETE FROM alerts WHERE number = ?", (number,))
            continue
        named, said = json.loads(mentions), json.loads(reasons)
        kept = [each for each in named if each not in removed]
        silent = [[code, args] for code, args in said if not _names(args, removed)]
        if (kept, silent) != (named, said):
            database.run(
                "UPDATE alerts SET mentions = ?, reasons = ? WHERE number = ?",
                (json.dumps(kept), json.dumps(silent), number),
            )


def rename_source(database: Database, old: str, new: str) -> None:
    """Let what alerts say of a source go on under its new name, inside the caller's transaction.

    One that the new name has by itself stands; the old one ends as it is seen no more.
    """
    named = re.compile(rf"\bsource:{re.escape(old)}(?= place:|$)")
    for number, kind, about, reasons in database.rows(
        "SELECT number, kind, about, reasons FROM alerts"
    ):
        present = named.sub(lambda _: f"source:{new}", about)
        said = [
            [code, args | {"source": new} if args.get("source") == old else args]
            for code, args in json.loads(reasons)
        ]
        database.run(
            "UPDATE OR IGNORE alerts SET key = ?, about = ?, reasons = ? WHERE number = ?",
            (f"{kind}|{present}", present, json.dumps(said), number),
        )


def _names(args: dict[str, Any], removed: Collection[str]) -> bool:
    return any(isinstance(value, str) and value in removed for value in args.values())


def _alert(row: tuple[Any, ...], told: dict[str, int]) -> Alert:
    number, kind, about, level, first, last, ended, mentions, reasons, _ = row
    return Alert(
        number=number,
        kind=kind,
        about=about,
        level=level,
        reasons=tuple(AlertReason(code, args) for code, args in json.loads(reasons)),
        first_seen_at=moment(first),
        last_seen_at=moment(last),
        ended_at=moment(ended),
        mentions=tuple(json.loads(mentions)),
        told=told,
    )
