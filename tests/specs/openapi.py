"""Requests and answers against an OpenAPI description, 3.0 or 3.1, in one file or many."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from referencing.exceptions import Unresolvable

from specs.strict import Strict


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    template: str
    node: dict
    """The operation, as described."""
    shared: list
    """Parameters of the path that all its methods have."""
    resolver: object
    values: dict
    """What stands in the places of the template."""


class Checker:
    """What each kind of description offers; it says what is wrong in its own `…_faults`."""

    def check_request(self, request):
        """Raise an AssertionError that names everything the description does not allow."""
        complain(request, self.request_faults(request))

    def check_response(self, request, response):
        """Raise an AssertionError that names everything the description does not promise."""
        complain(request, self.response_faults(request, response))


@dataclass
class OpenApi(Checker):
    """A description and where its references lead; `bases` are the addresses of its servers.

    Whatever the description does not know is a fault: a path, a parameter, a field, a status.
    """

    document: dict
    resolver: object
    bases: tuple[str, ...] = ()
    strict: Strict = field(default_factory=Strict)

    def __post_init__(self):
        bases = self.bases or [each["url"] for each in self.document.get("servers", [])]
        self._bases = [pattern(base.rstrip("/")) for base in bases]
        self._ways = sorted(self.document["paths"], key=lambda way: (way.count("{"), -len(way)))

    def speaks_of(self, request):
        """Whether the request goes to a server of this description."""
        return self._way(request) is not None

    def knows(self, request):
        """Whether there is such a path with such a method."""
        return not isinstance(self._operation(request), str)

    def request_faults(self, request):
        """Return what is wrong with a request."""
        operation = self._operation(request)
        if isinstance(operation, str):
            return [operation]
        return [
            *self._parameter_faults(operation, request),
            *self._security_faults(operation, request),
            *self._sent_faults(operation, request),
        ]

    def response_faults(self, request, response):
        """Return what is wrong with the answer to a request."""
        operation = self._operation(request)
        if isinstance(operation, str):
            return []
        answers = {str(code): node for code, node in operation.node["responses"].items()}
        code = str(response.status_code)
        node = answers.get(code) or answers.get(f"{code[0]}XX") or answers.get("default")
        if node is None:
            return [f"status {code} is not documented"]
        node, resolver = self._found(node, operation.resolver)
        content = node.get("content")
        if not content or response.status_code == HTTPStatus.NO_CONTENT:
            return []
        return self._body_faults(content, resolver, response.headers, response.content, "answer")

    # Which operation it is.

    def _way(self, request):
        address = urlsplit(str(request.url))
        place = f"{address.scheme}://{address.netloc}{address.path}"
        for base in self._bases:
            if met := base.match(place):
                return place[met.end() :]
        return None

    def _operation(self, request):
        way, named = self._way(request) or "", None
        for template in self._ways:
            met = pattern(template).fullmatch(way)
            item = self._item(template) if met else None
            if item is None:
                continue
            node, resolver = item
            if (method := request.method.lower()) in node:
                values = dict(zip(re.findall(r"{(.+?)}", template), met.groups(), strict=True))
                shared = node.get("parameters", [])
                return Operation(template, node[method], shared, resolver, values)
            named = named or template
        if named:
            return f"method {request.method} is not documented for {named}"
        return f"path {way or request.url} is not documented"

    def _item(self, template):
        node = self.document["paths"][template]
        try:
            return self._found(node, self.resolver)
        except Unresolvable:
            return None

    def _found(self, node, resolver):
        while "$ref" in node:
            found = resolver.lookup(node["$ref"])
            node, resolver = found.contents, found.resolver
        return node, resolver

    # Parameters.

    def _parameter_faults(self, operation, request):
        query, faults = {}, []
        for name, value in request.url.params.multi_items():
            query.setdefault(name, []).append(value)
        given = {"path": {key: [unquote(value)] for key, value in operation.values.items()},
                 "query": query, "header": {key: [value] for key, value in request.headers.items()},
                 "cookie": {}}  # fmt: skip
        for node, resolver in self._parameters(operation):
            faults += self._one_parameter(node, resolver, given[node["in"]])
        known = self._keys_in_query(operation)
        faults += [f"query parameter {name} is not documented" for name in sorted(query)
                   if name not in known]  # fmt: skip
        return faults

    def _parameters(self, operation):
        for node in [*operation.shared, *operation.node.get("parameters", [])]:
            try:
                yield self._found(node, operation.resolver)
            except Unresolvable:
                self.strict.gaps.add(node["$ref"])

    def _one_parameter(self, node, resolver, given):
        """Return the faults of one parameter, and take it out of `given`."""
        name = node["name"].lower() if node["in"] == "header" else node["name"]
        where = f"{node['in']} parameter {node['name']}"
        if node.get("style") == "deepObject" or "content" in node:
            return [] if taken_apart(name, given) or not node.get("required") else [f"{where} is missing"]  # fmt: skip
        values = given.pop(name, None)
        if values is None:
            return [f"{where} is missing"] if node.get("required") else []
        schema = node.get("schema", {})
        value = typed(values, node, self._bare(schema, resolver))
        if value is MANY:
            return [f"{where} is given more than once"]
        return [f"{where}: {fault}" for fault in self.strict.faults(schema, resolver, value)]

    def _bare(self, schema, resolver):
        try:
            found, inner = self._found(schema, resolver)
        except Unresolvable:
            return {}
        if "items" in found:
            return {**found, "items": self._bare(found["items"], inner)}
        return found

    def _keys_in_query(self, operation):
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        return {each["name"] for each in schemes.values() if each.get("in") == "query"}

    # Who asks.

    def _security_faults(self, operation, request):
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        ways = operation.node.get("security", self.document.get("security", []))
        known = [[schemes[name] for name in way if name in schemes] for way in ways]
        if not known or any(all(proven(each, request) for each in way) for way in known):
            return []
        return [f"no credentials of the documented kinds: {', '.join(map(' and '.join, ways))}"]

    # Bodies.

    def _sent_faults(self, operation, request):
        if "requestBody" not in operation.node:
            return ["a body is not documented"] if request.content else []
        node, resolver = self._found(operation.node["requestBody"], operation.resolver)
        if not request.content:
            return ["the body is missing"] if node.get("required") else []
        return self._body_faults(
            node["content"], resolver, request.headers, request.content, "body"
        )

    def _body_faults(self, content, resolver, headers, body, what):
        kind = headers.get("content-type", "application/json").partition(";")[0].strip()
        if kind not in content:
            return [f"{what} is {kind}, documented is {', '.join(content)}"]
        if not kind.endswith("json"):
            return []
        try:
            value = json.loads(body)
        except ValueError:
            return [f"{what} is not JSON"]
        schema = content[kind].get("schema", {})
        return [f"{what} {fault}" for fault in self.strict.faults(schema, resolver, value)]


@dataclass
class Joined(Checker):
    """Several descriptions of one server."""

    parts: list[OpenApi]

    def speaks_of(self, request):
        """Whether the request goes to their server."""
        return any(part.speaks_of(request) for part in self.parts)

    def request_faults(self, request):
        """Return what the part that knows the path says of the request."""
        return self._part(request).request_faults(request)

    def response_faults(self, request, response):
        """Return what the part that knows the path says of the answer."""
        return self._part(request).response_faults(request, response)

    def _part(self, request):
        return next((part for part in self.parts if part.knows(request)), self.parts[0])


MANY = object()


def typed(values, node, schema):
    """Return the values of one parameter as its schema has them: a list, a number, a text."""
    if schema.get("type") == "array":
        if node.get("explode", node["in"] == "query") is False:
            values = [part for value in values for part in value.split(",")]
        return [scalar(value, schema.get("items", {})) for value in values]
    return scalar(values[0], schema) if len(values) == 1 else MANY


def scalar(text, schema):
    """Return the number or boolean that a text stands for where the schema wants one."""
    kind = schema.get("type")
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in ("integer", "number") and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text


def taken_apart(name, given):
    """Take `page[size]` and the like out of the parameters; return whether there were any."""
    parts = [key for key in given if re.fullmatch(re.escape(name) + r"(\[[^]]*\])*", key)]
    for key in parts:
        del given[key]
    return bool(parts)


def proven(scheme, request):
    """Whether a request shows the credentials of a security scheme."""
    authorization = request.headers.get("authorization", "").lower()
    if scheme["type"] == "http":
        return authorization.startswith(scheme["scheme"].lower() + " ")
    if scheme["type"] != "apiKey":
        return authorization.startswith("bearer ")
    place = request.url.params if scheme["in"] == "query" else request.headers
    return bool(place.get(scheme["name"]))


def pattern(template):
    """Return what matches a template; its places hold no slash."""
    parts = re.split(r"{.+?}", template)
    return re.compile("([^/]+)".join(re.escape(part) for part in parts))


def complain(request, faults):
    """Raise an AssertionError that names the request and all its faults."""
    assert not faults, f"{request.method} {request.url.copy_with(query=None)}:\n  " + "\n  ".join(faults)  # fmt: skip
