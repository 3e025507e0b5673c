"""The room that speaks IMAP: what no server needs to show."""

from __future__ import annotations

from base64 import b64encode

import pytest

from amends.imap import Answered, Credentials

SECRET = "s3cr3t-t0ken"


@pytest.mark.parametrize(
    "said",
    [
        f"LOGIN ana {SECRET} failed",
        f"AUTHENTICATE {b64encode(SECRET.encode()).decode()} failed",
        f"{SECRET}{SECRET}",
    ],
)
def test_what_a_server_says_back_holds_no_secret(said):
    credentials = Credentials("ana", SECRET)
    shown = credentials.without_secret(said)
    assert SECRET not in shown
    assert b64encode(SECRET.encode()).decode().rstrip("=") not in shown
    assert SECRET not in repr(credentials)


@pytest.mark.parametrize(
    ("told", "uid", "size", "taken_in"),
    [
        (b'1 (UID 7 RFC822.SIZE 99 INTERNALDATE "20-Nov-2026 09:50:00 +0200" BODY[] {3})', 7, 99, 2026),
        (b"1 (RFC822.SIZE 99 BODY[]<0> {3} UID 7)", 7, 99, None),
        (b"1 (BODY[] {3})", 0, 0, None),
        (b'1 (UID x INTERNALDATE "soon")', 0, 0, None),
    ],
)  # fmt: skip
def test_what_is_told_beside_a_mail(told, uid, size, taken_in):
    found = Answered(told, b"abc")
    assert (found.uid, found.size) == (uid, size)
    assert (found.taken_in.year if found.taken_in else None) == taken_in
