"""What went wrong with the server for outgoing mail: one clear line, and what to do about it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64decode
from binascii import Error as NoBase64
from typing import TYPE_CHECKING

from amends.errors import DeliveryError
from amends.text import single_line

if TYPE_CHECKING:
    from amends.delivery.smtp import Step

LONGEST = 200
"""Characters of what a server says."""
LATER = "It will be tried again with the next run."
PERHAPS = "Perhaps it arrived: it is not sent again."
NOTHING_TO_DO = frozenset({LATER, PERHAPS})
"""Hints that only say what amends does."""
_PORTS = "Usual are 587 with `security: starttls` and 465 with `security: tls`."
_LOGIN_HINT = (
    "Is the password right? Gmail, Yahoo, iCloud and others want an app password for programs,"
    " not the one that you type yourself."
)
_WRONG_NAME = 62
"""X509_V_ERR_HOSTNAME_MISMATCH, openssl-verification-options(1)."""
_EXPIRED = 10
_TEMPORARY = range(400, 500)


def is_timeout(error: BaseException) -> bool:
    """Whether nothing came in time; smtplib hides that behind a disconnection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def connecting(error: Exception, place: str, timeout: float) -> DeliveryError:
    """Say why there is no connection, or none any more."""
    if is_timeout(error):
        return DeliveryError(f"{place} gave no answer within {timeout:g} s", hint=_PORTS)
    if isinstance(error, ssl.SSLError):
        return _tls(error, place)
    what, hint = _connecting(error)
    return DeliveryError(f"{place}{what}", hint=hint)


def _connecting(error: Exception) -> tuple[str, str | None]:
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return " closed the connection", LATER
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code <= 0:
        return " does not speak SMTP", _PORTS
    if isinstance(error, smtplib.SMTPResponseException):
        return f" turns us away: {words(error.smtp_code, error.smtp_error)}", LATER
    if isinstance(error, socket.gaierror | UnicodeError):
        return ": there is no such host", "Is `mail.host` right, and the network there?"
    if isinstance(error, ConnectionRefusedError):
        return " refuses the connection", _PORTS
    return f": {_short(getattr(error, 'strerror', None) or str(error))}", None


def encrypting(error: Exception, place: str, timeout: float) -> DeliveryError:
    """Say why the connection could not be encrypted."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return DeliveryError(
            f"{place} offers no STARTTLS, so nothing was sent",
            hint="Try `security: tls` (port 465), or ask the provider.",
        )
    return connecting(error, place, timeout)


def login(error: Exception, place: str, user: str, password: str, timeout: float) -> DeliveryError:
    """Say why the server would not let us in; what it says is shown without the password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        said = _without(password, words(error.smtp_code, error.smtp_error))
        if error.smtp_code in _TEMPORARY:
            return DeliveryError(f"{place} cannot log in {user} at present: {said}", hint=LATER)
        return DeliveryError(f"{place} refuses the login of {user}: {said}", hint=_LOGIN_HINT)
    if is_timeout(error) or isinstance(error, ssl.SSLError):
        return connecting(error, place, timeout)
    if isinstance(error, smtplib.SMTPServerDisconnected):  # many do that after a wrong password
        return DeliveryError(f"{place} hangs up at the login of {user}", hint=_LOGIN_HINT)
    if isinstance(error, UnicodeError):
        return DeliveryError(
            f"{place}: user or password has letters outside ASCII", hint=_LOGIN_HINT
        )
    return DeliveryError(
        f"{place} offers no login that amends knows",
        hint="Without login: leave `mail.user` out and set `mail.from`.",
    )


def refused(place: str, at: Step, whom: str, code: int, said: bytes) -> DeliveryError:
    """Say what the server would not take: the sender, the recipient or the text."""
    answer = words(code, said)
    if code in _TEMPORARY:
        return DeliveryError(f"{place} cannot take mail for {whom} now: {answer}", hint=LATER)
    if at == "sender":
        hint = "`mail.from` must be an address that this account may send from."
        return DeliveryError(f"{place} refuses the sender {whom}: {answer}", hint=hint)
    if at == "recipient":
        hint = "Is the address right? Some servers want a login first."
        return DeliveryError(f"{place} refuses the recipient {whom}: {answer}", hint=hint)
    return DeliveryError(f"{place} refuses the mail for {whom}: {answer}", hint=LATER)


def words(code: int, said: bytes | str) -> str:
    """Return what a server says on one line, without what a terminal would obey."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _short(f"{code} {text}" if code > 0 else text) or "no words"


def _short(text: str) -> str:
    line = single_line(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _tls(error: ssl.SSLError, place: str) -> DeliveryError:
    if not isinstance(error, ssl.SSLCertVerificationError):
        hint = f"Does this port speak it? {_PORTS}"
        return DeliveryError(f"{place}: TLS fails: {_short(error.reason or str(error))}", hint=hint)
    why = _short(error.verify_message.rstrip("."))
    if error.verify_code == _WRONG_NAME:
        hint = "Write `mail.host` as the provider names it; the certificate is for that name."
        return DeliveryError(f"{place}: its certificate is for another name: {why}", hint=hint)
    if error.verify_code == _EXPIRED:
        hint = "Is this machine's clock right? Otherwise the provider must renew it."
        return DeliveryError(f"{place}: its certificate has expired", hint=hint)
    hint = "For a certificate authority of your own: SSL_CERT_FILE=its-certificate.pem"
    return DeliveryError(f"{place}: its certificate cannot be trusted: {why}", hint=hint)


def _without(password: str, said: str) -> str:
    """Mask what holds the password, also the way it was sent (some servers repeat commands)."""
    masked = said.replace(password, "***")  # an app password may be written with blanks
    return " ".join("***" if _holds(each, password) else each for each in masked.split())


def _holds(word: str, password: str) -> bool:
    try:
        decoded = b64decode(word + "=" * (-len(word) % 4)).decode("utf-8", "replace")
    except (NoBase64, ValueError):
        decoded = ""
    return password in word or password in decoded
