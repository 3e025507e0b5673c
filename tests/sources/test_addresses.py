"""Addresses of sites as people paste them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.sources.addresses import pasted


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("shop.example.org", "https://shop.example.org"),
        (" http://shop.example.org:8080/wp-admin/ \n", "http://shop.example.org:8080/wp-admin/"),
        ("HTTPS://Shop.example.org", "https://Shop.example.org"),
        ("localhost", "https://localhost"),
    ],
)
def test_a_site_can_be_pasted_as_it_is(text, whole):
    assert pasted(text).geturl() == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://",
        "ftp://shop.example.org",
        "shop.example.org:0",
        "our shop",
        "https://[",
        "a\x07",
    ],
)
def test_what_is_no_site(text):
    assert pasted(text) is None


@settings(max_examples=50)
@given(st.text())
def test_any_text_is_a_site_or_none(text):
    found = pasted(text)
    assert found is None or (found.scheme in {"http", "https"} and found.hostname)
