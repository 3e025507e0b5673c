"""Undo a Content-Encoding in small steps, so that a few bytes never become many at once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ACCEPTED = "gzip, deflate"
"""What we ask for: what zlib undoes with a bound on each step; httpx's decoders have none."""
_STEP = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_STARTS = b"\x1f"
_ZLIB_METHOD = 8


def inflate(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the decoded body, at most 64 KiB at a time.

    Raises `EOFError` if the data ends early, `zlib.error` if it is not what it says, `ValueError`
    for an encoding that we did not ask for (two of them on top of each other included).
    """
    match encoding.strip().lower():
        case "" | "identity":
            yield from chunks
        case "gzip" | "x-gzip" | "deflate" as known:
            yield from _inflated(chunks, gzip=known != "deflate")
        case _:
            raise ValueError("an encoding that was not asked for")


def _inflated(chunks: Iterable[bytes], *, gzip: bool) -> Iterator[bytes]:
    decoder = None
    for chunk in chunks:
        rest = chunk
        while rest:
            if decoder is None:
                decoder = zlib.decompressobj(_GZIP if gzip else _deflate_window(rest))
            elif decoder.eof:
                if not gzip or not rest.startswith(_GZIP_STARTS):
                    return  # padding, which everybody ignores
                decoder = zlib.decompressobj(_GZIP)  # gzip data may be several in a row
            yield decoder.decompress(rest, _STEP)
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    while decoder and not decoder.eof:
        held_back = decoder.decompress(b"", _STEP)
        if not held_back and not decoder.eof:
            raise EOFError("compressed data ends early")
        yield held_back


def _deflate_window(start: bytes) -> int:
    """Tell "deflate" as it was meant (zlib) from what many servers send (bare deflate)."""
    is_zlib = start[0] & 0x0F == _ZLIB_METHOD
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
