"""Google Business Profile: a token, accounts, locations of version 1 and reviews of version 4.

Two accounts see the same two verified locations, as an owner and a group do; a third location is
not verified, and its reviews are not there.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from fakes import NOW, SECRET, Platform, answered

ACCOUNTS = [
    {"name": "accounts/111", "accountName": "Ivana Petrova", "type": "PERSONAL",
     "role": "PRIMARY_OWNER", "verificationState": "UNVERIFIED", "vettedState": "NOT_VETTED"},
    {"name": "accounts/222", "accountName": "Lipa cafés", "type": "LOCATION_GROUP",
     "accountNumber": "9000222", "role": "PRIMARY_OWNER"},
]  # fmt: skip
LOCATIONS = [
    {"name": "locations/71", "title": "Lipa Oborishte", "storeCode": "OB-1",
     "storefrontAddress": {"regionCode": "BG", "addressLines": ["ul. Oborishte 5"]},
     "metadata": {"hasVoiceOfMerchant": True, "mapsUri": "https://maps.google.com/maps?cid=71"}},
    {"name": "locations/72", "title": "Lipa Lozenets",
     "metadata": {"hasVoiceOfMerchant": True, "placeId": "ChIJ-72"}},
    {"name": "locations/73", "title": "Lipa Mladost", "metadata": {"hasPendingEdits": True}},
]  # fmt: skip
V4 = re.compile(r"/v4/accounts/(\w+)/locations/(\w+)/reviews(?:/([\w=-]+))?")
DISABLED = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "SERVICE_DISABLED",
    "domain": "googleapis.com",
    "metadata": {"service": "mybusiness.googleapis.com", "consumer": "projects/831723124880"},
}


def refused(code: int, status: str, message: str = "No.", details: Any = ()):
    """Answer as cloud.google.com/apis/design/errors has it."""
    error = {"code": code, "message": message, "status": status}
    return answered({"error": error | ({"details": [*details]} if details else {})}, code)


def stamp(at: datetime) -> str:
    """Return a time with nine digits behind the second, as Google writes some."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.123456789Z"


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/reviews": "pageSize=50 pageToken orderBy",
        "/accounts": "pageSize=20 pageToken filter parentAccount",
        "/locations": "pageSize=100 pageToken readMask filter orderBy",
    }
    SECRETS = {"env:GOOGLE_CLIENT_SECRET": f"GOCSPX-{SECRET}"}  # noqa: RUF012
    LOGIN = f"1//refresh-{SECRET}"

    def __init__(self, items: int = 3) -> None:
        self.accounts = [dict(each) for each in ACCOUNTS]
        self.locations = [dict(each) for each in LOCATIONS]
        self.page = self.PAGE
        self.tokens = 0
        super().__init__(items)

    def make(self, number, at):
        location = "71" if number % 2 else "72"
        return {
            "name": f"accounts/222/locations/{location}/reviews/AbFv_{number:03}-x=",
            "reviewId": f"AbFv_{number:03}-x=",
            "reviewer": {"displayName": f"Guest {number}"},
            "starRating": "TWO",
            "comment": f"The soup was cold, visit {number}.",
            "createTime": at,
            "updateTime": at,
        }

    def age(self, item):
        for key in ("createTime", "updateTime"):
            item[key] -= timedelta(hours=1)

    def id_of(self, item):
        return item["name"].removeprefix("accounts/222/")

    def edit(self, item):
        item["comment"] += " EDITED"
        item["updateTime"] = NOW

    def reply(self, item, text, state="APPROVED", **more):
        item["reviewReply"] = {
            "comment": text, "updateTime": stamp(NOW), "reviewReplyState": state, **more
        }  # fmt: skip

    def is_content(self, request):
        return bool(V4.fullmatch(request.url.path))

    def answer(self, request):
        if request.url.host == "oauth2.googleapis.com":
            return self.token(request)
        if request.headers.get("authorization") != f"Bearer access-{self.tokens}-{SECRET}":
            return refused(401, "UNAUTHENTICATED")
        if request.method != "GET":
            return refused(404, "NOT_FOUND")
        path = request.url.path
        if request.url.host == "mybusinessaccountmanagement.googleapis.com":
            good = path == "/v1/accounts"
            return self.listed(request, "accounts", self.accounts, 20) if good else nothing()
        if request.url.host == "mybusinessbusinessinformation.googleapis.com":
            return self.locations_of(request)
        found = V4.fullmatch(path) if request.url.host == "mybusiness.googleapis.com" else None
        return self.reviews(request, *found.groups()) if found else nothing()

    def token(self, request):
        form = {key: value[0] for key, value in parse_qs(request.content.decode()).items()}
        good = {
            "grant_type": "refresh_token",
            "client_id": "000000000000-example.apps.googleusercontent.com",
            "client_secret": f"GOCSPX-{SECRET}",
            "refresh_token": self.LOGIN,
        }
        if request.method != "POST" or request.url.path != "/token":
            return nothing()
        if form["client_secret"] != good["client_secret"]:
            return answered({"error": "invalid_client", "error_description": "Unauthorized"}, 401)
        if form != good:
            return answered({"error": "invalid_grant", "error_description": "Bad Request"}, 400)
        self.tokens += 1
        return answered({"access_token": f"access-{self.tokens}-{SECRET}", "expires_in": 3599,
                         "scope": "https://www.googleapis.com/auth/business.manage",
                         "token_type": "Bearer"})  # fmt: skip

    def locations_of(self, request):
        account = re.fullmatch(r"/v1/accounts/(\w+)/locations", request.url.path)
        if account is None or not self.sees(account[1]):
            return nothing()
        mask = request.url.params.get("readMask", "").split(",")
        if mask == [""]:
            return refused(400, "INVALID_ARGUMENT")
        shown = [{key: each[key] for key in each if key in mask} for each in self.locations]
        return self.listed(request, "locations", shown, 100)

    def sees(self, account):
        return any(each["name"] == f"accounts/{account}" for each in self.accounts)

    def reviews(self, request, account, location, review):
        known = [each for each in self.locations if each["name"] == f"locations/{location}"]
        good = known and known[0].get("metadata", {}).get("hasVoiceOfMerchant")
        if not good or not self.sees(account):
            return nothing()
        place = f"/locations/{location}/"
        here = [each for each in self.items if place in each["name"]]
        here.sort(key=lambda each: each["updateTime"], reverse=True)
        if review:
            one = [self.shown(each) for each in here if each["name"].endswith(f"/{review}")]
            return answered(one[0]) if one else nothing()
        shown = [self.shown(each) for each in here]
        return self.listed(request, "reviews", shown, 50, self.page, totalReviewCount=len(here))

    def shown(self, item):
        return item | {key: stamp(item[key]) for key in ("createTime", "updateTime")}

    def listed(self, request, key, items, most, size=None, **more):
        """Answer a page; its key is absent when nothing is on it."""
        params = request.url.params
        asked, token = int(params.get("pageSize", most)), params.get("pageToken", "from-0")
        start = re.fullmatch(r"from-(\d+)", token)
        if asked > most or start is None or set(params) - {"pageSize", "pageToken", "readMask"}:
            return refused(400, "INVALID_ARGUMENT")
        begin, size = int(start[1]), min(size or most, asked)
        page = items[begin : begin + size]
        body = ({key: page} if page else {}) | more
        follows = begin + size < len(items)
        return answered(body | ({"nextPageToken": f"from-{begin + size}"} if follows else {}))


def nothing():
    """Answer that it is not there, or may not be seen."""
    return refused(404, "NOT_FOUND", "Requested entity was not found.")
