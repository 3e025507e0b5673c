"""What is said of an answer that is not what was asked for."""

from __future__ import annotations

import pytest

from amends.errors import BadAnswer
from amends.http import Response, Validators
from amends.sources.answers import read_json


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!doctype html><title>Sign in</title>", "Shop answered with a web page instead of data"),
        (b"\xef\xbb\xbf\n <html>", "Shop answered with a web page instead of data"),
        (b'{"reviews": [', "Shop: not JSON: line 1, column 14"),
    ],
)
def test_a_web_page_is_called_one(body, said):
    response = Response(200, "https://shop.example", None, {}, body, Validators())
    with pytest.raises(BadAnswer) as caught:
        read_json(response, "Shop")
    assert caught.value.message == said
