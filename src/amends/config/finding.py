"""Where config.yaml is looked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from amends.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "config.yaml"
VARIABLE = "AMENDS_CONFIG"


def find(explicit: Path | None, env: Mapping[str, str], cwd: Path) -> Path:
    """Return the configuration file: `--config`, AMENDS_CONFIG, the folder, the user's folder.

    A file that is named must exist: no other one is taken instead. Raises ConfigError that says
    where was looked.
    """
    if explicit is not None:
        return _named("--config", explicit, cwd)
    if env.get(VARIABLE):
        return _named(VARIABLE, Path(env[VARIABLE]), cwd)
    places = [cwd / FILE_NAME, *_user_file()]
    for path in places:
        if path.is_file():
            return path
    raise ConfigError(
        [f"no configuration: looked for {' and '.join(str(path) for path in places)}"],
        hint="amends init writes one; amends demo shows amends without one.",
    )


def _named(origin: str, named: Path, cwd: Path) -> Path:
    # Path.expanduser raises where cron knows no home; this leaves the ~ alone.
    path = cwd / os.path.expanduser(named)  # noqa: PTH111
    if path.is_dir():
        path /= FILE_NAME
    if not path.exists():
        raise ConfigError([f"{origin}: no such file: {path}"], hint="amends init writes one.")
    return path


def _user_file() -> list[Path]:
    from platformdirs import user_config_path

    try:
        path = user_config_path("amends", appauthor=False) / FILE_NAME
    except RuntimeError:  # no home at all, as for some users of cron and containers
        return []
    return [path] if path.is_absolute() else []  # older versions answer "~/.config" then
