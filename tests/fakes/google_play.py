"""Google Play: a token for a signed statement, and the reviews of the last 7 days, newest first."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import cache
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fakes import NOW, SECRET, Platform, answered
from fakes.google_business import refused

jwt.algorithms.load_pem_private_key = cache(jwt.algorithms.load_pem_private_key)
"""Checking a key of 2048 bits takes a tenth of a second, and the tests sign hundreds of times."""
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = _KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()
ACCOUNT = "amends@lipa-123.iam.gserviceaccount.com"
KEY_FILE = {"type": "service_account", "project_id": SECRET, "private_key_id": "k1",
            "private_key": PEM, "client_email": ACCOUNT}  # fmt: skip
APP = "com.example.lipa"
PATH = re.compile(r"/androidpublisher/v3/applications/([^/]+)/reviews(?:/([^/]+))?")
WINDOW = timedelta(days=7)


class Fake(Platform):
    DELETIONS = False  # what left the 7 days is answered alike
    HIDES = True
    LISTS = {  # noqa: RUF012
        "/reviews": "maxResults=100 token translationLanguage startIndex",
    }
    SECRETS = {"file:google-play.json": json.dumps(KEY_FILE)}  # noqa: RUF012

    def __init__(self, items=3):
        self.now = NOW
        self.invited = True
        self.tokens = 0
        super().__init__(items)

    def make(self, number, at):
        return {"reviewId": f"gp:AOqpTOH{number:03}", "authorName": f"Guest {number}", "at": at,
                "text": f"Slow\tIt hangs, version {number}.", "reply": None}  # fmt: skip

    def id_of(self, item):
        return item["reviewId"]

    def edit(self, item):
        item["text"] += " EDITED"
        item["at"] = self.now

    def reply(self, item, text):
        item["reply"] = {"text": text, "lastModified": seconds(self.now)}

    def is_content(self, request):
        return bool(PATH.fullmatch(request.url.path))

    def answer(self, request):
        if request.url.host == "oauth2.googleapis.com":
            return self.token(request)
        if request.headers.get("authorization") != f"Bearer access-{self.tokens}-{SECRET}":
            return refused(401, "UNAUTHENTICATED")
        if not self.invited:
            return refused(403, "PERMISSION_DENIED", "The caller does not have permission")
        found = PATH.fullmatch(request.url.path)
        here = request.method == "GET" and request.url.host == "androidpublisher.googleapis.com"
        if not here or not found or found[1] != APP:
            return refused(404, "NOT_FOUND", "Package not found.")
        return self.reviews(request, found[2])

    def reviews(self, request, review):
        here = [each for each in self.items if self.now - each["at"] <= WINDOW]
        here.sort(key=lambda each: each["at"], reverse=True)
        if review is None:
            return self.listed(request, here)
        one = [each for each in here if each["reviewId"] == review]
        return answered(self.shown(one[0], request)) if one else refused(404, "NOT_FOUND")

    def token(self, request):
        form = {key: value[0] for key, value in parse_qs(request.content.decode()).items()}
        if (
            request.method != "POST"
            or form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer"
        ):
            return answered({"error": "unsupported_grant_type"}, 400)
        try:
            claims = jwt.decode(
                form["assertion"], _KEY.public_key(), ["RS256"],
                audience="https://oauth2.googleapis.com/token",
                options={"verify_exp": False, "verify_iat": False},
            )  # fmt: skip
        except jwt.PyJWTError:
            return answered({"error": "invalid_grant", "error_description": "Invalid JWT"}, 400)
        issued = claims["iat"]
        good = (
            claims["iss"] == ACCOUNT
            and claims["scope"] == "https://www.googleapis.com/auth/androidpublisher"
            and abs(issued - self.now.timestamp()) < 300
            and issued < claims["exp"] <= issued + 3600
        )
        if not good:
            return answered({"error": "invalid_grant"}, 400)
        self.tokens += 1
        return answered({"access_token": f"access-{self.tokens}-{SECRET}", "expires_in": 3599,
                         "token_type": "Bearer"})  # fmt: skip

    def listed(self, request, here):
        """Answer a page; `reviews` is absent where there are none, the token on the last page."""
        params = request.url.params
        start = re.fullmatch(r"from-(\d+)", params.get("token", "from-0"))
        if start is None or set(params) - {"maxResults", "token", "translationLanguage"}:
            return refused(400, "INVALID_ARGUMENT")
        begin, size = int(start[1]), min(self.PAGE, int(params.get("maxResults", 10)))
        page = [self.shown(each, request) for each in here[begin : begin + size]]
        more = {"tokenPagination": {"nextPageToken": f"from-{begin + size}"}}
        follows = begin + size < len(here)
        return answered(({"reviews": page} if page else {}) | (more if follows else {}))

    def shown(self, item, request):
        language = request.url.params.get("translationLanguage")
        text = {"text": item["text"]}
        if language:
            text = {"text": f"[{language}] {item['text']}", "originalText": item["text"]}
        user = text | {"lastModified": seconds(item["at"]), "starRating": 2,
                       "reviewerLanguage": "en", "thumbsUpCount": 1, "thumbsDownCount": 0,
                       "deviceMetadata": {"productName": "OnePlus3 (OnePlus3)"}}  # fmt: skip
        comments = [{"userComment": user}]
        comments += [{"developerComment": item["reply"]}] if item["reply"] else []
        return {"reviewId": item["reviewId"], "authorName": item["authorName"],
                "comments": comments}  # fmt: skip


def seconds(at):
    """Return a time as Google writes it: 64-bit numbers are strings."""
    return {"seconds": str(int(at.timestamp())), "nanos": 5_000_000}
