"""The Bot API of Telegram, as a list of methods and types, told as OpenAPI 3.1."""

from __future__ import annotations

import re

PLAIN = {
    "Integer": {"type": "integer"},
    "Float": {"type": "number"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "True": {"const": True},
}
REFUSED = {
    "type": "object",
    "required": ["ok", "error_code", "description"],
    "properties": {
        "ok": {"const": False},
        "error_code": {"type": "integer"},
        "description": {"type": "string"},
        "parameters": {"$ref": "#/components/schemas/ResponseParameters"},
    },
}
"""core.telegram.org/bots/api#making-requests"""


def as_openapi(document):
    """Return the same description as OpenAPI; parameters may come in the address or as JSON."""
    paths = {
        f"/bot{{token}}/{name}": {"post": asked(each), "get": asked(each, in_address=True)}
        for name, each in document["methods"].items()
    }
    return {
        "openapi": "3.1.0",
        "servers": [{"url": "https://api.telegram.org"}],
        "paths": paths,
        "components": {
            "schemas": {name: shape(each) for name, each in document["types"].items()},
        },
    }


def asked(method, *, in_address=False):
    """Return one method as an operation."""
    body = content(shape(method))
    token = {
        "name": "token",
        "in": "path",
        "required": True,
        "schema": {"pattern": r"^\d+:[\w-]+$"},
    }
    fields = [{"name": field["name"], "in": "query", "schema": {}, "required": field["required"]}
              for field in method.get("fields", ())]  # fmt: skip
    well = {
        "type": "object",
        "required": ["ok", "result"],
        "properties": {"ok": {"const": True}, "result": union(method["returns"])},
    }
    return {
        "parameters": [token, *(fields if in_address else ())],
        **({} if in_address else {"requestBody": body}),
        "responses": {"200": content(well), "default": content(REFUSED)},
    }


def shape(node):
    """Return an object of these fields, or a choice of other types."""
    if "subtypes" in node:
        return union(node["subtypes"])
    fields = node.get("fields", ())
    return {
        "type": "object",
        "properties": {field["name"]: union(field["types"]) for field in fields},
        "required": [field["name"] for field in fields if field["required"]],
    }


def union(names):
    """Return what may be one of several types: `Array of Array of String`, `Message` …"""
    made = [one(name) for name in names]
    return made[0] if len(made) == 1 else {"anyOf": made}


def one(name):
    """Return one type."""
    if found := re.fullmatch("Array of (.+)", name):
        return {"type": "array", "items": one(found[1])}
    return PLAIN.get(name) or {"$ref": f"#/components/schemas/{name}"}


def content(schema):
    """Return a JSON body of this shape."""
    return {"description": "…", "content": {"application/json": {"schema": schema}}}
