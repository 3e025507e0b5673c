import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.http import Deadline, Response, Validators


def response(body: bytes = b"", status: int = 200) -> Response:
    return Response(status, "http://x/", None, {}, body, Validators())


def test_validators_survive_the_bookmark():
    both = Validators('W/"a b"', "Tue, 22 Sep 2026 10:00:00 GMT")
    assert Validators.from_json(both.to_json()) == both
    assert Validators().to_json() == {}


@pytest.mark.parametrize(
    "odd",
    [None, [], "x", 3, {"etag": 5}, {"etag": ""}, {"etag": 'x"\r\nhost: evil'}, {"etag": "é"}],
)
def test_odd_validators_count_as_none(odd):
    assert Validators.from_json(odd) == Validators()


json_values = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["etag", "last_modified"]), inner)
    ),
)


@given(json_values)
def test_validators_from_any_json_can_be_sent(value):
    for text in Validators.from_json(value).headers().values():
        assert text.isascii()
        assert text.isprintable()


def test_json():
    assert response('\ufeff{"a": "ы"}'.encode()).json() == {"a": "ы"}


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe\xfa", b"[" * 100_000, b"1" * 5000, b"{"]
)
def test_what_is_not_json_is_a_short_value_error(body):
    with pytest.raises(ValueError, match=r"^not JSON") as caught:
        response(body).json()
    assert len(str(caught.value)) < 60


@given(st.binary())
def test_json_of_any_bytes(body):
    try:
        response(body).json()
    except ValueError as error:
        assert str(error).startswith("not JSON")  # noqa: PT017 — both ways are right


def test_not_modified():
    assert response(status=304).not_modified
    assert not response().not_modified


def test_deadline_runs_out_and_stays_at_zero():
    now = [5.0]
    deadline = Deadline(2, lambda: now[0])
    assert deadline.left == 2
    assert not deadline.expired
    now[0] = 9
    assert deadline.left == 0
    assert deadline.expired
