"""Where mail is handed over, as config.yaml says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.config.secrets import THIS_MACHINE, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from amends.config.mail import Mail, Security

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


class Account(NamedTuple):
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    security: Security
    user: str | None
    password: str | None
    timeout: float
    """Seconds for one step."""

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"Account({self.host}:{self.port}, {self.security}, {self.user})"

    @property
    def place(self) -> str:
        """Host and port, for people."""
        return f"{self.host}:{self.port}"

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine on the way there."""
        return self.host in THIS_MACHINE


def account(mail: Mail, base: Path) -> Account:
    """Return the account that config.yaml describes; raises ConfigError without its secret.

    `base` is the folder of config.yaml.
    """
    password = resolve(mail.password, base=base) if mail.user and mail.password else None
    port = mail.port or PORTS[mail.security]
    return Account(mail.host, port, mail.security, mail.user, password, mail.timeout)
