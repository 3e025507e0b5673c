"""What the file system refuses, in words for people."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from amends.errors import StoreError, StoreFull, StoreReadOnly

if TYPE_CHECKING:
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def full(path: Path) -> StoreFull:
    """Say that there is no room."""
    return StoreFull(
        f"{path} cannot grow: the disk or a quota is full; nothing of this step was stored",
        hint="Make room and run the command again: it goes on where it stopped.",
    )


def read_only(path: Path, why: object) -> StoreReadOnly:
    """Say that it may not be written."""
    return StoreReadOnly(
        f"{path} may not be written ({why})",
        hint="Check the owner and the mode of the file and of its folder.",
    )


def from_system(error: OSError, path: Path) -> StoreError:
    """Turn an error of the file system into ours."""
    if error.errno in _FULL:
        return full(path)
    if error.errno in _READ_ONLY:
        return read_only(path, error.strerror)
    return StoreError(
        f"{path} cannot be used: {error.strerror or error}",
        hint="Name another file under store: path: in config.yaml, or make way for this one.",
    )
