"""Google's discovery documents, told as OpenAPI 3.1."""

from __future__ import annotations

import re

STATUS = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "status"],
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string"},
                "status": {"type": "string", "pattern": "^[A-Z_]+$"},
                "details": {"type": "array", "items": {"type": "object"}},
                "errors": {"type": "array", "items": {"type": "object"}},
            },
        }
    },
}
"""Errors as cloud.google.com/apis/design/errors has them; discovery says nothing of errors."""
SECURITY = {
    "oauth": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "query", "name": "key"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Goog-Api-Key"},
}


def as_openapi(document):
    """Return the same description as OpenAPI; its 64-bit numbers travel as strings."""
    paths = {}
    for method in methods(document):
        way = "/" + method.get("flatPath", method["path"])
        verb = method["httpMethod"].lower()
        paths.setdefault(way, {})[verb] = operation(method, document, way)
    return {
        "openapi": "3.1.0",
        "info": {"title": document["title"], "version": document["version"]},
        "servers": [{"url": document["rootUrl"].rstrip("/")}],
        "security": [{name: []} for name in SECURITY],
        "paths": paths,
        "components": {
            "securitySchemes": SECURITY,
            "schemas": {name: schema(each) for name, each in document["schemas"].items()},
        },
    }


def methods(node):
    """Yield the methods of all resources."""
    yield from node.get("methods", {}).values()
    for resource in node.get("resources", {}).values():
        yield from methods(resource)


def operation(method, document, way):
    """Return one method as an operation."""
    own = {**document.get("parameters", {}), **method.get("parameters", {})}
    places = re.findall(r"{(.+?)}", way)
    listed = [parameter(name, each) for name, each in own.items() if each["location"] == "query"]
    listed += [parameter(name, {**own.get(name, {"type": "string"}), "location": "path", "required": True})
               for name in places]  # fmt: skip
    made = {
        "parameters": listed,
        "responses": {
            "200": answer(schema(method["response"])) if "response" in method else {"description": "OK"},
            "default": answer(STATUS),
        },
    }  # fmt: skip
    if "request" in method:
        made["requestBody"] = {"required": True, **content(schema(method["request"]))}
    return made


def parameter(name, node):
    """Return one parameter; a repeated one is a list."""
    plain = {key: value for key, value in node.items() if key != "required"}
    one = schema(plain)
    repeated = {"type": "array", "items": one}
    return {
        "name": name,
        "in": node["location"],
        "required": node.get("required", False),
        "schema": repeated if node.get("repeated") else one,
    }


def answer(shape):
    """Return an answer of this shape."""
    return {"description": "An answer.", **content(shape)}


def content(shape):
    """Return a JSON body of this shape."""
    return {"content": {"application/json": {"schema": shape}}}


def schema(node):
    """Return a schema in today's words: discovery writes JSON Schema of 2009."""
    if "$ref" in node:
        return {"$ref": f"#/components/schemas/{node['$ref']}"}
    made = {key: node[key] for key in ("type", "enum", "pattern") if key in node}
    if made.get("type") == "any":
        del made["type"]
    for key in ("minimum", "maximum"):
        if key in node:
            made[key] = float(node[key])
    if "properties" in node:
        made["properties"] = {name: schema(each) for name, each in node["properties"].items()}
    for key in ("items", "additionalProperties"):
        if key in node:
            made[key] = schema(node[key])
    return made | FORMATS.get(node.get("format"), {})


FORMATS = {
    "int64": {"type": "string", "pattern": r"^-?\d+$"},
    "uint64": {"type": "string", "pattern": r"^\d+$"},
    "google-datetime": {"format": "date-time"},
    "date-time": {"format": "date-time"},
    "google-duration": {"pattern": r"^-?\d+(\.\d+)?s$"},
    "int32": {"format": "int32"},
    "uint32": {"format": "int32", "minimum": 0},
}
