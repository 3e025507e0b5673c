"""How many strangers see a mention where it stands, by the type of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST = 1.0
"""Beside the address and the opening hours: who looks for the business sees it first."""
_COMPARED = 0.8
"""Where people compare before they buy or book."""
_PASSED_ON = 0.6
"""Where people see what those they follow pass on."""
_FOLLOWED = 0.4
"""Where it is read by those who read there anyway."""
_NOBODY = 0.0
UNKNOWN = 0.5
STILL_PRIVATE = 0.8
"""Who writes to us tells strangers next, if that does not help: as where people compare."""

_TYPES = {
    FIRST: "google google_business google_maps google_places apple_maps bing_places"
    " yandex_maps 2gis",
    _COMPARED: "tripadvisor trustpilot yelp booking app_store google_play amazon ceneo"
    " steam feefo reviews_io judgeme woocommerce app_store_connect yandex_market",
    _PASSED_ON: "facebook instagram tiktok x twitter vk youtube threads",
    _FOLLOWED: "reddit forum hackernews mastodon bluesky telegram blog blog_rss feed wordpress"
    " github discourse",
    UNKNOWN: "file",
    _NOBODY: "email mail imap call phone letter zendesk",
}
BY_TYPE: Mapping[str, float] = {
    kind: value for value, kinds in _TYPES.items() for kind in kinds.split()
}
