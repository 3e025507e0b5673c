"""Descriptions as one document that other tools can read."""

from __future__ import annotations

from urllib.parse import urlsplit

from specs import DISCOVERY, OPENAPI, document, documents, folder, lexicons
from specs.discovery import as_openapi


def whole(name):
    """Return a description whose references all lead somewhere; what is missing may be anything."""
    if name in DISCOVERY:
        return as_openapi(document(DISCOVERY[name]))
    if name == "bluesky":
        made = lexicons.as_openapi(documents("bluesky-lexicons"), ["/"])
        return mended(made, made, folder())
    made = {"openapi": "3.0.3", "paths": {}, "components": {}}
    for file in OPENAPI[name]:
        home = (folder() / file).parent
        part = mended(document(file), document(file), home)
        servers = part.pop("servers", None) or [{"url": ""}]
        prefix = urlsplit(servers[0]["url"]).path.rstrip("/")
        paths = {prefix + way: node for way, node in part.pop("paths").items() if node}
        made["paths"] |= paths
        for kind, named in part.pop("components", {}).items():
            made["components"].setdefault(kind, {}).update(named)
        made |= part
    return made


def mended(node, top, home):
    """Return a node with whole addresses of files, and without what leads nowhere."""
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        reference = node["$ref"]
        if reference.startswith("#/"):
            return node if leads(top, reference) else {}
        file = (home / reference).resolve()
        return {"$ref": str(file)} if file.is_file() else {}
    if isinstance(node, dict) and astray(node, top):
        return {"type": "object"}
    if isinstance(node, dict):
        return {key: mended(child, top, home) for key, child in node.items() if key != "examples"}
    if isinstance(node, list):
        children = [mended(child, top, home) for child in node]
        return [new for new, old in zip(children, node, strict=True) if new or not old]
    return node


def astray(node, top):
    """Whether a choice has parts that are not there; Prism wants all of them."""
    discriminator = node.get("discriminator")
    mapping = discriminator.get("mapping", {}) if isinstance(discriminator, dict) else {}
    return any(each.startswith("#/") and not leads(top, each) for each in mapping.values())


def leads(top, reference):
    """Whether a reference within a document leads somewhere."""
    for step in reference[2:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(top, dict) or name not in top:
            return False
        top = top[name]
    return True
