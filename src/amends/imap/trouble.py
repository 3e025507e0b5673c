"""What went wrong with a mailbox, in our words; the server's words stand apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.errors import MailboxError

if TYPE_CHECKING:
    from amends.imap import Credentials, Server

_LONGEST_SAID = 200
_BUSY = re.compile(
    r"\[(?:THROTTLED|UNAVAILABLE|INUSE|LIMIT|OVERQUOTA)\b|too many simultaneous", re.IGNORECASE
)
"""Response codes (RFC 5530, and Gmail's own) that mean: not now."""
_CERTIFICATES = {
    9: "Is the clock of this computer right? Otherwise tell the provider.",
    10: "Is the clock of this computer right? Otherwise the provider must renew it.",
    62: "Write the name of the server as the provider tells it: the certificate is for another.",
}
"""What to do, by OpenSSL's code: not valid yet, not any more, of another host."""


def meant(error: Exception, server: Server, credentials: Credentials) -> MailboxError:
    """Return what an error of a server or of the line means for whoever reads the mailbox."""
    from imap_tools.errors import MailboxLoginError

    where = f"the mailbox at {server.host}"
    said = credentials.without_secret(said_by(error))
    if _BUSY.search(said):
        return MailboxError(f"{where} asks to come back later", why="busy", said=said)
    if isinstance(error, MailboxLoginError):
        return MailboxError(
            f"{where} refuses the login of {credentials.user}", why="login", said=said
        )
    if isinstance(error, OSError):
        message = f"{where} does not answer: {_reason(error)}"
        return MailboxError(message, hint=_trust(error), why="unreachable")
    return MailboxError(f"{where} gives no usable answer", said=said)


def said_by(error: Exception) -> str:
    """Return what a server said, in one short line: it is text from outside."""
    result = getattr(error, "command_result", None)
    said = result[1][0] if result and result[1] and result[1][0] else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    clean = "".join(letter if letter.isprintable() else " " for letter in text[:1000])
    return " ".join(clean.split())[:_LONGEST_SAID] or type(error).__name__


def _trust(error: OSError) -> str | None:
    """Return what to do about a certificate; None where it is about something else."""
    from ssl import SSLCertVerificationError

    if not isinstance(error, SSLCertVerificationError):
        return None
    hint = "Only if the server is your own: SSL_CERT_FILE=certificate-of-its-authority.pem"
    return _CERTIFICATES.get(error.verify_code, hint)


def _reason(error: OSError) -> str:
    from ssl import SSLCertVerificationError, SSLError

    if isinstance(error, SSLCertVerificationError):
        return f"its certificate is not to be trusted ({error.verify_message.rstrip('.')})"
    if isinstance(error, SSLError):
        return f"no TLS there as it should be ({error.reason})"
    words = " ".join((error.strerror or str(error)).split())
    return words.lower()[:_LONGEST_SAID] or type(error).__name__
