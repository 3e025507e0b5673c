"""Whether a fault against a description is found at all; the descriptions are our own, tiny."""

from __future__ import annotations

import httpx
import pytest

from specs import described
from specs.discovery import as_openapi
from specs.masks import Google
from specs.meta import Meta

REVIEW = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "stars": {"type": "integer", "minimum": 1, "maximum": 5},
        "mood": {"type": "string", "enum": ["GOOD", "BAD"]},
        "at": {"type": "string", "format": "date-time"},
        "shop": {"type": "string", "nullable": True},
        "replies": {"type": "array", "items": {"$ref": "#/components/schemas/Review"}},
    },
}
OPENAPI = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://{shop}.reviews.test/api"}],
    "security": [{"token": []}],
    "paths": {
        "/shops/{shop}/reviews": {
            "parameters": [{"in": "path", "name": "shop", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "parameters": [
                    {"in": "query", "name": "limit", "required": True,
                     "schema": {"type": "integer", "maximum": 50}},
                    {"in": "query", "name": "sort", "explode": False,
                     "schema": {"type": "array", "items": {"type": "string", "enum": ["at", "-at"]}}},
                    {"in": "query", "name": "page", "style": "deepObject", "schema": {"type": "object"}},
                    {"in": "header", "name": "X-Shop", "schema": {"type": "string", "minLength": 3}},
                ],
                "responses": {
                    "200": {"description": "", "content": {"application/json": {"schema": {
                        "allOf": [
                            {"type": "object", "required": ["status"],
                             "properties": {"status": {"type": "string"}}},
                            {"properties": {"reviews": {"type": "array", "items":
                                            {"$ref": "#/components/schemas/Review"}}}},
                        ]}}}},
                    "4XX": {"description": "", "content": {"application/json": {"schema": {
                        "type": "object", "properties": {"error": {"type": "string"}}}}}},
                },
            },
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema":
                                {"$ref": "#/components/schemas/Review"}}}},
                "responses": {"204": {"description": "Kept."}},
            },
        },
    },
    "components": {
        "schemas": {"Review": REVIEW},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}  # fmt: skip
HOME = "https://ana.reviews.test/api/shops/7/reviews"
TOKEN = {"authorization": "Bearer x"}


def get(address, headers=None):
    return httpx.Request("GET", address, headers=TOKEN | (headers or {}))


def post(body, headers=None):
    return httpx.Request("POST", HOME, headers=headers or TOKEN, json=body)


def test_a_right_request_has_no_fault():
    checker = described(OPENAPI)
    assert checker.speaks_of(get(HOME))
    checker.check_request(get(f"{HOME}?limit=50&sort=at,-at&page[size]=3"))
    checker.check_request(post({"id": "1", "stars": 5, "shop": None}))


