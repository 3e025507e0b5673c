"""Judge.me's list of reviews, as its clients and a description by third parties tell it."""

from __future__ import annotations

from datetime import datetime, timedelta

from fakes import NOW, SECRET, Platform, answered

SHOP = "lipa-coffee.myshopify.com"


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/reviews": "per_page=100 page shop_domain api_token rating product_id reviewer_id published",
    }
    REPLIES = False  # they are not in the list
    CAP = 100

    def make(self, number, at):
        return {
            "id": 3000 + number,
            "title": f"Visit {number}",
            "body": "Stale beans.",
            "rating": 2,
            "product_external_id": "8812",
            "product_handle": "sofia-blend",
            "product_title": "Sofia Blend",
            "reviewer": {"id": 40 + number, "external_id": "77", "email": f"g{number}@mail.example",
                         "name": f"Guest {number}", "phone": "+359 2 000"},
            "source": "web",
            "curated": "ok",
            "published": True,
            "hidden": False,
            "verified": "buyer",
            "featured": False,
            "created_at": self.stamp(at),
            "updated_at": self.stamp(at),
            "pictures": [],
        }  # fmt: skip

    def stamp(self, at):
        return (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00")

    def age(self, item):
        at = datetime.fromisoformat(item["created_at"]) - timedelta(hours=1)
        item["created_at"] = item["updated_at"] = at.isoformat()

    def edit(self, item):
        item["body"] += " EDITED"
        item["updated_at"] = self.stamp(NOW)

    def is_content(self, request):
        return request.url.path.endswith("/reviews")

    def answer(self, request):
        assert request.method == "GET"
        asked = request.url.params
        token = request.headers.get("x-api-token") or asked.get("api_token")
        if asked.get("shop_domain") != SHOP or token != SECRET:
            return answered({"error": "Invalid API token or shop domain"}, 401)
        if request.url.path == "/api/v1/products/-1":
            known = asked.get("external_id") == "8812" or asked.get("handle") == "sofia-blend"
            found = {"product": {"id": 5, "external_id": 8812, "handle": "sofia-blend"}}
            return answered(found) if known else answered({"error": "Not found"}, 404)
        assert request.url.path == "/api/v1/reviews"
        page, size = int(asked.get("page", 1)), int(asked.get("per_page", 10))
        if page < 1 or not 1 <= size <= self.CAP:
            return answered({"error": "per_page"}, 422)
        size = min(size, self.PAGE)
        found = [each for each in reversed(self.items) if asked.get("product_id") in {None, "5"}]
        shown = found[(page - 1) * size : page * size]
        return answered({"current_page": page, "per_page": size, "reviews": shown})
