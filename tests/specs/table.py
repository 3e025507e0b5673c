"""Which descriptions speak of which type of source, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass, field

from amends.sources import facebook, instagram

TOKENS = {r"POST https://oauth2\.googleapis\.com/token$": "the token endpoint is no part of an API"}


@dataclass(frozen=True)
class Described:
    """Which descriptions speak of a type of source."""

    by: tuple[str, ...]
    whole: bool = True
    """Whether it is the platform's own description and speaks of all that is read: only then may
    the documentation call the source checked against it."""
    outside: dict[str, str] = field(default_factory=dict)
    """Requests that it does not speak of (`METHOD https://host/path`), and why."""
    known: dict[str, str] = field(default_factory=dict)
    """Faults that are none, and why."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Meta alone: of which kind the ids are that the source begins with."""
    blind: str = "^$"
    """Where in an answer a misspelt field would not be found, as nothing is described there."""


GRAPH_BLIND = r"\.(from|paging|cursors|summary)$"


DESCRIBED = {
    "app_store_connect": Described(
        ("app store connect",),
        known={
            "query parameter cursor is not documented": "it comes with Apple's own `links.next`"
        },
    ),
    "discourse": Described(
        ("discourse",),
        whole=False,
        known={
            r"header parameter Api-(Key|Username) is missing": "visitors read without a key",
            r"'count' was unexpected": "its own example of a post has it",
            r"reply_to_post_number: \d+ is not": "it is a number, as in the texts",
            r"\$\.details: 'can_\w+' is a required": "visitors are not told what they may not do",
            r"status (403|404) is not": "it describes successes only",
        },
    ),
    "bluesky": Described(("bluesky",), blind=r"\.(didDoc|record)(\.|$)"),
    "facebook": Described(("meta",), kinds={"me": "Page", "x": "PagePost"}, blind=GRAPH_BLIND),
    "google_business": Described(
        ("google accounts", "google locations"),
        whole=False,
        outside=TOKENS | {r"GET https://mybusiness\.googleapis\.com/v4/": "Google describes no v4"},
    ),
    "google_places": Described(("google places",)),
    "google_play": Described(("google play",), outside=TOKENS),
    "instagram": Described(
        ("meta",),
        kinds={"me": "Page", "17841400000000001": "IGUser", "x": "IGMedia"},
        blind=GRAPH_BLIND,
    ),
    "judgeme": Described(
        ("judge.me",),
        whole=False,
        known={
            "api_token is missing|no credentials": "the token goes into a header, out of the address",
            r"\.(featured|product_handle|product_title) is not": "seen by clients at work",
        },
    ),
    "mastodon": Described(
        ("mastodon",),
        whole=False,
        known={
            r"query parameter (types|id)\[\] is not": "Rails, which it runs on, writes lists so"
        },
    ),
    "reviews_io": Described(
        ("reviews.io",),
        whole=False,
        outside={r"GET https://api\.reviews\.io/timeline/data$": "the description lacks it"},
        known={
            r"query parameter (order|sort) is not": "the description lacks it",
            r"no credentials": "what is public can be read without a key",
            r"answer \$\.": "clients at work read another shape; the source reads both",
        },
    ),
    "telegram": Described(("telegram",), whole=False),
    "vk": Described(("vk",)),
    "x": Described(
        ("x",),
        known={
            r"errors\[0\]\.(parameter|resource_id|resource_type|value) is not": "each kind of problem "
            "has fields of its own"
        },
    ),
    "yandex_market": Described(
        ("yandex market",),
        outside={
            r"GET https://api\.partner\.market\.yandex\.ru/v2/campaigns$": "at hand is only the part "
            "of the description that is about reviews"
        },
    ),
    "yelp": Described(("yelp",), whole=False),
    "youtube": Described(("youtube",)),
    "zendesk": Described(
        ("zendesk",),
        whole=False,
        outside={r"/api/v2/users/me$": "users are described in another part"},
        known={
            r"parameter (cursor|(start|end)_time|score|page\[size\]) is not": "only its text names it",
            r"query parameter include is not|\$\.users is not": "its text allows sideloads",
            r"query parameter per_page is not": "an example of it has one",
            r"\$\.(meta|links) is not": "its text says how pages follow each other",
            r"status 401 is not": "it describes successes only",
        },
    ),
}


@dataclass(frozen=True)
class Payload:
    """An answer in `tests/data/TYPE/CASE.in`, the request that it answers, and what is odd in it."""

    address: str
    odd: tuple[str, ...] = ()
    """Faults that the case is about: beginnings, each of which is to be found."""
    method: str = "GET"


