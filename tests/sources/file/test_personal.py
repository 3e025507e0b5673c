"""Where to reach a reviewer is left unread: nobody needs it to answer them there."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources.file.options import Options
from amends.sources.file.personal import without_contacts
from amends.sources.file.reading import read_mentions

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
KATE = "kate.p@example.org"


def read(tmp_path, *rows, name="rows.json", **options):
    path = tmp_path / name
    path.write_text(json.dumps(rows), encoding="utf-8")
    return [m for batch in read_mentions(path, Options(now=NOW, **options)) for m in batch.mentions]


def test_an_address_becomes_its_digest_the_same_everywhere(tmp_path):
    row = {"review": "Cold soup", "rating": 2}
    found = [
        *read(tmp_path, row | {"reviewer_email": KATE}, row | {"reviewer_email": "bo@example.org"}),
        *read(tmp_path, row | {"E-mail": f" {KATE.upper()} "}, name="b.json"),
        *read(tmp_path, row | {"author": {"handle": KATE}}, name="c.json"),
    ]
    ids = [mention.author.id or mention.author.handle for mention in found]
    assert ids[0] == ids[2] == ids[3] != ids[1]
    assert "@" not in "".join(ids)
    assert "kate" not in repr(found).casefold()


def test_an_id_that_is_none_stays(tmp_path):
    (mention,) = read(tmp_path, {"text": "Cold", "author": {"id": "u@1", "handle": "@kate"}})
    assert (mention.author.id, mention.author.handle) == ("u@1", "@kate")


@pytest.mark.parametrize("options", [{}, {"kind": "email"}])
def test_letters_keep_where_to_answer(tmp_path, options):
    row = {"text": "Where is my parcel?", "author_id": KATE, "phone": "1", "kind": "email"}
    (mention,) = read(tmp_path, row, **options)
    assert (mention.author.id, mention.extra) == (KATE, {"phone": "1"})


@pytest.mark.parametrize(
    "column",
    [
        *("ip_address", "comment_author_IP", "reviewer.phone", "Phone number", "billing.email"),
        *("address_1", "Shipping address", "zip", "user_agent", "Телефон клиента", "Адрес"),
        *("teléfono", "Dirección", "Numer telefonu", "Adres e-mail", "Имейл", "Adresse"),
    ],
)
def test_such_columns_are_not_kept(tmp_path, column):
    row = {"text": "Cold soup", "rating": 2, "order": "17", column: "x 7"}
    (mention,) = read(tmp_path, row)
    assert mention.extra == {"order": "17"}


@pytest.mark.parametrize("column", ["zipper", "recipe", "tip", "location", "verified", "shipping"])
def test_others_are(tmp_path, column):
    (mention,) = read(tmp_path, {"text": "Cold soup", "rating": 2, column: "x 7"})
    assert mention.extra == {column: "x 7"}


def test_an_address_under_any_name_is_not_kept(tmp_path):
    row = {"text": "Cold", "rating": 2, "contact": KATE, "people": [KATE, {"phone": "1", "n": 2}]}
    (mention,) = read(tmp_path, row)
    assert mention.extra == {"people": [{"n": 2}]}


_JSON = st.recursive(
    st.none() | st.text(max_size=5) | st.just(KATE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=8), _JSON, max_size=4))
def test_whatever_the_fields_are_no_address_is_left(fields):
    left = without_contacts(fields)
    assert left.keys() <= fields.keys()
    values = json.dumps(left)
    assert KATE not in values
