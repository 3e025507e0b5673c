"""WooCommerce as its REST documentation describes it: reviews with a key, and without one."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

from fakes import SECRET
from fakes.wordpress import Fake as WordPress
from fakes.wordpress import local, refused


class Fake(WordPress):
    LISTS = {  # noqa: RUF012
        "wp/v2/comments": "per_page=100 page order orderby parent post include status _fields _embed",
        "wc/v3/products/reviews": "per_page=100 page order orderby status product search include exclude consumer_key consumer_secret",
        "wc/store/v1/products/reviews": "per_page=100 page order orderby product_id category_id offset",
    }
    OPTIONS = {"consumer_key": "env:WOO_KEY", "consumer_secret": "env:WOO_SECRET"}  # noqa: RUF012
    SECRETS = {"env:WOO_KEY": f"ck_{SECRET}", "env:WOO_SECRET": f"cs_{SECRET}"}  # noqa: RUF012
    STRIPS_AUTHORIZATION = False
    HOME = "https://shop.example.org"

    def make(self, number, at):
        return {
            "id": 20 + number,
            "date_created_gmt": at.strftime("%Y-%m-%dT%H:%M:%S"),
            "product_id": 32,
            "product_name": "Тенджера &#8211; 3 l",
            "product_permalink": f"{self.HOME}/product/pot/",
            "status": "approved",
            "reviewer": f"Гост {number}",
            "reviewer_email": "guest@example.com",
            "review": "<p>Дръжката се счупи 😡</p>\n",
            "rating": 2,
            "verified": True,
            "reviewer_avatar_urls": {"24": "https://secure.gravatar.com/avatar/x?s=24"},
        }

    def age(self, item):
        earlier = datetime.fromisoformat(item["date_created_gmt"]) - timedelta(hours=1)
        item["date_created_gmt"] = earlier.isoformat()

    def edit(self, item):
        item["review"] = "<p>Получих нова. EDITED</p>"

    def is_content(self, request):
        return "products/reviews" in str(request.url) and super().is_content(request)

    def answer(self, request):
        route = self.route(request)
        if route == "wc/v3/products/reviews":
            return self.with_key(request)
        if route == "wc/store/v1/products/reviews" and not self.PLUGIN:
            return self.public(request.url.params)
        return super().answer(request)

    def comments(self, request):
        """Answer of the plain comments only: reviews are another type, which nobody may ask for."""
        reviews, self.items = self.items, []
        try:
            return super().comments(request)
        finally:
            self.items = reviews

    def known(self, request):
        asked = request.url.params
        pair = f"ck_{SECRET}", f"cs_{SECRET}"
        if (asked.get("consumer_key"), asked.get("consumer_secret")) == pair:
            return request.url.scheme == "https"
        proof = b64encode(":".join(pair).encode()).decode()
        sent = request.headers.get("authorization") == f"Basic {proof}"
        return sent and not self.STRIPS_AUTHORIZATION

    def with_key(self, request):
        asked = request.url.params
        if not self.known(request):
            return refused("woocommerce_rest_cannot_view", 401)
        if self.wrong_here(asked):
            return refused("rest_invalid_param", 400)
        status = asked.get("status", "approved")
        states = {"all": ("approved", "hold")}.get(status, (status,))
        return self.reviews(asked, asked.get("product"), states)

    def public(self, asked):
        if self.wrong_here(asked) or "status" in asked:
            return refused("rest_invalid_param", 400)
        return self.reviews(asked, asked.get("product_id"), ("approved",), public=True)

    def wrong_here(self, asked):
        known = {"date", "date_gmt", "id", "slug", "include", "product", "rating"}
        return (
            not 1 <= int(asked.get("per_page", 10)) <= 100
            or asked.get("orderby", "date_gmt") not in known
        )

    def reviews(self, asked, products, states, *, public=False):
        rows = [row for row in self.items if row["status"] in states]
        if products:
            rows = [row for row in rows if str(row["product_id"]) in products.split(",")]
        hidden = {"status", "reviewer_email"} if public else set()
        shown = [
            {key: value for key, value in row.items() if key not in hidden}
            | {"date_created": local(row["date_created_gmt"])}
            | ({"product_image": None, "formatted_date_created": "soon"} if public else {})
            for row in rows
        ]
        return self.paged(asked, shown, "date_created_gmt")