PAYLOADS = {
    "app_store_connect/page": Payload(
        "https://api.appstoreconnect.apple.com/v1/apps/1/customerReviews",
        ("$.data[5]: 'id' is a required",),
    ),
    "discourse/posts": Payload(
        "https://forum.example.org/posts.json",
        ("$.latest_posts[7]: 'id' is a required", "$.latest_posts[8].actions_summary: None",
         "$.latest_posts[8].reads: 'x'", "$.latest_posts[8].post_url: 7"),
    ),
    "bluesky/posts": Payload(
        "https://bsky.social/xrpc/app.bsky.feed.getPosts?uris=at://x",
        ("$.posts[3].indexedAt: 'soon'", "$.posts[3].repostCount: '12'",
         "$.posts[4]: 'uri' is a required"),
    ),
    "facebook/comments": Payload(
        f"https://graph.facebook.com/v26.0/x/comments?fields={facebook.COMMENT}",
        ("$.data[3].id is missing", "$.data[4].message: None", "$.data[4].created_time: 5",
         "$.data[4].from: None", "$.data[4].parent: None", "$.data[4].like_count: -1"),
    ),
    "facebook/feed": Payload(
        f"https://graph.facebook.com/v26.0/me/feed?fields={facebook.POST}",
        ("$.data[3].id is missing",),
    ),
    "google_places/nobody_wrote": Payload("https://places.googleapis.com/v1/places/x"),
    "google_places/place": Payload(
        "https://places.googleapis.com/v1/places/x",
        ("$.reviews[2].authorAttribution: None", "$.reviews[2].publishTime: 'soon'",
         "$.reviews[4]: 7",
         # Newer than the description at hand:
         "$.reviews[0].flagContentUri", "$.reviews[0].googleMapsUri", "$.reviews[0].visitDate"),
    ),
    "google_play/page": Payload(
        "https://androidpublisher.googleapis.com/androidpublisher/v3/applications/x/reviews",
        ("$.pageInfo: None", "$.tokenPagination: None", "$.reviews[7]: 7",
         "$.reviews[3].comments[0].userComment.lastModified.seconds: 'x'"),
    ),
    "google_play/quiet": Payload(
        "https://androidpublisher.googleapis.com/androidpublisher/v3/applications/x/reviews"
    ),
    "instagram/comments": Payload(
        f"https://graph.facebook.com/v26.0/x/comments?fields={instagram.COMMENT}",
        ("$.data[3].id is missing", "$.data[4].text: None", "$.data[4].timestamp: 'soon'",
         "$.data[4].username: 5", "$.data[4].replies"),
    ),
    "instagram/tags": Payload(
        f"https://graph.facebook.com/v26.0/17841400000000001/tags?fields={instagram.TAGGED}",
        ("$.data[2].id is missing",),
    ),
    "judgeme/reviews": Payload(
        "https://judge.me/api/v1/reviews",
        ("$.reviews[0].product_external_id: 8812", "$.reviews[0].reviewer.external_id: 9",
         "$.reviews[1].title: None", "$.reviews[1].body: None",
         "$.reviews[1].product_external_id: 0", "$.reviews[2].rating: '4'",
         "$.reviews[2].reviewer: None", "$.reviews[2].verified: None",
         "$.reviews[2].created_at: 'yesterday'"),
    ),
    "mastodon/timeline": Payload(
        "https://mastodon.example/api/v1/timelines/tag/lipacoffee",
        # Other software leaves fields out, and posts that are boosted or private are cut short here.
        ("$[1]", "$[2]", "$[3]", "$[4]", "$[5]", "$[6]: 7"),
    ),
    "reviews_io/company": Payload("https://api.reviews.io/merchant/reviews"),
    "reviews_io/products": Payload("https://api.reviews.io/product/review"),
    "telegram/chats": Payload(
        "https://api.telegram.org/bot1:x/getUpdates",
        ("$.result[10].message.chat: 5", "$.result[11]: 7", "$.result[12]: 'update_id' is"),
        method="POST",
    ),
    "vk/search": Payload("https://api.vk.com/method/newsfeed.search?extended=1", method="POST"),
    "x/search": Payload(
        "https://api.x.com/2/tweets/search/recent?query=x",
        ("$.data[2].edit_history_tweet_ids: []", "$.data[2].id: 'odd'"),
    ),
    "yandex_market/comments": Payload(
        "https://api.partner.market.yandex.ru/v2/businesses/1/goods-feedback/comments",
        ("$.result.comments[8].status: 'SOMETHING_NEW'",),
        method="POST",
    ),
    "yandex_market/page": Payload(
        "https://api.partner.market.yandex.ru/v2/businesses/1/goods-feedback",
        ("$.result.feedbacks[5].feedbackId: '1006'", "$.result.feedbacks[5]: "),
        method="POST",
    ),
    "yelp/reviews": Payload(
        "https://api.yelp.com/v3/businesses/x/reviews",
        ("$.businss is not documented", "$.reviews[1].url: 'not an address'",
         "$.reviews[1].user: None", "$.reviews[3]: 'odd'", "$.reviews[4].text: None"),
    ),
    "youtube/threads": Payload("https://youtube.googleapis.com/youtube/v3/commentThreads"),
    "youtube/videos": Payload("https://youtube.googleapis.com/youtube/v3/videos"),
    "zendesk/ratings": Payload("https://lipa-coffee.zendesk.com/api/v2/satisfaction_ratings"),
    "zendesk/tickets": Payload(
        "https://lipa-coffee.zendesk.com/api/v2/incremental/tickets/cursor"
    ),
}  # fmt: skip