WRONG = {
    "path": (get(HOME + "x?limit=3"), "path /shops/7/reviewsx is not documented"),
    "method": (httpx.Request("PUT", HOME, headers=TOKEN), "method PUT is not documented"),
    "parameter": (get(f"{HOME}?limit=3&limmit=4"), "query parameter limmit is not documented"),
    "part": (get(f"{HOME}?limit=3&pages[size]=4"), "query parameter pages[size] is not documented"),
    "required": (get(HOME), "query parameter limit is missing"),
    "type": (get(f"{HOME}?limit=many"), "query parameter limit: $: 'many' is not of type"),
    "twice": (get(f"{HOME}?limit=1&limit=2"), "query parameter limit is given more than once"),
    "bound": (get(f"{HOME}?limit=51"), "query parameter limit: $: 51 is greater than"),
    "enum": (get(f"{HOME}?limit=3&sort=at,bad"), "query parameter sort: $[1]: 'bad' is not one of"),
    "place": (get(HOME.replace("7", "x") + "?limit=3"), "path parameter shop: $: 'x' is not of"),
    "header": (get(f"{HOME}?limit=3", {"x-shop": "1"}), "header parameter X-Shop: $: '1' is too"),
    "credentials": (httpx.Request("GET", f"{HOME}?limit=3"), "no credentials of the documented"),
    "no body": (httpx.Request("POST", HOME, headers=TOKEN), "the body is missing"),
    "field": (post({"id": "1", "sttars": 3}), "body $.sttars is not documented"),
    "body type": (post({"id": 1}), "body $.id: 1 is not of type 'string'"),
    "form": (httpx.Request("POST", HOME, headers=TOKEN, data={"id": "1"}), "documented is application/json"),
    "body of a get": (httpx.Request("GET", f"{HOME}?limit=3", headers=TOKEN, json={}), "a body is not"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_each_fault_of_a_request_is_found(case):
    request, complaint = WRONG[case]
    with pytest.raises(AssertionError) as caught:
        described(OPENAPI).check_request(request)
    assert complaint in str(caught.value)


GOOD = {"id": "1", "stars": 5, "mood": "BAD", "at": "2026-11-21T08:00:00.123456789Z", "shop": None}
ANSWERS = {
    "field": ({"idd": "1", **GOOD}, "$.reviews[0].idd is not documented"),
    "missing": ({"stars": 5}, "$.reviews[0]: 'id' is a required property"),
    "type": ({**GOOD, "stars": "5"}, "$.reviews[0].stars: '5' is not of type 'integer'"),
    "bound": ({**GOOD, "stars": 6}, "$.reviews[0].stars: 6 is greater"),
    "enum": ({**GOOD, "mood": "SO-SO"}, "$.reviews[0].mood: 'SO-SO' is not one of"),
    "date": ({**GOOD, "at": "2026-11-21 08:00"}, "$.reviews[0].at: '2026-11-21 08:00' is not a"),
    "null": ({**GOOD, "stars": None}, "$.reviews[0].stars: None is not"),
    "deep": ({**GOOD, "replies": [{"id": "2", "stras": 1}]}, "$.reviews[0].replies[0].stras is not"),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_each_fault_of_an_answer_is_found(case):
    review, complaint = ANSWERS[case]
    answer = httpx.Response(200, json={"status": "ok", "reviews": [review]})
    with pytest.raises(AssertionError) as caught:
        described(OPENAPI).check_response(get(f"{HOME}?limit=3"), answer)
    assert complaint in str(caught.value)
    assert str(caught.value).count("\n") == 1, "one fault is told once"


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (httpx.Response(200, json={"status": "ok", "reviews": [GOOD]}), None),
        (httpx.Response(404, json={"error": "no such shop"}), None),
        (httpx.Response(404, json={"eror": "no such shop"}), "answer $.eror is not documented"),
        (httpx.Response(500, json={}), "status 500 is not documented"),
        (httpx.Response(200, content=b"{"), "answer is not JSON"),
        (httpx.Response(200, html="<p>"), "answer is text/html, documented is application/json"),
    ],
)
def test_status_and_kind_of_an_answer(answer, complaint):
    faults = described(OPENAPI).response_faults(get(f"{HOME}?limit=3"), answer)
    assert faults == ([complaint] if complaint else [])


def test_what_a_description_refers_to_but_lacks_may_be_anything():
    cut = {**OPENAPI, "components": {**OPENAPI["components"], "schemas": {}}}
    checker = described(cut)
    checker.check_request(post({"whatever": 1}))
    assert checker.strict.gaps == {"#/components/schemas/Review"}


def test_a_choice_by_a_field_tells_the_fault_of_what_was_chosen():
    kinds = {
        kind: {
            "type": "object",
            "properties": {"kind": {"type": "string", "enum": [kind]}, field: {}},
        }
        for kind, field in (("shop", "name"), ("town", "land"))
    }
    places = {f"#/components/schemas/{kind}": kind for kind in kinds}
    choice = {
        "oneOf": [{"$ref": place} for place in places],
        "discriminator": {"propertyName": "kind", "mapping": {v: k for k, v in places.items()}},
    }
    checker = described({**OPENAPI, "components": {"schemas": {**kinds, "Review": choice}}})
    checker.check_request(post({"kind": "town", "land": "BG"}))
    assert checker.request_faults(post({"kind": "town", "name": "x"})) == [
        "body $.name is not documented"
    ]
    assert checker.request_faults(post({"kind": "isle"})) != []


DISCOVERY = {
    "title": "Shelf",
    "version": "v1",
    "rootUrl": "https://shelf.googleapis.test/",
    "parameters": {"key": {"type": "string", "location": "query"}},
    "resources": {"shelves": {"methods": {
        "list": {
            "path": "v1/{+parent}/books", "flatPath": "v1/shelves/{shelvesId}/books", "httpMethod": "GET",
            "parameters": {
                "parent": {"type": "string", "location": "path", "required": True},
                "pageSize": {"type": "integer", "format": "int32", "location": "query"},
                "view": {"type": "string", "enum": ["FULL", "SHORT"], "location": "query", "repeated": True},
                "readMask": {"type": "string", "location": "query", "required": True},
            },
            "response": {"$ref": "Books"},
        },
        "search": {"path": "v1/books:search", "httpMethod": "POST",
                   "request": {"$ref": "Book"}, "response": {"$ref": "Books"}},
    }}},
    "schemas": {
        "Books": {"type": "object", "properties": {"books": {"type": "array", "items": {"$ref": "Book"}}}},
        "Book": {"type": "object", "properties": {
            "owner": {"type": "string"},
            "pages": {"type": "string", "format": "int64"},
            "read": {"type": "string", "format": "google-datetime"}}},
    },
}  # fmt: skip
SHELF = "https://shelf.googleapis.test/v1/shelves/3/books"


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        (f"{SHELF}?readMask=pages&pageSize=3&view=FULL&view=SHORT", None),
        (f"{SHELF}?readMask=pages&pageSize=x", "query parameter pageSize: $: 'x' is not of type"),
        (f"{SHELF}?readMask=pages&view=LONG", "query parameter view: $[0]: 'LONG' is not one of"),
        (f"{SHELF}?pageSize=3", "query parameter readMask is missing"),
        (f"{SHELF}?readMask=pages&pagesize=3", "query parameter pagesize is not documented"),
        (f"{SHELF}?readMask=pages,raed", "query parameter readMask: raed is not documented"),
        (f"{SHELF}:search", "path /v1/shelves/3/books:search is not documented"),
    ],
)
def test_requests_by_discovery(address, complaint):
    found = described(as_openapi(DISCOVERY), Google).request_faults(get(address))
    assert bool(found) == bool(complaint)
    assert not complaint or complaint in found[0]


