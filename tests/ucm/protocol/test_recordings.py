"""Recognition by content, and what may be a name."""

import pytest

from ucm.protocol.recordings import Kind, is_recording_name, promised_size, sniff

WAV = b"RIFF" + (1000).to_bytes(4, "little") + b"WAVEfmt "


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.wav", "a\\b.wav", "1002", "/a.wav", f"{'x' * 300}.wav", "a\x00.wav", ""]
)
def test_what_could_lead_out_of_the_folder_is_no_name(name: str) -> None:
    assert not is_recording_name(name)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Kind.EMPTY),
        (WAV, Kind.WAV),
        (b"RIFF\x00\x00\x00\x00AVI ", Kind.UNKNOWN),
        (b"GSFF\x00\x00\x00\x00", Kind.GSFF),
        (b"\x00" * 257 + b"ustar\x00", Kind.TAR),
        (b"\x1f\x8b\x08\x00", Kind.GZIP),
        (b'{"status":-6}', Kind.JSON),
        (b"\xef\xbb\xbf [1]", Kind.JSON),
        (b"<!DOCTYPE html><html>", Kind.HTML),
        (b"\r\n <HTML>", Kind.HTML),
        (b'<?xml version="1.0"?><cdr/>', Kind.XML),
        (b'<?xml version="1.0"?><html xmlns="x">', Kind.HTML),
        (b"Directory,Filename\r\n", Kind.UNKNOWN),
        (b"<\x9b\x02\xf0\x00\x11", Kind.UNKNOWN),
        (b"{\x9b\x02\xf0\x00\x11", Kind.UNKNOWN),
        ("<p>Über".encode(), Kind.HTML),
    ],
    ids=lambda value: value if isinstance(value, Kind) else "",
)
def test_a_body_is_known_by_its_first_bytes(body: bytes, kind: Kind) -> None:
    assert sniff(body) is kind


def test_only_wav_and_gsff_are_audio() -> None:
    assert {kind for kind in Kind if kind.is_audio} == {Kind.WAV, Kind.GSFF}


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (WAV, 1008),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"RIFF\xff\xff\xff\xffWAVE", None),
        (b"<html>", None),
    ],
)
def test_a_wav_says_how_long_it_is(head: bytes, size: int | None) -> None:
    assert promised_size(head) == size
