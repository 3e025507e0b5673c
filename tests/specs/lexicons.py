"""Lexicons of the AT Protocol, told as OpenAPI 3.1 (atproto.com/specs/lexicon)."""

from __future__ import annotations

from specs.discovery import answer, content

SECURITY = {"session": {"type": "http", "scheme": "bearer"}}
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
}
"""What every method answers when it refuses (atproto.com/specs/xrpc, Error Responses)."""
OPEN = ("com.atproto.server.createSession",)
"""Methods that nobody needs to be known for."""
STRINGS = {
    "datetime": {"format": "date-time"},
    "uri": {"format": "uri"},
    "at-uri": {"pattern": "^at://"},
    "did": {"pattern": "^did:[a-z]+:"},
    "handle": {"pattern": r"^([\w-]+\.)+[\w-]+$"},
    "at-identifier": {"pattern": r"^(did:[a-z]+:.+|([\w-]+\.)+[\w-]+)$"},
    "cid": {"pattern": "^ba[a-z0-9]+$"},
}
PLAIN = ("minimum", "maximum", "enum", "const", "minLength")


def as_openapi(documents, servers):
    """Return lexicons as one description; what they refer to elsewhere may be anything."""
    paths, schemas = {}, {}
    for document in documents:
        for name, node in document["defs"].items():
            if node["type"] in {"query", "procedure"}:
                verb = "get" if node["type"] == "query" else "post"
                made = operation(document["id"], node)
                paths[f"/xrpc/{document['id']}"] = {verb: made}
            else:
                schemas[f"{document['id']}.{name}"] = schema(node, document["id"])
    return {
        "openapi": "3.1.0",
        "servers": [{"url": server} for server in servers],
        "paths": paths,
        "components": {"securitySchemes": SECURITY, "schemas": schemas},
    }


def operation(home, node):
    """Return one method as an operation."""
    asked = node.get("parameters", {})
    made = {
        "security": [] if home in OPEN else [{"session": []}],
        "parameters": [
            {"name": name, "in": "query", "required": name in asked.get("required", ()),
             "schema": schema(each, home)} for name, each in asked.get("properties", {}).items()
        ],
        "responses": {"200": told(node, home), "default": answer(ERROR)},
    }  # fmt: skip
    if "input" in node:
        made["requestBody"] = {"required": True, **content(schema(node["input"]["schema"], home))}
    return made


def told(node, home):
    """Return what a method answers; some answer nothing."""
    if "schema" not in node.get("output", {}):
        return {"description": "Nothing."}
    return answer(schema(node["output"]["schema"], home))


def schema(node, home):
    """Return a schema; `home` is the lexicon that a reference like `#main` is within."""
    return KINDS.get(node["type"], plain)(node, home)


def plain(node, _home):
    """Return a string, a number, a truth value; or what nothing is said of."""
    if node["type"] in {"unknown", "blob"}:
        return {"type": "object"}
    made = {"type": node["type"]} | {key: node[key] for key in PLAIN if key in node}
    return made | STRINGS.get(node.get("format"), {})


def listing(node, home):
    """Return a list, whose length is limited in the words of strings."""
    most = {"maxItems": node["maxLength"]} if "maxLength" in node else {}
    return {"type": "array", "items": schema(node["items"], home)} | most


def shape(node, home):
    """Return an object; in a union it says by `$type` which of them it is."""
    fields = {name: schema(each, home) for name, each in node.get("properties", {}).items()}
    return {
        "type": "object",
        "required": node.get("required", []),
        "properties": {"$type": {"type": "string"}} | fields,
    }


def union(node, home):
    """Return a choice by `$type`, which leaves `#main` out."""
    mapping = {
        (f"{home}{each}" if each.startswith("#") else each).removesuffix("#main"):
        f"#/components/schemas/{absolute(each, home)}" for each in node["refs"]
    }  # fmt: skip
    return {
        "discriminator": {"propertyName": "$type", "mapping": mapping},
        "oneOf": [{"$ref": each} for each in mapping.values()],
    }


def absolute(reference, home):
    """Return the name of a definition as it stands among the schemas."""
    lexicon, _, name = reference.partition("#")
    return f"{lexicon or home}.{name or 'main'}"


KINDS = {
    "array": listing,
    "object": shape,
    "record": lambda node, home: shape(node["record"], home),
    "ref": lambda node, home: {"$ref": f"#/components/schemas/{absolute(node['ref'], home)}"},
    "union": union,
}