@pytest.mark.parametrize(
    ("book", "complaint"),
    [
        ({"pages": "9007199254740993", "read": "2026-11-21T08:00:00Z"}, None),
        ({"pages": 300}, "$.books[0].pages: 300 is not of type 'string'"),
        ({"read": "1763712000"}, "$.books[0].read: '1763712000' is not a 'date-time'"),
        ({"paiges": "3"}, "$.books[0].paiges is not documented"),
        ({"owner": "Ana"}, "books.owner was not asked for"),
    ],
)
def test_answers_by_discovery(book, complaint):
    answer = httpx.Response(200, json={"books": [book]})
    found = described(as_openapi(DISCOVERY), Google).response_faults(
        get(f"{SHELF}?readMask=pages,read"), answer
    )
    assert found == ([f"answer {complaint}"] if complaint else [])


def test_google_tells_errors_in_its_own_shape():
    checker = described(as_openapi(DISCOVERY), Google)
    right = {"error": {"code": 403, "message": "No.", "status": "PERMISSION_DENIED"}}
    assert checker.response_faults(get(SHELF), httpx.Response(403, json=right)) == []
    assert checker.response_faults(get(SHELF), httpx.Response(403, json={"error": "No."})) != []


def graph():
    nodes = {
        "Page": {
            "fields": [{"name": "id", "type": "string"}, {"name": "name", "type": "string"}],
            "apis": [{"method": "GET", "name": "#get", "return": "Page", "params": []},
                     {"method": "GET", "endpoint": "feed", "return": "Post",
                      "params": [{"name": "with", "type": "with_enum"}]}],
        },
        "Post": {
            "fields": [{"name": "id", "type": "string"}, {"name": "likes", "type": "unsigned int"},
                       {"name": "made", "type": "datetime"}, {"name": "from", "type": "Object"}],
            "apis": [{"method": "GET", "endpoint": "answers", "return": "Post", "params": []}],
        },
    }  # fmt: skip
    return Meta(nodes, [{"name": "with_enum", "values": ["location"]}], {"7": "Page"})


