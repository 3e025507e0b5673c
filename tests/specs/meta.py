"""Requests and answers of Meta's Graph API, against the lists of fields of its own SDKs.

The lists say which fields a kind of node has, and which edges with which parameters lead to which
kind. They do not say which id is of which kind: whoever tests names the first ones in `kinds`, the
others are learnt from the answers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from specs.openapi import Checker

HOSTS = {"graph.facebook.com", "graph.instagram.com"}
EVERYWHERE = {"fields", "limit", "after", "before", "since", "until", "summary", "access_token",
              "appsecret_proof", "pretty", "locale", "__paging_token"}  # fmt: skip
"""Parameters of any edge: fields, paging by cursor or by time, proof of the app."""
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}")
TYPES = {
    "string": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "unsigned int": lambda value: TYPES["int"](value) and value >= 0,
    "float": lambda value: TYPES["int"](value) or isinstance(value, float),
    "datetime": lambda value: isinstance(value, str) and bool(STAMP.fullmatch(value)),
    "Object": lambda value: isinstance(value, dict),
}


@dataclass
class Asked:
    """A name in `fields=`, what is asked of it in round brackets, and the names within."""

    name: str
    limits: dict[str, str]
    inner: list[Asked]


@dataclass
class Meta(Checker):
    """The kinds of nodes: their fields and edges, and the values of enums."""

    nodes: dict
    enums: list
    kinds: dict[str, str] = field(default_factory=dict)
    """Id → kind of node."""

    def __post_init__(self):
        self._fields = {kind: {each["name"]: each["type"] for each in node["fields"]}
                        for kind, node in self.nodes.items()}  # fmt: skip
        self._edges = {kind: {api.get("endpoint", ""): api for api in node["apis"]
                              if api["method"] == "GET"}
                       for kind, node in self.nodes.items()}  # fmt: skip
        self._values = {each["name"]: each["values"] for each in self.enums}

    def speaks_of(self, request):
        """Whether the request goes to the Graph API."""
        return request.url.host in HOSTS

    def request_faults(self, request):
        """Return what is wrong with a request."""
        if request.method != "GET":
            return [f"method {request.method}: only reading is described"]
        start, api = self._start(request)
        if api is None:
            return [start]
        own = {each["name"]: each["type"] for each in api.get("params", [])}
        faults = []
        for name, value in request.url.params.items():
            if name in own:
                faults += self._enum_faults(name, own[name], value)
            elif name not in EVERYWHERE:
                faults.append(f"query parameter {name} is not documented for {start}")
        return faults + self._asked_faults(api["return"], asked_of(request))

    def response_faults(self, request, response):
        """Return what is wrong with an answer, and learn of which kinds its ids are."""
        try:
            body = json.loads(response.content)
        except ValueError:
            return ["answer is not JSON"]
        if response.is_error:
            return error_faults(body)
        _, api = self._start(request)
        if api is None:
            return []
        asked = asked_of(request) or [Asked("id", {}, [])]
        if api.get("endpoint"):
            return self._list_faults(api["return"], asked, body, "$")
        return self._node_faults(api["return"], asked, body, "$")

    def _start(self, request):
        """Return the place and its API; what is wrong and None where there is none."""
        parts = request.url.path.strip("/").split("/")
        if not re.fullmatch(r"v\d+\.\d+", parts[0]):
            return f"path {request.url.path} names no version", None
        identity, edge = parts[1], "/".join(parts[2:])
        kind = self.kinds.get(identity)
        if kind is None:
            return f"path {request.url.path}: nobody said what {identity} is", None
        api = self._edges.get(kind, {}).get(edge)
        return f"path {kind}/{edge} is not documented" if api is None else f"{kind}/{edge}", api

    def _enum_faults(self, name, kind, value):
        allowed = self._values.get(kind)
        if allowed is None or value in allowed:
            return []
        return [f"query parameter {name}: {value!r} is not one of {allowed}"]

    def _asked_faults(self, kind, asked):
        if kind not in self._fields:
            return []
        faults = []
        for each in asked:
            edge = self._edges[kind].get(each.name)
            if each.name in self._fields[kind]:
                faults += self._asked_faults(self._fields[kind][each.name], each.inner)
            elif edge and each.name:
                faults += self._asked_faults(edge["return"], each.inner)
                known = EVERYWHERE | {param["name"] for param in edge.get("params", [])}
                faults += [f"{kind}.{each.name}.{limit}() is not documented"
                           for limit in each.limits if limit not in known]  # fmt: skip
            else:
                faults.append(f"field {each.name} of {kind} is not documented")
        return faults

    def _list_faults(self, kind, asked, body, where):
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            return [f"answer {where}: an object with a list `data` is due"]
        odd = set(body) - {"data", "paging", "summary"}
        faults = [f"answer {where}.{name} is not documented" for name in sorted(odd)]
        for number, node in enumerate(body["data"]):
            faults += self._node_faults(kind, asked, node, f"{where}.data[{number}]")
        return faults

    def _node_faults(self, kind, asked, node, where):
        if not isinstance(node, dict):
            return [f"answer {where}: {node!r} is no {kind}"]
        if isinstance(node.get("id"), str):
            self.kinds.setdefault(node["id"], kind)
        elif kind in self._fields and "id" in self._fields[kind]:
            return [f"answer {where}.id is missing or no text"]
        if kind not in self._fields:
            return []
        wanted, faults = {each.name: each for each in asked}, []
        for name in sorted(set(node) - {"id"}):
            if name in wanted:
                faults += self._value_faults(kind, wanted[name], node[name], f"{where}.{name}")
            else:
                faults.append(f"answer {where}.{name} was not asked for")
        return faults

    def _value_faults(self, kind, asked, value, where):
        edge = self._edges[kind].get(asked.name)
        name = self._fields[kind].get(asked.name)
        if name is None and edge:
            return self._list_faults(edge["return"], asked.inner, value, where)
        if name in self._fields:
            return self._node_faults(name, asked.inner, value, where)
        if name and name.startswith("list") and not isinstance(value, list):
            return [f"answer {where}: {value!r} is no list"]
        known = TYPES.get(name, lambda _: True)
        return [] if known(value) else [f"answer {where}: {value!r} is no {name}"]


def error_faults(body):
    """Return what is wrong with an error; the shape is that of the guide to handling errors."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return ["answer $.error is missing"]
    due = {"message": str, "type": str, "code": int}
    return [f"answer $.error.{name} is missing or no {kind.__name__}"
            for name, kind in due.items() if not isinstance(error.get(name), kind)]  # fmt: skip


def asked_of(request):
    """Return what `fields=` asks for."""
    text = request.url.params.get("fields", "")
    asked, end = fields_of(text, 0)
    assert end >= len(text), f"fields={text}: a bracket too many at {end}"
    return asked


def fields_of(text, at):
    """Parse `id,comments.limit(50){id,message}` from a place; return the names and the end."""
    asked = []
    while at < len(text) and text[at] != "}":
        word = re.compile(r"[\w-]+").match(text, at)
        assert word, f"fields={text}: a name is due at {at}"
        limits, at = {}, word.end()
        while limit := re.compile(r"\.(\w+)\(([^)]*)\)").match(text, at):
            limits[limit[1]], at = limit[2], limit.end()
        inner = []
        if text[at : at + 1] == "{":
            inner, at = fields_of(text, at + 1)
            assert text[at : at + 1] == "}", f"fields={text}: a bracket is missing"
            at += 1
        asked.append(Asked(word[0], limits, inner))
        at += text[at : at + 1] == ","
    return asked, at
