"""A recording out of a tar and out of gzip, in pieces of any size."""

import gzip
import io
import tarfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.protocol.errors import ConnectionBroken, NoSuchRecording
from ucm.protocol.unpack import gunzip, member


def tar(**files: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, body in files.items():
            entry = tarfile.TarInfo(f"2026-03/{name}.wav")
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
    return target.getvalue()


def pieces(body: bytes, size: int = 1000) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


ARCHIVE = tar(a=b"A" * 3000, b=b"B" * 70_000)


@given(st.integers(1, 5000))
def test_the_file_of_that_name_comes_whole_however_it_was_cut(size: int) -> None:
    length, chunks = member(pieces(ARCHIVE, size), "monitor/b.wav")
    assert (length, b"".join(chunks)) == (70_000, b"B" * 70_000)


@given(st.binary(max_size=3000), st.integers(1, 500))
def test_gzip_is_undone_however_it_was_cut(body: bytes, size: int) -> None:
    pieces_out = list(gunzip(pieces(gzip.compress(body), size)))
    assert b"".join(pieces_out) == body
    assert b"" not in pieces_out


def test_a_little_gzip_never_becomes_one_large_piece() -> None:
    bomb = gzip.compress(b"\x00" * 20_000_000)
    assert max(map(len, gunzip(iter([bomb])))) <= 64 * 1024


def test_another_file_is_not_taken_instead() -> None:
    with pytest.raises(NoSuchRecording):
        member(pieces(ARCHIVE), "c.wav")


@pytest.mark.parametrize("kept", [100, 1000, 5000, 20_000])
def test_a_tar_that_breaks_off_is_said(kept: int) -> None:
    with pytest.raises((ConnectionBroken, NoSuchRecording)):
        b"".join(member(pieces(ARCHIVE[:kept]), "b.wav")[1])


@pytest.mark.parametrize("damaged", [lambda body: body[:-9], lambda body: body[:20] + b"!!" + body[22:]])
def test_damaged_gzip_is_said(damaged: object) -> None:
    body = gzip.compress(bytes(range(256)) * 40)
    with pytest.raises(ConnectionBroken):
        b"".join(gunzip(pieces(damaged(body))))  # type: ignore[operator]