GRAPH = "https://graph.facebook.com/v26.0"


@pytest.mark.parametrize(
    ("way", "complaint"),
    [
        ("7/feed?fields=id,likes,answers.limit(5){id,made},from{id,name}&with=location", None),
        ("7?fields=name", None),
        ("7/feeed?fields=id", "path Page/feeed is not documented"),
        ("8/feed?fields=id", "path /v26.0/8/feed: nobody said what 8 is"),
        ("7/feed?fields=id,liikes", "field liikes of Post is not documented"),
        ("7/feed?fields=answers{mode}", "field mode of Post is not documented"),
        ("7/feed?fields=answers.max(3){id}", "Post.answers.max() is not documented"),
        (
            "7/feed?fields=id&with=people",
            "query parameter with: 'people' is not one of ['location']",
        ),
        ("7/feed?fields=id&order=new", "query parameter order is not documented for Page/feed"),
    ],
)
def test_requests_to_the_graph(way, complaint):
    found = graph().request_faults(get(f"{GRAPH}/{way}"))
    assert found == ([complaint] if complaint else [])


GIVEN = {"id": "7_1", "likes": 3, "made": "2026-11-21T08:00:00+0000"}


@pytest.mark.parametrize(
    ("post", "complaint"),
    [
        (GIVEN, None),
        ({**GIVEN, "answers": {"data": [{"id": "9", "likes": 0}], "paging": {}}}, None),
        ({**GIVEN, "likes": -1}, "$.data[0].likes: -1 is no unsigned int"),
        ({**GIVEN, "likes": "3"}, "$.data[0].likes: '3' is no unsigned int"),
        ({**GIVEN, "made": "2026-11-21"}, "$.data[0].made: '2026-11-21' is no datetime"),
        ({**GIVEN, "from": {"id": "1"}}, "$.data[0].from was not asked for"),
        ({**GIVEN, "answers": []}, "$.data[0].answers: an object with a list `data` is due"),
        ({**GIVEN, "answers": {"data": [{"id": "9", "likes": True}]}},
         "$.data[0].answers.data[0].likes: True is no unsigned int"),
        ({"likes": 3}, "$.data[0].id is missing or no text"),
    ],
)  # fmt: skip
def test_answers_of_the_graph(post, complaint):
    request = get(f"{GRAPH}/7/feed?fields=likes,made,answers{{likes}}")
    found = graph().response_faults(request, httpx.Response(200, json={"data": [post]}))
    assert found == ([f"answer {complaint}"] if complaint else [])


def test_the_graph_learns_of_which_kind_an_id_is():
    meta = graph()
    request = get(f"{GRAPH}/7/feed?fields=likes")
    meta.check_response(request, httpx.Response(200, json={"data": [{"id": "7_1"}]}))
    meta.check_request(get(f"{GRAPH}/7_1/answers?fields=id"))


def test_the_graph_tells_errors_in_its_own_shape():
    request = get(f"{GRAPH}/7/feed?fields=id")
    right = {"error": {"message": "No.", "type": "OAuthException", "code": 190}}
    assert graph().response_faults(request, httpx.Response(400, json=right)) == []
    assert graph().response_faults(request, httpx.Response(400, json={"error": {}})) != []


@pytest.mark.parametrize(
    ("mask", "book", "complaint"),
    [
        ("books.pages,books.read", {"pages": "3"}, None),
        ("*", {"pages": "3"}, None),
        ("books.paiges", {}, "header X-Goog-FieldMask: books.paiges is not documented"),
        ("pages", {}, "header X-Goog-FieldMask: pages is not documented"),
    ],
)
def test_the_mask_of_a_header(mask, book, complaint):
    checker = described(as_openapi(DISCOVERY), Google)
    request = get(f"{SHELF}?readMask=*", {"x-goog-fieldmask": mask})
    found = checker.request_faults(request)
    found += checker.response_faults(request, httpx.Response(200, json={"books": [book]}))
    assert found[:1] == ([complaint] if complaint else [])
