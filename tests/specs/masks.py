"""Field masks of Google: which fields a request asks for, and whether the answer keeps to them."""

from __future__ import annotations

import json

from specs.openapi import OpenApi


class Google(OpenApi):
    """A description whose answers are cut to a mask: a header or the parameter `readMask`.

    The header's paths begin at the answer, those of `readMask` at each of the resources in it.
    """

    def request_faults(self, request):
        """Return what is wrong with a request, its mask included."""
        faults = super().request_faults(request)
        operation = self._operation(request)
        if faults or isinstance(operation, str):
            return faults
        for where, start, path in self._asked(request, operation):
            if self._at(start, path) is None:
                faults.append(f"{where}: {'.'.join(path)} is not documented")
        return faults

    def response_faults(self, request, response):
        """Return what is wrong with an answer, what the mask leaves out included."""
        faults = super().response_faults(request, response)
        operation = self._operation(request)
        if faults or response.is_error or isinstance(operation, str):
            return faults
        asked = list(self._asked(request, operation))
        wanted = {path[0] for _, _, path in asked}
        if not asked or wanted == {"*"}:
            return []
        body = json.loads(response.content)
        named = {"$": [body]} if "header" in asked[0][0] else resources(body)
        return [f"answer {name}.{field} was not asked for"
                for name, nodes in named.items() for node in nodes
                for field in node if field not in wanted]  # fmt: skip

    def _asked(self, request, operation):
        """Yield where the mask stands, the schema that it begins at, and each of its paths."""
        content = operation.node["responses"]["200"].get("content", {})
        answer = content.get("application/json", {}).get("schema", {})
        for name, text, start in (
            ("header X-Goog-FieldMask", request.headers.get("x-goog-fieldmask"), answer),
            (
                "query parameter readMask",
                request.url.params.get("readMask"),
                self._resource(answer),
            ),
        ):
            for path in (text or "").split(","):
                if path:
                    yield name, start, path.strip().split(".")

    def _resource(self, answer):
        """Return the schema of what is listed, or of the one thing that is answered."""
        properties = self._plain(answer).get("properties", {})
        lists = [each for each in properties.values() if "items" in each]
        return lists[0]["items"] if len(lists) == 1 else answer

    def _plain(self, schema):
        return self._found(schema, self.resolver)[0]

    def _at(self, schema, path):
        """Return the schema that a path leads to; None where it leads nowhere."""
        for step in path:
            plain = self._plain(schema)
            plain = self._plain(plain["items"]) if "items" in plain else plain
            if step == "*":
                return plain
            schema = plain.get("properties", {}).get(step)
            if schema is None:
                return None
        return schema


def resources(body):
    """Return the lists of an answer by name; an answer without one is a resource itself."""
    lists = {name: value for name, value in body.items() if isinstance(value, list)}
    return lists or ({"$": [body]} if body else {})
