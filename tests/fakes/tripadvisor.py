"""Tripadvisor's Content API: the newest five reviews of a location in one language."""

from __future__ import annotations

import re

from fakes import SECRET, Platform, answered

LANGUAGES = ("en", "bg")


class Fake(Platform):
    MOST = 5
    LOCATION = "1234567"
    PAGED = False
    """Not in pages, only in languages; and what is never stored needs no walk over many days."""

    def make(self, number, at):
        return {
            "id": 880_000 + number,
            "lang": LANGUAGES[number % 2],
            "location_id": self.LOCATION,
            "at": at,
            "rating": 2,
            "helpful_votes": "3",
            "rating_image_url": "https://static.tacdn.example/2.svg",
            "url": f"https://www.tripadvisor.com/ShowUserReviews-g1-d{self.LOCATION}-r{number}.html",
            "trip_type": "Couples",
            "travel_date": "2026-10-31",
            "title": "Never again",
            "text": "We waited for an hour.",
            "user": {"username": f"guest{number}", "user_location": {}, "avatar": {}},
            "subratings": {"0": {"name": "rate_service", "localized_name": "Service",
                                 "rating_image_url": "https://static.tacdn.example/1.svg", "value": 1}},
            "is_machine_translated": False,
        }  # fmt: skip

    def reply(self, item, text):
        item["owner_response"] = {"id": 5, "title": "Our answer", "text": text, "lang": "en",
                                  "author": "Lipa", "published_date": "2026-11-20T10:00:00Z"}  # fmt: skip

    def answer(self, request):
        params = request.url.params
        assert request.headers.get("accept") == "application/json"
        if params.get("key") != SECRET:
            return answered({"Message": "User is not authorized to access this resource"}, 403)
        found = re.fullmatch(r"/api/v1/location/(\d+)/(reviews|details)", request.url.path)
        if found is None or found[1] != self.LOCATION:
            return self.error(404, "NotFoundException", "Location not found")
        if request.method != "GET" or not set(params) <= {"key", "language", "currency"}:
            return self.error(400, "BadRequestException", "Bad request")
        return (
            self.reviews(params.get("language", "en")) if found[2] == "reviews" else self.details()
        )

    def reviews(self, language):
        asked = [item for item in reversed(self.items) if item["lang"] == language]
        return answered({"data": [self.shown(item) for item in asked[: self.MOST]]})

    def details(self):
        return answered({"location_id": self.LOCATION, "name": "Lipa Coffee", "rating": "4.5",
                         "num_reviews": "87", "web_url": "https://www.tripadvisor.com/x"})  # fmt: skip

    def shown(self, item):
        published = item["at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        kept = {key: value for key, value in item.items() if key != "at"}
        return kept | {"published_date": published}

    def error(self, status, kind, message):
        return answered({"error": {"message": message, "type": kind, "code": status}}, status)
