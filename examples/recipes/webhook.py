"""Take alerts of amends from the network, and believe only what it has signed.

AMENDS_HOOK_KEY=… python3 webhook.py [PORT]    (default 8377; put a server with HTTPS before it)

Each alert is one line on stdout. The signature is that of https://www.standardwebhooks.com:
HMAC-SHA256 over `id.timestamp.body`. Needs nothing but Python.
"""

import base64
import hmac
import json
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE = 300  # seconds: what is older may have been recorded, and sent again by a stranger
LARGEST = 1_000_000  # bytes
SECRET = os.environ.get("AMENDS_HOOK_KEY") or sys.exit("AMENDS_HOOK_KEY is not set")
WHOLE = SECRET.startswith("whsec_")
KEY = base64.b64decode(SECRET.removeprefix("whsec_") + "==") if WHOLE else SECRET.encode()
SEEN: set[str] = set()


def genuine(message: str, stamp: str, signatures: str, body: bytes) -> bool:
    """Say whether amends signed this, a short while ago."""
    if not re.fullmatch(r"[0-9]{1,12}", stamp) or abs(time.time() - int(stamp)) > TOLERANCE:
        return False
    digest = hmac.digest(KEY, f"{message}.{stamp}.".encode() + body, "sha256")
    wanted = b"v1," + base64.b64encode(digest)
    return any(hmac.compare_digest(wanted, each.encode()) for each in signatures.split())


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what it takes; amends tries again later what gets anything but 2xx."""

    timeout = 10  # seconds

    def do_POST(self) -> None:
        """Take one alert."""
        size = self.headers.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,7}", size) or int(size) > LARGEST:
            return self.answer(413)
        body = self.rfile.read(int(size))
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        message, stamp, signatures = (self.headers.get(name, "") for name in names)
        if not genuine(message, stamp, signatures, body):
            return self.answer(401)
        if message not in SEEN:  # the same alert, tried again, keeps its id
            SEEN.add(message)
            alert = json.loads(body)
            said = alert["item"]["headline"] if alert["item"] else "a test"
            print(json.dumps([alert["type"], alert["business"], said]), flush=True)
        return self.answer(204)

    def answer(self, status: int) -> None:
        """End with a status and no words."""
        self.send_response(status)
        self.end_headers()


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int((sys.argv[1:] or ["8377"])[0])), Receiver)
    print(f"listening on port {server.server_port}", file=sys.stderr, flush=True)
    server.serve_forever()
