"""The demo: a small invented business, its files, and a feed server on this machine."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from amends import config as configuration
from amends.store import Filter
from amends.triage import business as opening
from amends.triage import drafting, ranking
from amends.triage.checking import check
from amends.triage.demo_dates import expand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Case, Draft
    from amends.models.listing import CheckReport
    from amends.models.vocabulary import UiLanguage
    from amends.triage.business import Business

ADDRESS = "http://127.0.0.1:8765"
"""Stands in the demo's configuration for the server that this module starts."""
BUNDLED = "cafe-lipa"
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that has run; its folder stays, so that the other commands can be tried on it."""

    folder: Path
    name: str
    places: int
    mentions: int
    languages: int
    top: Case
    """The mention that comes first."""
    draft: Draft
    """What could be answered to it."""
    report: CheckReport


def timezone() -> str:
    """Return the time zone of the invented business."""
    with _examples() as examples:
        return configuration.load(examples / BUNDLED / "config.yaml").config.business.timezone


def run(now: datetime, language: UiLanguage | None) -> Demo:
    """Copy the demo to a temporary folder, with dates counted from `now`, and check it."""
    folder = Path(tempfile.mkdtemp(prefix="amends-demo-"))
    with _examples() as examples:
        _copy(examples / BUNDLED, folder, now)
    with _served(folder) as address:
        path = folder / "config.yaml"
        text = path.read_text(encoding="utf-8").replace(ADDRESS, address)
        if language:
            text = re.sub(r"(?m)^language: \w+", f"language: {language}", text)
        path.write_text(text, encoding="utf-8")
        with opening.opened(configuration.load(path), now) as business:
            report = check(business, limit=SHOWN)
            every = ranking.listing(business, Filter(everything=True), limit=None)
            return Demo(
                folder=folder,
                name=business.config.business.name,
                places=len(business.config.places),
                mentions=every.total,
                languages=len(
                    {
                        item.case.assessment.language.code
                        for item in every.items
                        if item.case.assessment.language.code != "und"
                    }
                ),
                top=report.listing.items[0].case,
                draft=_draft(business, report.listing.items[0].case.id, language or "en"),
                report=report,
            )


def _draft(business: Business, short_id: str, language: UiLanguage) -> Draft:
    ask = drafting.Ask(interface=language)
    return drafting.draft(business, drafting.stored(business, short_id), ask)


def _copy(source: Path, folder: Path, now: datetime) -> None:
    for file in source.iterdir():
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            (folder / file.name).write_text(expand(text, now), encoding="utf-8")


@contextmanager
def _examples() -> Iterator[Path]:
    """Return the bundled examples: in the package when installed, else in the checkout."""
    with resources.as_file(resources.files("amends") / "examples") as packaged:
        if packaged.is_dir():
            yield packaged
            return
    yield Path(__file__).parents[3] / "examples"


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the folder on the loopback address, so that the demo reads a feed as a feed."""
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    """A file server that says nothing on stderr."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
