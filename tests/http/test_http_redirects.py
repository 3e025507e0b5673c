import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import HttpBadRedirect, HttpUnreachable
from amends.http.redirects import Ask, next_hop


def site(pages: dict[str, tuple[int, str]]):
    """Answer with these redirects, and with the address asked for everywhere else."""

    def handler(request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        if url in pages:
            status, location = pages[url]
            return httpx.Response(status, headers={"location": location} if location else {})
        return httpx.Response(200, text=f"{request.method} {url}")

    return handler


@pytest.mark.parametrize(
    ("statuses", "permanent"), [((301, 308), True), ((301, 302), False), ((307, 301), False)]
)
def test_moved_only_if_every_hop_was_permanent(world, statuses, permanent):
    first, second = statuses
    pages = {"http://x/a": (first, "/b"), "http://x/b": (second, "//y/c")}
    response = world.source(site(pages)).get("http://x/a")
    assert response.url == "http://y/c"
    assert response.moved_to == ("http://y/c" if permanent else None)
    assert world.source(site({})).get("http://x/a").moved_to is None


def test_upgrade_to_https_is_followed_with_credentials(world):
    source = world.source(site({"http://x/": (301, "https://x/")}))
    source.get("http://x/", auth=("anna", "pw"), headers={"X-Api-Key": "k"})
    assert world.requests[1].headers["x-api-key"] == "k"
    assert "authorization" in world.requests[1].headers


@pytest.mark.parametrize("target", ["http://other/", "http://x:81/", "https://x:8443/"])
def test_another_host_gets_no_secrets(world, target):
    source = world.source(site({"http://x/": (302, target)}))
    source.get(
        "http://x/",
        auth=("anna", "pw"),
        headers={"X-Api-Key": "k", "Cookie": "c", "Accept": "text/xml"},
    )
    first, second = world.requests
    assert first.headers["x-api-key"] == "k"
    assert not {"authorization", "cookie", "x-api-key"} & set(second.headers)
    assert second.headers["accept"] == "text/xml"


def test_user_info_in_the_address_does_not_leave_its_host(world):
    world.source(site({"http://a:b@x/": (302, "http://y/")})).get("http://a:b@x/")
    assert "authorization" in world.requests[0].headers
    assert "authorization" not in world.requests[1].headers


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("", "without saying where"),
        ("file:///etc/passwd", "file:"),
        ("ftp://x/", "ftp:"),
        ("javascript:alert(1)", "javascript:"),
        ("http://[bad", "no web address"),
        ("http://x:99999/", "no web address"),
        ("http://y/\x1b[31m", "no web address"),
    ],
)
def test_bad_targets_are_refused(world, location, words):
    with pytest.raises(HttpBadRedirect, match=words) as caught:
        world.source(site({"http://x/": (302, location)})).get("http://x/")
    assert caught.value.message.isprintable()
    assert len(world.requests) == 1


def test_never_down_from_https(world):
    with pytest.raises(HttpBadRedirect, match="from https to http"):
        world.source(site({"https://x/": (301, "http://x/")})).get("https://x/")


def test_circle_and_too_many(world):
    with pytest.raises(HttpBadRedirect, match="circle"):
        world.source(site({"http://x/a": (302, "/b"), "http://x/b": (302, "/a")})).get("http://x/a")
    world.requests.clear()
    chain = {f"http://x/{n}": (302, f"/{n + 1}") for n in range(20)}
    with pytest.raises(HttpBadRedirect, match="more than 10"):
        world.source(site(chain)).get("http://x/0")
    assert len(world.requests) == 11
    assert world.source(site(chain)).get("http://x/10").url == "http://x/20"


def test_a_form_answered_by_see_other_becomes_get(world):
    def handler(request: httpx.Request) -> httpx.Response:
        return site({"http://x/": (303, "/")} if request.method == "POST" else {})(request)

    response = world.source(handler).request("POST", "http://x/", json={})
    assert response.body == b"GET http://x/"
    assert "content-type" not in world.requests[1].headers


def test_what_we_send_is_not_handed_on(world):
    with pytest.raises(HttpBadRedirect, match="what we send"):
        world.source(site({"http://x/": (307, "http://y/")})).request("POST", "http://x/", json={})
    with pytest.raises(HttpBadRedirect, match="what we send"):
        world.source(site({"http://x/": (303, "http://y/")})).request("POST", "http://x/", json={})
    source = world.source(site({"http://x/": (307, "/z")}))
    assert source.request("POST", "http://x/", content=b"hi").body == b"POST http://x/z"


def test_hosts_that_are_not_ascii(world):
    location = "/отзывы".encode().decode("latin-1")
    pages = {"http://x/": (302, location)}

    def handler(request):
        if request.url.path == "/":
            return httpx.Response(302, headers=[(b"location", "/отзывы".encode())])
        return site(pages)(request)

    assert world.source(handler).get("http://x/").url == "http://x/отзывы"


@given(st.text(st.characters(max_codepoint=255)), st.sampled_from([301, 302, 303, 307, 308]))
def test_any_location_is_a_hop_or_a_bad_redirect(location, status):
    try:
        hop = next_hop(Ask("GET", "http://x/y"), status, location)
    except HttpBadRedirect as error:
        assert error.message.isprintable()  # noqa: PT017 — both ways are right
    else:
        assert hop.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("url", ["", "x/feed", "file:///etc/passwd", "http://", "http://[bad"])
def test_what_is_no_web_address(world, url):
    with pytest.raises(HttpUnreachable):
        world.source(site({})).get(url)
    assert not world.requests


def test_the_password_of_a_bad_address_does_not_show(world):
    with pytest.raises(HttpUnreachable) as caught:
        world.source(site({})).get("http://anna:secret@exam\u2100ple/")
    assert "secret" not in caught.value.message
