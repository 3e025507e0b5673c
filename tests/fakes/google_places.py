"""Google's Places API (New): a place by its id with the fields of a mask, five reviews at most."""

from __future__ import annotations

import re

from fakes import SECRET, Platform, answered

FIELDS = {"id", "displayName", "rating", "userRatingCount", "googleMapsUri", "reviews"}
HINTS = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}


class Fake(Platform):
    PLACE = "ChIJN1t_tDeuEmsRUsoyG83frY4"
    MOST = 5
    PAGED = False
    REPLIES = False

    def __init__(self, items: int = 3) -> None:
        self.neighbours = {"ChIJneighbourNumberOne": "Corner Café"}
        super().__init__(items)

    def make(self, number, at):
        return {
            "name": f"places/{self.PLACE}/reviews/ChZDSUhNMG9nS0VJQ0{number}",
            "relativePublishTimeDescription": "a month ago",
            "rating": 2,
            "text": {"text": "The coffee was cold.", "languageCode": "en"},
            "originalText": {"text": "Кафето беше студено.", "languageCode": "bg"},
            "authorAttribution": {
                "displayName": f"Guest {number}",
                "uri": f"https://www.google.com/maps/contrib/10{number}/reviews",
                "photoUri": "https://lh3.googleusercontent.com/a/x",
            },
            "at": at,
        }

    def id_of(self, item):
        return item["name"]

    def edit(self, item):
        item["originalText"]["text"] += " EDITED"

    def answer(self, request):
        if request.headers.get("x-goog-api-key") != SECRET:
            return self.error(400, "API_KEY_INVALID")
        found = re.fullmatch(r"/v1/places/([^/]+)", request.url.path)
        if found is None:
            return self.error(404)
        mask = request.headers.get("x-goog-fieldmask", "")
        if request.method != "GET" or not mask or not set(mask.split(",")) <= FIELDS:
            return self.error(400)
        if not set(request.url.params) <= {"languageCode", "regionCode", "sessionToken"}:
            return self.error(400)
        return self.place(found[1], mask.split(","))

    def place(self, place_id, mask):
        if place_id == self.PLACE:
            name, reviews = "Lipa Coffee", [self.shown(item) for item in self.items[: self.MOST]]
        elif place_id in self.neighbours:
            name, reviews = self.neighbours[place_id], []
        else:
            return self.error(404)
        whole = {"id": place_id, "displayName": {"text": name, "languageCode": "en"}, "rating": 4.3,
                 "userRatingCount": 87, "googleMapsUri": "https://maps.google.com/?cid=77"}  # fmt: skip
        whole |= {"reviews": reviews} if reviews else {}
        return answered({key: value for key, value in whole.items() if key in mask})

    def shown(self, item):
        published = item["at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        return {key: value for key, value in item.items() if key != "at"} | {
            "publishTime": published
        }

    def error(self, status, reason=None):
        details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason,
                    "domain": "googleapis.com", "metadata": {}}] if reason else []  # fmt: skip
        body = {"code": status, "message": "…", "status": HINTS[status], "details": details}
        return answered({"error": body}, status)
