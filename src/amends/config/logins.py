"""What people's consents have left: one small file per source, never in the database.

`logins/NAME.json` stands beside config.yaml, readable by its owner alone; it holds the token, or
says in which keyring it is.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from contextlib import suppress
from dataclasses import dataclass
from errno import EACCES
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Literal

from amends.config.secrets import exposed, resolve
from amends.errors import ConfigError

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = "logins"
SERVICE = "amends"
"""The service under which tokens stand in a keyring."""
Where = Literal["file", "keyring"]
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
"""Names that are the same file, and the only one, on every system."""
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""No names of files on Windows (learn.microsoft.com: Naming Files, Paths, and Namespaces)."""


@dataclass(frozen=True, slots=True)
class KeptLogin:
    """The login of one source; `base` is the folder of config.yaml."""

    base: Path
    source: str

    @property
    def path(self) -> Path:
        """Where it is kept, or where it says that it is in the keyring."""
        return self.base / FOLDER / f"{_stem(self.source)}.json"

    def read(self) -> str | None:
        """Return the token, None if nobody has logged in; raises ConfigError if it is locked."""
        kept = self._kept()
        entry = kept.get("keyring")
        if not entry:
            return kept.get("token")
        try:
            return resolve(f"keyring:{entry}", base=self.base)
        except ConfigError as error:
            hint = f"Is the keyring unlocked? Else log in again: {self._again}"
            raise ConfigError(error.problems, hint=hint) from None

    def renew(self, token: str) -> None:
        """Put a token where the one before it was."""
        self.write(token, "keyring" if "keyring" in self._kept() else "file")

    def write(self, token: str, where: Where = "file") -> None:
        """Keep a token in place of the one before; raises ConfigError where it cannot be kept."""
        before = self._entry_before()
        entry = self._entry
        if where == "keyring":
            _put_in_keyring(entry, token)
            self._save({"keyring": f"{SERVICE}/{entry}"})
        else:
            self._save({"token": token})
        if before and (where == "file" or before != entry):
            with suppress(ConfigError):  # a locked keyring keeps what nobody uses any more
                _drop_from_keyring(before)

    def forget(self) -> bool:
        """Throw the token away, whatever state it is in; return whether there was anything."""
        if entry := self._entry_before():
            _drop_from_keyring(entry)
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._stubborn(error) from None
        return True

    def exposed(self) -> str | None:
        """Return a warning if every user of the machine may read the token, else None."""
        return exposed(f"file:{self.path.absolute()}", base=self.base)

    def check(self, where: Where) -> None:
        """Raise ConfigError if a token could not be kept there: before a person is asked for it."""
        if where == "keyring":
            _in_keyring(self._entry)
            return
        folder = self.path.parent if self.path.parent.exists() else self.base
        if not os.access(folder, os.W_OK):
            raise self._stubborn(PermissionError(EACCES, os.strerror(EACCES)))

    def move(self, source: str) -> None:
        """Let it be the login of another source, unless that has one of its own."""
        other = KeptLogin(self.base, source)
        if other.path.exists() or (token := self.read()) is None:
            return
        other.write(token, "keyring" if "keyring" in self._kept() else "file")
        self.forget()

    @property
    def _entry(self) -> str:
        return f"{self.base.resolve()}#{_stem(self.source)}".replace("/", ":")

    @property
    def _again(self) -> str:
        return f"amends sources login {shlex.quote(self.source)}"

    def _kept(self) -> dict[str, str]:
        """Return what the file says; raises ConfigError unless that is a token or its place."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            kept = {name: value for name, value in found.items() if isinstance(value, str)}
            if kept.get("token") or "/" in kept.get("keyring", ""):
                return kept
        raise ConfigError([f"{self.path} cannot be read"], hint=f"Log in again: {self._again}")

    def _entry_before(self) -> str | None:
        """Return the name of the token in the keyring, if that is where it is."""
        with suppress(ConfigError):
            return self._kept().get("keyring", "").rpartition("/")[2] or None
        return None

    def _save(self, kept: dict[str, str]) -> None:
        """Write it in one step, so that two runs never leave half a token."""
        unfinished = None
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            with NamedTemporaryFile(
                "w", dir=self.path.parent, delete=False, encoding="utf-8"
            ) as to:
                unfinished = to.name  # 0600 from its first byte on
                json.dump(kept, to)
                to.flush()
                os.fsync(to.fileno())
            Path(unfinished).replace(self.path)
        except OSError as error:
            if unfinished:
                Path(unfinished).unlink(missing_ok=True)
            raise self._stubborn(error) from None

    def _stubborn(self, error: OSError) -> ConfigError:
        why = (error.strerror or "cannot be written").lower()
        hint = "Make the folder writable, or log in with --keyring."
        return ConfigError([f"{self.path}: {why}"], hint=hint)


def _stem(name: str) -> str:
    """Return a file name that belongs to this source alone, whatever its name holds.

    Slashes and dots, letters that some file systems take for each other and what Windows reserves
    make way for a digest, behind a dot that no plain name has.
    """
    if _PLAIN.fullmatch(name) and not _DEVICE.fullmatch(name):
        return name
    letters = re.sub(r"[^a-z0-9]+", "-", name.casefold())[:40].strip("-")
    return f"{letters or FOLDER}.{sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _keyring() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise ConfigError(
            ["the keyring library is not installed"], hint="pip install 'amends[keyring]'"
        ) from None
    return keyring


def _put_in_keyring(entry: str, token: str) -> None:
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, entry, token)
    except Exception as error:  # noqa: BLE001 — each backend has errors of its own
        raise _silent(
            error, "Without --keyring the token is kept in a file that only you can read."
        ) from None


def _in_keyring(entry: str) -> bool:
    keyring = _keyring()
    try:
        return keyring.get_password(SERVICE, entry) is not None
    except Exception as error:  # noqa: BLE001 — each backend has errors of its own
        raise _silent(error, "Is it unlocked? Cron usually has none: log in without it.") from None


def _drop_from_keyring(entry: str) -> None:
    """Take a token out, if it is there."""
    if not _in_keyring(entry):
        return
    try:
        _keyring().delete_password(SERVICE, entry)
    except Exception as error:  # noqa: BLE001 — each backend has errors of its own
        raise _silent(error, "The token is still there: is the keyring unlocked?") from None


def _silent(error: Exception, hint: str) -> ConfigError:
    return ConfigError([f"the keyring does not answer ({type(error).__name__})"], hint=hint)
