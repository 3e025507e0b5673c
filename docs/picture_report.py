"""Picture reports for the docs: a synthetic year, the same on a phone, and the demo.

Run where Chromium and Pillow are: PYTHONPATH=src python docs/picture_report.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from amends import config as configuration
from amends.languages import words
from amends.outputs.report_html import html
from amends.triage import business as opening
from amends.triage import demonstrating, reporting

if TYPE_CHECKING:
    from amends.models.report import Report

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "benchmarks"))
DEMO_AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
HALF_A_YEAR, QUARTER = timedelta(weeks=26), timedelta(days=90)
COLOURS = 96
"""A report has few colours; so its picture is a third as big."""


def main() -> None:
    """Make the reports, and save each as a picture."""
    import year

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = report(year.fill(folder / "year"), year.NOW, HALF_A_YEAR)
        picture(made, folder, "report-year", (1240, 2560))
        picture(made, folder, "report-phone", (380, 1600))
        demo = demonstrating.run(DEMO_AT, None)
        shutil.move(demo.folder, folder / "demo")
        shown = report(folder / "demo" / "config.yaml", DEMO_AT, QUARTER)
        picture(shown, folder, "report-demo", (1240, 2000))


def report(config: Path, now: datetime, length: timedelta) -> Report:
    """Return the report of what was last."""
    with opening.opened(configuration.load(config), now) as business:
        return reporting.report(business, now - length)


def picture(made: Report, folder: Path, name: str, size: tuple[int, int]) -> None:
    """Show a report in Chromium, and save what is to be seen with few colours."""
    page, shot = folder / f"{name}.html", folder / f"{name}.png"
    page.write_text(html(made, words("en")), encoding="utf-8")
    options = (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--blink-settings=preferredColorScheme=1",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={size[0]},{size[1]}",
        f"--screenshot={shot}",
    )
    command = [shutil.which("chromium") or "chromium", *options, page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603 — our own page
    reduced = (
        Image.open(shot)
        .convert("RGB")
        .quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    reduced.save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
