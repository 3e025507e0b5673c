"""Walk over the files of a glob: read what changed, remember how far it came."""

from __future__ import annotations

from dataclasses import replace
from glob import glob, has_magic
from hashlib import sha256
from itertools import islice
from os import fstat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest
from amends.models import Batch
from amends.sources.file.reading import BATCH, batch, items, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from amends.http import Deadline
    from amends.models import Json
    from amends.sources.file.options import Options

_HEAD = 65_536
_SPARE = 0.1
"""Share of the time that is kept for storing what was read."""


def walk(
    pattern: str, options: Options, bookmark: Json, deadline: Deadline, max_items: int
) -> Iterator[Batch]:
    """Yield the mentions of all files that match and have changed since the bookmark.

    Nothing changed: no batch. Nothing matches: one empty batch. A cap or the deadline ends the
    walk with `more`, and the next run goes on where it stopped, unless that file has changed.
    A file that cannot be read is reported when all others have been.
    """
    matching = paths(pattern)
    progress = _Progress(bookmark, matching, max_items)
    if not matching:
        yield Batch(bookmark=progress.json())
    failures: list[BadRequest] = []
    for path in matching:
        try:
            for page in _changed(path, options, progress):
                tired = progress.room <= 0 or deadline.left <= _SPARE * deadline.seconds
                more = tired and (progress.walking or path != matching[-1])
                yield replace(page, more=more)
                if more:
                    return
        except BadRequest as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def _changed(path: Path, options: Options, progress: _Progress) -> Iterator[Batch]:
    """Yield the batches of one file unless it is as it was; `progress` goes along.

    Rows that an earlier run has read are read once more and passed over: the second of two equal
    rows stays the second, wherever a run ended.
    """
    stamp = _stamp(path)
    if progress.finished(path, stamp):
        return
    done = progress.begin(path, stamp)
    unread = islice(items(path, options), done, None)
    page = tuple(islice(unread, progress.size))
    while True:
        ahead = tuple(islice(unread, 1))
        found = batch(page)
        progress.advance(path, found, ended=not ahead)
        yield replace(found, bookmark=progress.json())
        if not ahead:
            return
        page = ahead + tuple(islice(unread, progress.size - 1))


def paths(pattern: str) -> list[Path]:
    """Return the files that a path or a glob names, in order; a path need not exist."""
    if not has_magic(pattern) or Path(pattern).exists():
        return [Path(pattern)]
    found = glob(pattern, recursive=True)  # noqa: PTH207 — Path.glob takes no absolute pattern
    return sorted(path for path in map(Path, found) if path.is_file())


def _stamp(path: Path) -> dict[str, Any]:
    with opened(path) as stream:
        state = fstat(stream.fileno())
        head = sha256(stream.read(_HEAD)).hexdigest()[:16]
    return {"size": state.st_size, "mtime_ns": state.st_mtime_ns, "head": head}


class _Progress:
    """The bookmark while it is being written: files that are read, and the one being read."""

    def __init__(self, bookmark: Json, matching: Iterable[Path], max_items: int) -> None:
        self.room = max_items
        """How many more mentions this run may take."""
        stored = bookmark if isinstance(bookmark, dict) else {}
        kept = {str(path) for path in matching}
        self._files = {
            path: stamp for path, stamp in stored.get("files", {}).items() if path in kept
        }
        self._walk: dict[str, Any] | None = stored.get("walk")

    @property
    def size(self) -> int:
        """How many rows the next page may have."""
        return max(1, min(BATCH, self.room))

    @property
    def walking(self) -> bool:
        """Whether a file has been begun and not ended."""
        return self._walk is not None

    def finished(self, path: Path, stamp: Mapping[str, Any]) -> bool:
        """Whether the file has been read to its end as it is now."""
        return self._files.get(str(path)) == stamp

    def begin(self, path: Path, stamp: Mapping[str, Any]) -> int:
        """Return how many rows of this file an earlier run has read."""
        self._files.pop(str(path), None)
        fresh: dict[str, Any] = {"path": str(path), "stamp": stamp, "done": 0}
        if self._walk is None or {**self._walk, "done": 0} != fresh:
            self._walk = fresh
        done: int = self._walk["done"]
        return done

    def advance(self, path: Path, page: Batch, *, ended: bool) -> None:
        """Note that these rows were read."""
        self.room -= len(page.mentions)
        walk = self._walk or {}
        if ended:
            self._files[str(path)] = walk["stamp"]
            self._walk = None
        else:
            done = walk["done"] + len(page.mentions) + len(page.skipped)
            self._walk = {**walk, "done": done}

    def json(self) -> Json:
        """Return what is true if the run ends here."""
        return {"files": dict(self._files), "walk": self._walk}
