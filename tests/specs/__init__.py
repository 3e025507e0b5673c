"""The platforms' own descriptions of their APIs, to hold requests and fakes against.

The descriptions are not part of this project: they lie in `../shared/specs` beside it, or in the
`specs` of the folder that AMENDS_SHARED names. Without them the tests that need them are skipped.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest
import yaml
from referencing import Registry, Resource, Specification

from specs import botapi, lexicons
from specs import vk as of_vk
from specs.discovery import as_openapi
from specs.masks import Google
from specs.meta import Meta
from specs.openapi import Joined, OpenApi

ZENDESK = [
    f"zendesk-third-party-split/{part}.yml"
    for part in ("incremental", "tickets", "search", "satisfaction-ratings", "ticket-audits")
]
OPENAPI = {
    "app store connect": ["appstoreconnect.openapi.json"],
    "discourse": ["discourse-openapi.json"],
    "judge.me": ["third-party-unofficial/judge-me-openapi.yml"],
    "mastodon": ["mastodon-openapi.json"],
    "reviews.io": ["third-party-unofficial/reviews-io-openapi.yml"],
    "x": ["x-api-openapi-2.166-tweetfields.json"],
    "x renamed": ["x-api-openapi.json"],
    "yandex market": ["yandex-market-partner-api/openapi/openapi.yaml"],
    "yelp": ["third-party-unofficial/yelp-reviews-api-openapi.yml"],
    "zendesk": ZENDESK,
}
SERVERS = {"zendesk": ("https://{subdomain}.zendesk.com",)}
"""Where the description names no server."""
DISCOVERY = {
    "google accounts": "google-mybusinessaccountmanagement.v1.discovery.json",
    "google locations": "google-mybusinessbusinessinformation.v1.discovery.json",
    "google places": "google-places.v1.discovery.json",
    "google play": "google-androidpublisher.v3.discovery.json",
    "youtube": "youtube.v3.discovery.json",
}
MADE = {"telegram": ("telegram-bot-api.json", botapi.as_openapi)}
"""Descriptions of a shape of their own, and what makes OpenAPI of them."""
NODES = ("Page", "PagePost", "Post", "Comment", "IGUser", "IGMedia", "IGComment", "Recommendation")


def folder():
    """Return the folder of the descriptions; skip the test where there is none."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    found = Path(os.environ.get("AMENDS_SHARED") or beside) / "specs"
    if not found.is_dir():
        pytest.skip(f"no descriptions of APIs in {found}; AMENDS_SHARED names another folder")
    return found


def spec(name):
    """Return the checker of a description: `check_request(request)`, `check_response(…)`."""
    if name == "meta":
        nodes = {node: document(f"meta-graph-{node}.json") for node in NODES}
        return Meta(nodes, document("meta-graph-enum_types.json"))
    if name in DISCOVERY:
        return described(as_openapi(document(DISCOVERY[name])), Google)
    if name == "vk":
        sections = ("newsfeed", "wall", "base", "users", "groups")
        kinds = [[document(f"vk/{section}.{kind}.json") for section in there]
                 for kind, there in (("methods", sections[:2]), ("objects", sections),
                                     ("responses", sections[:2]))]  # fmt: skip
        return described(of_vk.as_openapi(*kinds), of_vk.Vk)
    if name in MADE:
        file, made = MADE[name]
        return described(made(document(file)))
    if name == "bluesky":
        return described(lexicons.as_openapi(documents("bluesky-lexicons"), ["https://{host}"]))
    home, servers = registry(), SERVERS.get(name, ())
    parts = [
        OpenApi(document(file), home.resolver((folder() / file).as_uri()), servers)
        for file in OPENAPI[name]
    ]
    return parts[0] if len(parts) == 1 else Joined(parts)


def described(openapi, kind=OpenApi):
    """Return the checker of a description that is at hand."""
    home = Registry().with_resource("urn:here", opaque(openapi))
    return kind(openapi, home.resolver("urn:here"))


def document(file):
    """Return the content of one file of the folder, read once."""
    return read(folder() / file)


def documents(name):
    """Return the contents of all files of a folder in the folder."""
    return [read(path) for path in sorted((folder() / name).glob("*.json"))]


@cache
def read(path):
    text = path.read_text("utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)


@cache
def registry():
    return Registry(retrieve=retrieved)


def retrieved(uri):
    path = Path(uri.removeprefix("file://"))
    if not path.is_file():
        raise LookupError(uri)
    return opaque(read(path))


def opaque(content):
    return Resource(content, Specification.OPAQUE)
