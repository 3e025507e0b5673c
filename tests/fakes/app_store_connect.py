"""App Store Connect, as Apple's OpenAPI 4.4.1 and its pages on tokens and rate limits tell."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta, timezone

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fakes import NOW, SECRET, Platform, answered

_KEY = ec.generate_private_key(ec.SECP256R1())
PEM = _KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()
KEY_ID, ISSUER = "2X9R4HXF34", "57246542-96fe-1a63-e053-0824d011072a"
APP, BUNDLE = "123456789", "example.lipa.coffee"
HOST = "https://api.appstoreconnect.apple.com"
CUPERTINO = timezone(timedelta(hours=-8))
ORDERS = {"createdDate": False, "-createdDate": True}
LIST = {"sort", "limit", "include", "cursor", "filter[territory]", "filter[rating]"}


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/customerReviews": "limit=200 sort include cursor filter[rating] filter[territory]",
    }
    SECRETS = {"file:AuthKey_2X9R4HXF34.p8": f"{SECRET}\n{PEM}"}  # noqa: RUF012

    def __init__(self, items=3):
        self.left = 3000
        self.key_rights = True
        self.individual = False
        super().__init__(items)

    def make(self, number, at):
        return {"id": f"00000000-0000-0000-0000-{number:012}", "at": at, "body": "It crashes.",
                "reply": None}  # fmt: skip

    def edit(self, item):
        item["body"] += " EDITED"

    def reply(self, item, text, state="PUBLISHED"):
        item["reply"] = {"id": "r" + item["id"], "text": text, "state": state}

    def is_content(self, request):
        return request.url.path.endswith("/customerReviews")

    def answer(self, request):
        self.left -= 1
        if (refusal := self.refusal(request)) is not None:
            return refusal
        path = request.url.path
        if path == "/v1/apps":
            return self.apps(request)
        if path == f"/v1/apps/{APP}":
            return self.told({"data": self.app(), "links": {"self": str(request.url)}})
        if path == f"/v1/apps/{APP}/customerReviews":
            return self.reviews(request)
        return self.error(404, "NOT_FOUND")

    def refusal(self, request):
        if not proven(request.headers.get("authorization", ""), individual=self.individual):
            return self.error(401, "NOT_AUTHORIZED")
        if self.left < 0:
            self.left = 0
            return self.error(429, "RATE_LIMIT_EXCEEDED")
        return None if self.key_rights else self.error(403, "FORBIDDEN_ERROR")

    def told(self, body, status=200):
        return answered(body, status, x_rate_limit=f"user-hour-lim:3500;user-hour-rem:{self.left};")

    def error(self, status, code, **more):
        title = "Something is wrong, in words that may change."
        told = {"status": str(status), "code": code, "title": title, "detail": title, **more}
        return self.told({"errors": [told]}, status)

    def app(self):
        attributes = {"name": "Lipa Coffee", "bundleId": BUNDLE}
        return {"type": "apps", "id": APP, "attributes": attributes}

    def apps(self, request):
        wanted = request.url.params["filter[bundleId]"]
        longer = {"type": "apps", "id": "55", "attributes": {"bundleId": f"{BUNDLE}.staff"}}
        found = [app for app in (longer, self.app())
                 if app["attributes"]["bundleId"].startswith(wanted)]  # fmt: skip
        return self.told({"data": found, "links": {"self": str(request.url)}})

    def reviews(self, request):
        params = dict(request.url.params)
        limit = int(params.get("limit", "20"))
        if set(params) - LIST or limit > 200 or params.get("sort", "rating") not in ORDERS:
            return self.error(400, "PARAMETER_ERROR.INVALID", source={"parameter": "limit"})
        newest_first = ORDERS[params.get("sort", "createdDate")]
        last = place(params.pop("cursor", ""))
        if last is None:
            return self.error(400, "PARAMETER_ERROR.INVALID", source={"parameter": "cursor"})
        there = sorted(self.items, key=lambda item: item["at"], reverse=newest_first)
        left = [item for item in there
                if not last or (item["id"] < last if newest_first else item["id"] > last)]  # fmt: skip
        shown = left[: min(self.PAGE, limit)]
        included = params.get("include") == "response"
        body = {
            "data": [review(item, included=included) for item in shown],
            "links": {"self": str(request.url)},
            "meta": {"paging": {"total": len(there), "limit": limit}},
        }
        if included:
            body["included"] = [response(item) for item in shown if item["reply"]]
        if len(left) > len(shown):
            query = "&".join(f"{name}={value}" for name, value in params.items())
            body["links"]["next"] = f"{HOST}{request.url.path}?cursor={cursor(shown[-1])}&{query}"
        return self.told(body)


def proven(authorization, *, individual):
    """Check a token as Apple does: signature, header, audience, who, and its 20 minutes."""
    token = authorization.removeprefix("Bearer ")
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, _KEY.public_key(), ["ES256"], audience="appstoreconnect-v1",
                            options={"verify_exp": False, "verify_iat": False})  # fmt: skip
    except jwt.PyJWTError:
        return False
    begin, end = (datetime.fromtimestamp(claims[each], UTC) for each in ("iat", "exp"))
    who = {"sub": "user"} if individual else {"iss": ISSUER}
    named = {key: claims[key] for key in ("iss", "sub") if key in claims}
    in_time = begin <= NOW < end and end - begin <= timedelta(minutes=20)
    return header["kid"] == KEY_ID and header["typ"] == "JWT" and named == who and in_time


def cursor(item):
    return base64.urlsafe_b64encode(json.dumps({"after": item["id"]}).encode()).decode().rstrip("=")


def place(text):
    """Return the id after which a page begins, "" for the first page, None if it is no cursor."""
    if not text:
        return ""
    try:
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))["after"]
    except (ValueError, KeyError):
        return None


def review(item, *, included):
    link = f"{HOST}/v1/customerReviews/{item['id']}"
    relation = {"links": {"self": f"{link}/relationships/response", "related": f"{link}/response"}}
    if included and item["reply"]:
        relation["data"] = {"type": "customerReviewResponses", "id": item["reply"]["id"]}
    attributes = {
        "rating": 2,
        "title": "Bad",
        "body": item["body"],
        "reviewerNickname": "guest" + re.sub("^0+", "", item["id"][-12:]),
        "createdDate": item["at"].astimezone(CUPERTINO).isoformat(),
        "territory": "BGR",
    }
    return {
        "type": "customerReviews",
        "id": item["id"],
        "attributes": attributes,
        "relationships": {"response": relation},
        "links": {"self": link},
    }


def response(item):
    attributes = {
        "responseBody": item["reply"]["text"],
        "lastModifiedDate": NOW.astimezone(CUPERTINO).isoformat(),
        "state": item["reply"]["state"],
    }
    return {
        "type": "customerReviewResponses",
        "id": item["reply"]["id"],
        "attributes": attributes,
        "relationships": {"review": {"data": {"type": "customerReviews", "id": item["id"]}}},
        "links": {"self": f"{HOST}/v1/customerReviewResponses/{item['reply']['id']}"},
    }
