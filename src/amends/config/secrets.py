"""Secrets: config.yaml names where one is kept, and it is read only at the moment of use.

A reference is `env:NAME`, `file:PATH` (relative to the folder of config.yaml), `command:…` (run
without a shell; the first line of its output counts) or `keyring:service/name`. No message here
ever holds a secret, nor what somebody wrote where a reference is due.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from amends.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOW = "env:NAME, file:PATH, command:PROGRAM … or keyring:service/name"
MAX_BYTES = 65_536
"""A key file is a few kilobytes; a device or a log file named by mistake is not read whole."""
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts to which no wire leads: a secret may travel there in the open."""

_FILE = re.compile(r"[\w./~ -]{1,100}\.(?:json|p8|pem|key|txt)")
"""The name of a file that holds a key; of all that is written where a reference is due this alone
is repeated."""
_SHAPES = {
    "env": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    "file": re.compile(r".+"),
    "command": re.compile(r".*\S.*"),
    "keyring": re.compile(r".+/[^/]+"),
}


def keeps_secrets(address: str) -> bool:
    """Whether a secret may be sent to a web address: over https, or within this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    allowed = {"http", "https"} if parts.hostname in THIS_MACHINE else {"https"}
    return parts.scheme in allowed and bool(parts.hostname)


def check_reference(value: str) -> str:
    """Return the reference as it is; raise ValueError, without the value, for anything else."""
    scheme, _, rest = value.partition(":")
    shape = _SHAPES.get(scheme)
    if shape is None:
        if _FILE.fullmatch(value):
            raise ValueError(f"the secret is in a file: write file:{value}")
        raise ValueError(f"a secret must not stand in this file: write {HOW}")
    if not shape.fullmatch(rest) or (scheme == "command" and not _splits(rest)):
        raise ValueError(f"after '{scheme}:' stands something else than expected: write {HOW}")
    return value


SecretRef = Annotated[str, AfterValidator(check_reference)]
"""The type of an option that holds a secret: a reference, never the secret itself."""


def resolve(
    ref: str, *, base: Path, env: Mapping[str, str] = os.environ, timeout: float = 10
) -> str:
    """Return the secret that `ref` names; `base` is the folder of config.yaml.

    `timeout` (seconds) is for commands. Raises ConfigError, never with the value, when there is
    no such secret or it is empty.
    """
    try:
        check_reference(ref)
    except ValueError as error:
        raise ConfigError([str(error)]) from None
    scheme, _, rest = ref.partition(":")
    if scheme == "env":
        secret = _from_env(rest, env)
    elif scheme == "file":
        secret = _from_file(_path(rest, base))
    elif scheme == "command":
        secret = _from_command(_arguments(rest), base, timeout)
    else:
        secret = _from_keyring(rest)
    if not secret:
        raise _missing(ref, "is empty", "Put the secret there.")
    return secret


def exposed(ref: str, *, base: Path) -> str | None:
    """Return a warning if `ref` is a file that every user of the machine may read, else None."""
    scheme, _, rest = ref.partition(":")
    if scheme != "file" or os.name == "nt":  # there the mode says nothing about other users
        return None
    path = _path(rest, base)
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    return f"{path} can be read by everybody: chmod 600 {path}" if mode & stat.S_IROTH else None


def _missing(ref: str, what: str, hint: str) -> ConfigError:
    scheme, _, rest = ref.partition(":")
    # The arguments of a command may hold a token.
    name = f"command:{_arguments(rest)[0]} …" if scheme == "command" else ref
    return ConfigError([f"secret {name}: {what}"], hint=hint)


def _from_env(name: str, env: Mapping[str, str]) -> str:
    if name not in env:
        hint = f"Set it before amends runs: export {name}=… (cron has its own environment)."
        raise _missing(f"env:{name}", "this variable is not set", hint)
    return env[name].strip()


def _from_file(path: Path) -> str:
    ref = f"file:{path}"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise _missing(ref, reason, "Write the secret into this file, mode 600.") from None
    except UnicodeDecodeError:
        raise _missing(ref, "is not text", "Save it as UTF-8.") from None
    if len(content) > MAX_BYTES:
        raise _missing(ref, "is too long for a secret", "Is it the right file?")
    return text.strip()


def _from_command(arguments: list[str], base: Path, timeout: float) -> str:
    """Run the command; on a time-out do not wait for children of its own that hold the pipe."""
    from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

    ref = f"command:{shlex.join(arguments)}"
    hint = "Run the command by hand to see why."
    try:
        with Popen(arguments, cwd=base, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL) as process:  # noqa: S603 — the owner's own command
            try:
                output, _ = process.communicate(timeout=timeout)
            except TimeoutExpired:
                process.kill()
                raise _missing(ref, f"no answer within {timeout:g} s", hint) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise _missing(ref, reason, hint) from None
    if process.returncode:
        raise _missing(ref, f"ended with exit code {process.returncode}", hint)
    return output.decode("utf-8", "replace").partition("\n")[0].strip()


def _from_keyring(entry: str) -> str:
    service, _, name = entry.rpartition("/")
    ref = f"keyring:{entry}"
    try:
        import keyring
    except ImportError:
        hint = "pip install 'amends[keyring]'"
        raise _missing(ref, "the keyring library is not installed", hint) from None
    try:
        secret: str | None = keyring.get_password(service, name)
    except Exception as error:  # noqa: BLE001 — each backend has errors of its own
        what = f"the keyring does not answer ({type(error).__name__})"
        raise _missing(ref, what, "Is it unlocked? Cron usually has none: use file:.") from None
    if secret is None:
        raise _missing(ref, "no such entry", f"keyring set {service} {name}")
    return secret.strip()


def _path(text: str, base: Path) -> Path:
    return base / os.path.expanduser(text)  # noqa: PTH111 — Path.expanduser fails without HOME


def _arguments(command: str) -> list[str]:
    return shlex.split(command, posix=os.name != "nt")


def _splits(command: str) -> bool:
    try:
        return bool(_arguments(command))
    except ValueError:
        return False
