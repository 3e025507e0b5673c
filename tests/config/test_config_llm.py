"""Where a language model may be, and that its key travels safely."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from amends.config.llm import Llm


def made(url, **more):
    return Llm.model_validate({"url": url, "model": "tiny", **more})


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1:8080/v1/", True),
        ("http://[::1]:8080/v1", True),
        ("https://api.example.com/v1", False),
        ("http://192.168.1.7:11434/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
    ],
)
def test_only_loopback_is_this_machine(url, here):
    assert made(url).on_this_machine is here
    assert not made(url).url.endswith("/")


@pytest.mark.parametrize(
    "url",
    ["", "api.example.com", "ftp://x/v1", "http://", "http://[bad", "http://a b/v1", "http://x:y/"],
)
def test_anything_else_is_no_address(url):
    with pytest.raises(ValidationError):
        made(url)


@pytest.mark.parametrize(
    "url", ["https://me:sk-secret@x/v1", "https://x/v1?key=sk-secret", "https://x/v1#sk-secret"]
)
def test_a_key_does_not_stand_in_the_address(url):
    with pytest.raises(ValidationError) as raised:
        made(url)
    assert all("sk-secret" not in error["msg"] for error in raised.value.errors())


def test_a_key_travels_encrypted_or_not_at_all():
    assert made("https://x/v1", key="env:K").key == "env:K"
    assert made("http://localhost/v1", key="env:K").key == "env:K"
    with pytest.raises(ValidationError, match="unencrypted"):
        made("http://192.168.1.7/v1", key="env:K")
    with pytest.raises(ValidationError, match="must not stand in this file"):
        made("https://x/v1", key="sk-secret")
