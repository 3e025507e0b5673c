import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.http.inflate import inflate


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "": bytes}


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@given(
    st.binary(max_size=200).map(lambda part: part * 1000),
    st.sampled_from([*PACKERS.items(), ("deflate", bare)]),
    st.integers(1, 5000),
)
def test_whatever_was_packed_comes_back(data, packing, size):
    encoding, pack = packing
    assert b"".join(inflate(pieces(pack(data), size), encoding)) == data


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 131_072])
def test_output_that_ends_at_the_edge_of_a_step(length):
    for encoding, pack in [("gzip", gzip.compress), ("deflate", bare)]:
        assert len(b"".join(inflate([pack(bytes(length))], encoding))) == length


def test_several_gzip_members_and_padding():
    data = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(512)
    for size in (1, 7, 10_000):
        assert b"".join(inflate(pieces(data, size), "gzip")) == b"one two"


@given(st.data())
def test_cut_anywhere_is_noticed(data):
    packed = gzip.compress(b"some text that is not very long")
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    with pytest.raises(EOFError):
        list(inflate([cut], "gzip"))


@given(st.lists(st.binary()), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes(chunks, encoding):
    with contextlib.suppress(EOFError, zlib.error):
        assert all(len(piece) <= 65_536 for piece in inflate(chunks, encoding))


@given(st.lists(st.binary()))
def test_what_is_not_packed_comes_as_it_is(chunks):
    assert b"".join(inflate(chunks, "identity")) == b"".join(chunks)


def test_a_bomb_comes_in_small_steps():
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(50)) + packer.flush()
    steps = inflate([bomb], "gzip")
    assert max(len(next(steps)) for _ in range(100)) <= 65_536


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_what_was_not_asked_for(encoding):
    with pytest.raises(ValueError, match="not asked for"):
        list(inflate([b"x"], encoding))


def test_no_body_is_no_damage():
    assert list(inflate([], "gzip")) == []
