"""The configuration as people may see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from amends.http import mask

if TYPE_CHECKING:
    from amends.config import Config

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//\S+", re.IGNORECASE)


def presentable(config: Config) -> dict[str, Any]:
    """Return what stands in config.yaml, as amends understood it, for screens and JSON.

    Addresses are masked; secrets stand there as references anyway.
    """
    shown: dict[str, Any] = _masked(
        config.model_dump(mode="json", by_alias=True, exclude_unset=True)
    )
    return shown


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return _without_secrets(value) if isinstance(value, str) else value


def _without_secrets(text: str) -> str:
    """Mask an address whole, blanks in its password included; in a text only the address."""
    stripped = text.strip()
    if _ADDRESS.match(stripped):
        return mask(stripped)
    return _ADDRESS.sub(lambda found: mask(found[0]), text)
