"""VK's JSON schemas of methods and objects, told as OpenAPI; its `required: true` is of draft 3.

Methods come as forms with the status 200 for refusals, too; here each is a path for itself, once
more for `extended=1`, and a form is looked at as if it stood in the address.
"""

from __future__ import annotations

import json

import httpx

from specs.openapi import OpenApi

SERVER = "https://api.vk.com"
KEPT = {"type", "enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
        "format", "pattern"}  # fmt: skip
ALWAYS = {"access_token": {"type": "string"}, "v": {"enum": ["5.199"]}}


def as_openapi(methods, objects, responses):
    """Return the descriptions of some sections as one of OpenAPI."""
    named = {}
    for document in (*objects, *responses):
        named |= {name: schema(each) for name, each in document["definitions"].items()}
    paths = {}
    for method in (each for document in methods for each in document["methods"]):
        found = method["responses"]
        plain = found.get("response") or next(iter(found.values()))
        paths[f"/method/{method['name']}"] = {"get": operation(method, plain)}
        whole = found.get("extendedResponse", plain)
        paths[f"/method/{method['name']}.extended"] = {"get": operation(method, whole)}
    return {
        "openapi": "3.0.0",
        "servers": [{"url": SERVER}],
        "paths": paths,
        "components": {"schemas": named},
    }


def operation(method, answer):
    """Return one method as an operation."""
    given = {each["name"]: each for each in method.get("parameters", ())}
    listed = [
        {
            "name": name,
            "in": "query",
            "required": each.get("required", False) is True,
            "schema": parameter(each),
            "explode": False,
        }
        for name, each in given.items()
    ]
    listed += [{"name": name, "in": "query", "required": True, "schema": each}
               for name, each in ALWAYS.items()]  # fmt: skip
    content = {"application/json": {"schema": schema(answer)}}
    return {"parameters": listed, "responses": {"200": {"content": content}}}


def parameter(node):
    """Return the schema of one parameter; what is true is 1 in a form."""
    made = schema(node)
    return {"enum": ["0", "1"]} if made.get("type") == "boolean" else made


def schema(node):
    """Return a schema in today's words."""
    if "$ref" in node:
        return {"$ref": f"#/components/schemas/{node['$ref'].rpartition('/')[2]}"}
    made = {key: node[key] for key in KEPT & node.keys()}
    if isinstance(made.get("format"), str) and made["format"] not in ("int32", "int64", "uri"):
        del made["format"]
    if "properties" in node:
        inner = node["properties"]
        made["properties"] = {name: schema(each) for name, each in inner.items()}
        made["required"] = [name for name, each in inner.items() if each.get("required") is True]
    if "items" in node:
        made["items"] = schema(node["items"])
    for key in ("allOf", "oneOf"):
        if key in node:
            made[key] = [schema(each) for each in node[key]]
    return made


class Vk(OpenApi):
    """Looks at a form as if it were an address, and at a refusal as what it is."""

    def request_faults(self, request):
        """Return what is wrong with a request."""
        hidden = {"access_token", "v"} & set(request.url.params)
        faults = [f"{name} shows in the address" for name in sorted(hidden)]
        return faults + super().request_faults(in_address(request))

    def response_faults(self, request, response):
        """Return what is wrong with the answer to a request."""
        told = json.loads(response.content)
        if isinstance(told, dict) and "error" in told:
            error = {"$ref": "#/components/schemas/base_error"}
            return self.strict.faults(error, self.resolver, told["error"])
        return super().response_faults(in_address(request), response)


def in_address(request):
    """Return a request whose form stands in its address."""
    form = httpx.QueryParams(request.content.decode())
    asked = [*request.url.params.multi_items(), *form.multi_items()]
    extended = ".extended" if ("extended", "1") in asked else ""
    path = f"{request.url.path.removesuffix('.extended')}{extended}"
    return httpx.Request("GET", request.url.copy_with(path=path, params=asked))
