"""Trustpilot's public and private reviews of a business, as its own client libraries use them."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import parse_qs

from fakes import SECRET, Platform, answered

UNIT, DOMAIN = "5f0c1d2e3a4b5c6d7e8f9a0b", "lipa.example"
KEY, APP_SECRET = f"key-{SECRET}", f"app-{SECRET}"
TOKENS = "/v1/oauth/oauth-business-users-for-applications/accesstoken"
ORDERS = {"createdat.desc", "createdat.asc", "stars.desc", "stars.asc"}
UNKNOWN = {"message": "Not found", "details": "no such thing", "errorCode": 404}


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/reviews": "perPage=100 page apikey orderBy language stars responded",
    }
    SECRETS = {"env:TRUSTPILOT_KEY": KEY, "env:TRUSTPILOT_SECRET": APP_SECRET}  # noqa: RUF012

    def __init__(self, items=3):
        self.tokens: list[str] = []
        super().__init__(items)

    def make(self, number, at):
        return {"id": f"{number:024x}", "at": at, "text": "They lost it.", "reply": None}

    def reply(self, item, text):
        item["reply"] = {"text": text, "createdAt": zulu(item["at"] + timedelta(minutes=5))}

    def is_content(self, request):
        return request.url.path.endswith("/reviews")

    def answer(self, request):
        path = request.url.path
        if path == TOKENS:
            return self.token(request)
        if path == f"/v1/private/business-units/{UNIT}/reviews":
            return self.private(request)
        if KEY not in (request.headers.get("apikey"), request.url.params.get("apikey")):
            return answered({"fault": {"faultstring": "Invalid ApiKey"}}, 401)
        return self.public(request, path.removeprefix("/v1/business-units/"))

    def public(self, request, way):
        if way == "find":
            return self.found(request.url.params.get("name"))
        if way == UNIT:
            return self.found(DOMAIN)
        return self.reviews(request) if way == f"{UNIT}/reviews" else answered(UNKNOWN, 404)

    def token(self, request):
        basic = base64.b64encode(f"{KEY}:{APP_SECRET}".encode()).decode()
        if request.method != "POST" or request.headers.get("authorization") != f"Basic {basic}":
            told = {"error": "invalid_client", "error_description": "words"}
            return answered(told, 401)
        if parse_qs(request.content.decode()) != {"grant_type": ["client_credentials"]}:
            return answered({"error": "unsupported_grant_type", "error_description": "words"}, 400)
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        return answered({"access_token": self.tokens[-1], "refresh_token": "r", "token_type":
                         "BearerToken", "issued_at": "1795248000000", "expires_in": "359999",
                         "status": "approved"})  # fmt: skip

    def private(self, request):
        if not self.tokens or request.headers.get("authorization") != f"Bearer {self.tokens[-1]}":
            return answered({"fault": {"faultstring": "Invalid Access Token"}}, 401)
        return self.reviews(request, private=True)

    def found(self, name):
        if name != DOMAIN:
            return answered(UNKNOWN, 404)
        return answered({"id": UNIT, "displayName": "Lipa Coffee", "country": "BG",
                         "name": {"identifying": DOMAIN, "referring": [DOMAIN]},
                         "websiteUrl": f"https://{DOMAIN}", "status": "active",
                         "score": {"stars": 3.5, "trustScore": 3.4},
                         "numberOfReviews": {"total": len(self.items)}})  # fmt: skip

    def reviews(self, request, *, private=False):
        params = request.url.params
        size, page = int(params.get("perPage", "20")), int(params.get("page", "1"))
        order = params.get("orderBy", "createdat.desc")
        if not 1 <= size <= 100 or page < 1 or order not in ORDERS:
            return answered({"message": "Bad request", "errorCode": 400}, 400)
        newest = sorted(self.items, key=lambda item: item["at"], reverse=order.endswith("desc"))
        size = min(size, self.PAGE)
        shown = newest[(page - 1) * size : page * size]
        links = [{"href": str(request.url), "method": "GET", "rel": "reviews"}]
        return answered({"links": links, "reviews": [self.review(each, private) for each in shown]})

    def review(self, item, private):
        number = int(item["id"], 16)
        more = {"referenceId": f"A-{number}", "tags": []} if private else {}
        return {
            "id": item["id"],
            "stars": 2,
            "title": "Lost",
            "text": item["text"],
            "language": "en",
            "createdAt": zulu(item["at"]),
            "consumer": {"id": f"{900 + number:024x}", "displayName": f"Guest {number}",
                         "numberOfReviews": 1, "links": []},
            "businessUnit": {"id": UNIT, "identifyingName": DOMAIN, "displayName": "Lipa Coffee"},
            "companyReply": item["reply"],
            "isVerified": True,
            "numberOfLikes": 0,
            "status": "active",
            "reportData": None,
            "complianceLabels": [],
            "countsTowardsTrustScore": True,
            "location": None,
        } | more  # fmt: skip


def zulu(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
