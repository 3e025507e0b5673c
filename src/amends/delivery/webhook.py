"""An alert as JSON to an address of yours, signed as Standard Webhooks ask.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: the
headers `webhook-id`, `webhook-timestamp` (seconds, of this attempt) and `webhook-signature`, which
is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.

The id stays the same however often it is tried, so that a receiver can tell a repetition: what
timed out counts as failed, not as unknown, and is tried again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING

from amends.errors import HttpError
from amends.http import Deadline
from amends.http.redirects import Ask
from amends.models.delivery import Ended

if TYPE_CHECKING:
    from amends.http import Http

SECONDS = 20
"""So long a receiver may take; the specification recommends 15 to 30."""
_PREFIX = "whsec_"


def post(http: Http, address: str, body: bytes, *, message: str, secret: str | None) -> Ended:
    """Send `body` once, under the id `message`; redirects are not followed.

    Without a `secret` it goes unsigned. Never raises for what the receiver does.
    """
    stamp = int(http.wall().timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(stamp),
    }
    try:
        if secret:
            headers["webhook-signature"] = sign(message, stamp, body, key(secret))
        ask = Ask("POST", address, headers, content=body)
        status = http.wire().exchange(ask, Deadline(SECONDS)).status
    except (HttpError, ValueError) as error:
        return Ended("failed", str(error))
    return _judged(status)


def sign(message: str, stamp: int, body: bytes, secret: bytes) -> str:
    """Return the signature of one attempt."""
    content = b".".join((message.encode(), str(stamp).encode(), body))
    digest = hmac.digest(secret, content, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def key(secret: str) -> bytes:
    """Return the bytes of a secret: base64 after `whsec_`, any other text as it is.

    Raises ValueError, which does not repeat it.
    """
    if not secret.startswith(_PREFIX):
        return secret.encode()
    encoded = secret.removeprefix(_PREFIX).rstrip("=")
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        raise ValueError("the secret of the webhook is not base64 after whsec_") from None


def _judged(status: int) -> Ended:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Ended("sent")
    if status < HTTPStatus.BAD_REQUEST:
        return Ended("failed", f"redirects (HTTP {status}), which is not followed")
    return Ended("failed", f"refused (HTTP {status})")
