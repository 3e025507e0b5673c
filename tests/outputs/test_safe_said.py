"""Title and text of a mention in one line."""

import pytest

from amends.languages import words
from amends.models import Mention
from amends.outputs.safe import said


@pytest.mark.parametrize(("title", "line"), [
    ("Thank you!", "Thank you! It was warm."),
    ("Thank you", "Thank you. It was warm."),
    ("Why? ", "Why? It was warm."),
    ("Re: Cold room", "It was warm."),
    (None, "It was warm."),
])  # fmt: skip
def test_a_title_ends_once_and_is_not_repeated(title, line):
    mail = Mention(title=title, text="It was warm.", kind="email")
    assert said(mail, words("en")) == line


@pytest.mark.parametrize(("told", "where"), [
    ({"source_type": "google_business", "extra": {"subject": "A new review"}}, "google · post"),
    ({"source_type": "booking", "extra": {"subject": "A new review"}}, "booking · post"),
    ({"source_type": "imap"}, "post"),
])  # fmt: skip
def test_a_review_that_a_mail_tells_of_names_its_platform(told, where):
    assert Mention(source="post", **told).stands_at == where
