"""The JSON Schemas of what goes in and comes out."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

COMPUTED = ("config", "mention")
"""Made of the models; the others are files beside the code that prints."""


def names() -> list[str]:
    """Return every schema's name."""
    folder = resources.files("amends.outputs") / "schemas"
    shipped = [file.name.removesuffix(".json") for file in folder.iterdir()]
    return sorted({*shipped, *COMPUTED})


def schema(name: str) -> dict[str, Any]:
    """Return one schema (JSON Schema 2020-12)."""
    if name == "config":
        from amends.config import schema as config_schema
        from amends.sources import types

        return config_schema(types())
    if name == "mention":
        from amends.sources.interchange import mention_schema

        return mention_schema()
    file = resources.files("amends.outputs") / "schemas" / f"{name}.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
