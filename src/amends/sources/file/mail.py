"""Read the mails of an mbox file (or one mail): the customer's own words, whatever the mail is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from amends.errors import BadRequest, InputError
from amends.models import Mention, Skipped
from amends.sources.mail import MALFORMED, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amends.sources.file.options import Options

LARGEST = 25_000_000
"""Bytes of one mail that are read; attachments behind them are not needed."""
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,80}:[ \t\r\n]")


def parse(path: Path, name: str, options: Options) -> Iterator[Mention | Skipped]:
    """Yield a mention for every mail in an mbox; raises `BadRequest` if it holds no mail at all."""
    from mailbox import mbox

    box = mbox(path, create=False)
    try:
        keys = list(box.keys())
        for number, key in enumerate(keys, start=1):
            with box.get_file(key) as part:
                content = part.read(LARGEST)
            yield _read(content, f"{name}, message {number}", options)
        if not keys:
            yield from _single(path, name, options)
    finally:
        box.close()


def mention(content: bytes, options: Options) -> Mention:
    """Return the mention in one mail; raises `InputError` if it has neither text nor subject.

    Mails that machines send carry `automatic` in `extra`: `bounce`, `auto_reply` or `bulk`.
    """
    letter = read(_ESCAPED_FROM.sub(rb"\1", content))
    made = letter.mention(
        letter.sent or options.now, uncertain=letter.sent is None, kind=options.kind or "email"
    )
    if not made.text:
        raise InputError("neither text nor subject: one of them is needed")
    return replace(made, source_type=options.source_type)


def _single(path: Path, name: str, options: Options) -> Iterator[Mention | Skipped]:
    with path.open("rb") as stream:
        content = stream.read(LARGEST)
    if content.strip() and not _HEADER_LINE.match(content):
        raise BadRequest(f"{name} is not a mailbox", hint="Say what it is with `format`.")
    if content.strip():
        yield _read(content, name, options)


def _read(content: bytes, where: str, options: Options) -> Mention | Skipped:
    try:
        return mention(content, options)
    except InputError as error:
        return Skipped(where, error.message)
    except MALFORMED as error:
        return Skipped(where, f"not a mail that can be read ({type(error).__name__})")
