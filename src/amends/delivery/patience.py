"""smtplib with limits that hold: one for each answer as a whole, one for the connection.

smtplib's own timeout is for each `recv`: a server that drips a byte now and then holds it for ever.
"""

from __future__ import annotations

import smtplib
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socket import socket

LONGEST_ANSWER = 65_536
"""Bytes; an answer that never ends is no answer."""
CHUNK = 16_384
"""Bytes that are sent under one look at the clock."""
OURSELVES = "[127.0.0.1]"
"""How we greet (RFC 5321 §4.1.3): smtplib would look up this machine's name, and tell it."""


class Patient(smtplib.SMTP):
    """A connection that opens at once and waits `timeout` seconds for each whole answer."""

    def __init__(self, host: str, port: int, *, until: float, timeout: float, **more: Any) -> None:
        """Connect and read the greeting; `until` (monotonic seconds) ends all waiting."""
        self.until = until
        super().__init__(host, port, local_hostname=OURSELVES, timeout=timeout, **more)

    @property
    def ends(self) -> float:
        """When a step that begins now has to be over."""
        return min(monotonic() + self.timeout, self.until)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, all its lines within the limit."""
        if self.file is None:
            assert self.sock
            self._answers = _Answers(self.sock)
            self.file = BufferedReader(self._answers)
        self._answers.begin(self.ends)
        answer = super().getreply()
        if self.sock:
            self.sock.settimeout(self.timeout)  # what follows may be a handshake
        return answer

    def send(self, s: Any) -> None:
        """Send all of it within the limit, also to a server that hardly reads."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        ends = self.ends
        for start in range(0, len(data), CHUNK):
            if self.sock:
                self.sock.settimeout(max(0.001, ends - monotonic()))
            super().send(data[start : start + CHUNK])


class PatientTls(Patient, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""


class _Answers(RawIOBase):
    """What a server sends, read against the clock."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock
        self.begin(0)

    def begin(self, ends: float) -> None:
        """Start the clock for the next answer."""
        self._ends = ends
        self._left = LONGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has arrived; raises OSError when time or room is used up."""
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        if self._left <= 0:
            raise OSError("its answer does not end")
        self._sock.settimeout(left)
        count: int = self._sock.recv_into(buffer)
        self._left -= count
        return count
