"""What all of Meta's Graph API does: tokens, cursors, fields, errors."""

from __future__ import annotations

import re

from fakes import SECRET, answered

HOST = "graph.facebook.com"


def error(code, status=400, subcode=None, message="…", **headers):
    body = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Axyz"}
    return answered(
        {"error": body | ({"error_subcode": subcode} if subcode else {})}, status, **headers
    )


def refused(request):
    """Return what the platform answers before it looks at what is asked for; None: it goes on."""
    if request.url.host != HOST or not re.match(r"/v\d+\.\d+/", request.url.path):
        return error(2500)
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    token = token or request.url.params.get("access_token")
    if not token:
        return error(104, 401, message="An access token is required to request this resource.")
    return None if token == SECRET else error(190, 401, 467)


def listed(request, items, page, shape, *, own_limit=100):
    """Return one page of a list, with cursors, and the address of the next one, token and all."""
    params = request.url.params
    if int(params.get("limit", "25")) > own_limit:
        return error(100, message="The limit is too high")
    ids = [item["id"] for item in items]
    after = params.get("after")
    if after is not None and after.removeprefix("QVFI") not in ids:
        return error(100, message="Invalid cursor")
    start = ids.index(after.removeprefix("QVFI")) + 1 if after is not None else 0
    found = items[start : start + page]
    body = {"data": [chosen(shape(item), fields_of(params.get("fields", "id"))) for item in found]}
    if found:
        body["paging"] = {
            "cursors": {"before": f"QVFI{found[0]['id']}", "after": f"QVFI{found[-1]['id']}"}
        }
    if start + page < len(items):
        body["paging"]["next"] = f"{request.url}&access_token={SECRET}&after=QVFI{found[-1]['id']}"
    return answered(body)


def fields_of(text):
    """Return the names of `id,parent{id},comments.limit(0)`, each with those in its braces."""
    names, depth, word, inner = {}, 0, "", ""
    for letter in f"{text},":
        depth += (letter == "{") - (letter == "}")
        if letter == "," and depth == 0:
            names[re.match(r"\w+", word)[0]] = fields_of(inner[1:]) if inner else None
            word, inner = "", ""
        elif depth:
            inner += letter
        elif letter != "}":
            word += letter
    return names


def chosen(node, names):
    """Return a node with the fields that were asked for; `id` always comes."""
    found = {}
    for name, inner in ({"id": None} | names).items():
        if name not in node:
            continue
        value = node[name]
        if inner and isinstance(value, dict) and "data" in value:
            value = value | {"data": [chosen(each, inner) for each in value["data"]]}
        elif inner and isinstance(value, dict):
            value = chosen(value, inner)
        found[name] = value
    return found
