"""Take pictures of the morning mail on a phone: docs/mail.png, and docs/mail-dark.png.

Run: python docs/picture_mail.py; it needs Chromium. The first shows how the demo's mail begins,
the second, in the dark, where a matter ends.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amends import config
from amends.languages import words
from amends.outputs.digest_html import html as drawn
from amends.triage import business, demonstrating, digesting

if TYPE_CHECKING:
    from amends.models.vocabulary import UiLanguage

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
WIDTH, HEIGHT = 380, 1080
FOLDER = Path(__file__).parent
END = (
    "this.contentDocument.querySelector('a.t-button').closest('td.t-card')"
    ".scrollIntoView({block: 'end'})"
)
"""Scrolls to the end of the first matter that has a page to open."""


def main() -> None:
    """Make the demo's mail and photograph it twice."""
    light = mail()
    photograph(light, FOLDER / "mail.png")
    # What a dark phone does; headless Chromium cannot be asked for it.
    dark = light.replace("(prefers-color-scheme: dark)", "all")
    photograph(dark, FOLDER / "mail-dark.png", scroll=END)


def mail(language: UiLanguage = "en") -> str:
    """Return the mail of the demo at a fixed time, with the links of a configured mailbox."""
    made = demonstrating.run(NOW, language)
    try:
        with business.opened(config.load(made.folder / "config.yaml"), NOW) as opened:
            digest = digesting.digest(opened, words(language))
    finally:
        shutil.rmtree(made.folder)
    done = "mailto:elena@lipa.example?subject=done%20{}%20hkmpqr"
    items = tuple(replace(item, done=done.format(item.id)) for item in digest.items)
    return drawn(replace(digest, items=items), words(language))


def photograph(document: str, target: Path, *, scroll: str = "") -> None:
    """Write a picture of a phone's screen; in a frame, since no window gets as narrow."""
    frame = (
        f'<iframe srcdoc="{html.escape(document)}" width="{WIDTH}" height="{HEIGHT}"'
        f' style="border:0" onload="{scroll}"></iframe>'
    )
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "mail.html"
        page.write_text(f'<meta charset="utf-8"><body style="margin:0">{frame}', encoding="utf-8")
        size = f"--window-size={WIDTH},{HEIGHT}"
        subprocess.run(  # noqa: S603 — our own page, in a program that was looked up
            [
                chromium,
                *options,
                "--disable-lcd-text",
                size,
                f"--screenshot={target}",
                page.as_uri(),
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    main()
