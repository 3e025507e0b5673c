"""What people's consents have left: one small file per source, never in the database.

`logins/NAME.json` stands beside config.yaml, readable by its owner alone; it holds the token, or
says in which keyring it is.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from amends.config.secrets import resolve
from amends.errors import ConfigError

FOLDER = "logins"
SERVICE = "amends"
"""The service under which tokens stand in a keyring."""
Where = Literal["file", "keyring"]


@dataclass(frozen=True, slots=True)
class KeptLogin:
    """The login of one source; `base` is the folder of config.yaml."""

    base: Path
    source: str

    @property
    def path(self) -> Path:
        """Where it is kept, or where it says that it is in the keyring."""
        return self.base / FOLDER / f"{self.source}.json"

    def read(self) -> str | None:
        """Return the token, None if nobody has logged in; raises ConfigError if it is locked."""
        kept = self._kept()
        if "keyring" in kept:
            return resolve(f"keyring:{kept['keyring']}", base=self.base)
        token = kept.get("token")
        return token if isinstance(token, str) and token else None

    def renew(self, token: str) -> None:
        """Put a token where the one before it was."""
        self.write(token, "keyring" if "keyring" in self._kept() else "file")

    def write(self, token: str, where: Where = "file") -> None:
        """Keep a token; raises ConfigError where it cannot be kept."""
        if where == "keyring":
            entry = f"{self.base.resolve()}#{self.source}".replace("/", ":")
            _put_in_keyring(entry, token)
            self._save({"keyring": f"{SERVICE}/{entry}"})
        else:
            self._save({"token": token})

    def _kept(self) -> dict[str, object]:
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise ConfigError(
                [f"{self.path} cannot be read"],
                hint=f"Log in again: amends sources login {self.source}",
            ) from None
        return found if isinstance(found, dict) else {}

    def _save(self, kept: dict[str, str]) -> None:
        """Write it in one step, so that two runs never leave half a token."""
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            with NamedTemporaryFile(
                "w", dir=self.path.parent, delete=False, encoding="utf-8"
            ) as to:
                json.dump(kept, to)
            os.replace(to.name, self.path)  # noqa: PTH105 — the file is 0600 from its first byte on
        except OSError as error:
            with suppress(OSError, UnboundLocalError):
                Path(to.name).unlink()
            raise ConfigError(
                [f"{self.path}: {(error.strerror or 'cannot be written').lower()}"],
                hint="Make the folder writable, or log in with --keyring.",
            ) from None


def _put_in_keyring(entry: str, token: str) -> None:
    try:
        import keyring
    except ImportError:
        raise ConfigError(
            ["the keyring library is not installed"], hint="pip install 'amends[keyring]'"
        ) from None
    try:
        keyring.set_password(SERVICE, entry, token)
    except Exception as error:  # noqa: BLE001 — each backend has errors of its own
        raise ConfigError(
            [f"the keyring does not answer ({type(error).__name__})"],
            hint="Without --keyring the token is kept in a file that only you can read.",
        ) from None
