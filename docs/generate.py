"""Write the pages that describe the code, from the code; `--check` only says which are stale.

    python docs/generate.py            # writes docs/*.md, renews the copies in outputs/schemas
    python docs/generate.py --check    # exit code 1 and the names of the stale ones

The same code gives the same pages on every machine: no dates, no paths, no plug-ins.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(folder) for folder in (DOCS, DOCS.parent / "src")]

from _pages import (  # noqa: E402 — only now can they be found
    command_line,
    configuration,
    database,
    drafts,
    exits,
    json_output,
    lint_rules,
    schemas,
    source_types,
    story,
)

PAGES = {
    "cli.md": command_line.page,
    "config.md": configuration.page,
    "drafts.md": drafts.page,
    "exit-codes.md": exits.page,
    "json.md": json_output.page,
    "lint-rules.md": lint_rules.page,
    "schema.md": database.page,
    "sources.md": source_types.page,
    "story.md": story.page,
}


def stale() -> dict[Path, str]:
    """Return the files that differ from what the code says, with what they should hold."""
    wanted = schemas.files() | {DOCS / name: page() for name, page in PAGES.items()}
    return {file: text for file, text in wanted.items() if _present(file) != text}


def _present(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def main(arguments: list[str]) -> int:
    """Write or check; return the exit code."""
    found = stale()
    check = "--check" in arguments
    for file, text in found.items():
        print(f"{file.relative_to(DOCS.parent)} {'is stale' if check else 'written'}")
        if not check:
            file.write_text(text, encoding="utf-8")
    if check and found:
        print("run: python docs/generate.py")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
