"""Recording names, places to ask for them, and recognition by content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.protocol.recordings import (
    PLACES,
    Folder,
    Kind,
    Place,
    is_recording_name,
    promised_size,
    sniff,
    split_names,
    trial_order,
)

WAV = b"RIFF" + (1000).to_bytes(4, "little") + b"WAVEfmt "
NAME = "2022-08/auto-1661157839-230-200.wav"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("", ()),
        ("@", ()),
        (f"{NAME}@", (NAME,)),
        ("a.wav@b.wav@", ("a.wav", "b.wav")),
        ("a.wav,b.wav", ("a.wav", "b.wav")),
        ("a.wav@a.wav@", ("a.wav",)),
        ("auto-1661157839#201-+3312345-6400.wav@", ("auto-1661157839#201-+3312345-6400.wav",)),
        ("2026-01/auto-1.venc@", ("2026-01/auto-1.venc",)),
        ("1002", ()),
        ("../../etc/passwd.wav@", ()),
        ("a\\b.wav@", ()),
        (f"{'x' * 300}.wav", ()),
    ],
)
def test_names_are_read_from_the_cdr_value(value: str, names: tuple[str, ...]) -> None:
    assert split_names(value) == names


@given(st.text(max_size=80))
def test_no_accepted_name_leaves_its_folder(text: str) -> None:
    for name in (*split_names(text), text):
        if is_recording_name(name):
            assert ".." not in name
            assert not name.startswith("/")
            assert "\x00" not in name


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Kind.EMPTY),
        (WAV, Kind.WAV),
        (b"RIFF\x00\x00\x00\x00AVI ", Kind.UNKNOWN),
        (b"GSFF\x00\x00\x00\x00", Kind.GSFF),
        (b"\x00" * 257 + b"ustar\x00", Kind.TAR),
        (b'{"status":-6}', Kind.JSON),
        (b"\xef\xbb\xbf [1]", Kind.JSON),
        (b"<!DOCTYPE html><html>", Kind.HTML),
        (b"\r\n <HTML>", Kind.HTML),
        (b'<?xml version="1.0"?><cdr/>', Kind.XML),
        (b'<?xml version="1.0"?><html xmlns="x">', Kind.HTML),
        (b"Directory,Filename\r\n", Kind.UNKNOWN),
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


def _requests(name: str, worked: Place | None = None) -> list[tuple[str, str]]:
    return [request for _, request in trial_order(name, worked=worked)]


def test_every_reading_of_the_month_folder_is_tried_once() -> None:
    bare = "auto-1661157839-230-200.wav"
    assert _requests(NAME) == [
        ("monitor", bare),
        ("queue", bare),
        ("meetme", bare),
        ("monitor", NAME),
        ("monitor/2022-08", bare),
    ]


def test_a_name_without_folder_needs_three_requests() -> None:
    assert _requests("auto-1.wav") == [(place, "auto-1.wav") for place in ("monitor", "queue", "meetme")]


@pytest.mark.parametrize(
    ("name", "first"), [("q6500-1.wav", "queue"), ("2026-03/meetme-conf-rec-6300.wav", "meetme")]
)
def test_a_name_that_tells_its_folder_is_asked_for_there(name: str, first: str) -> None:
    assert _requests(name)[0][0] == first


def test_the_place_that_worked_comes_first() -> None:
    worked = Place("monitor", Folder.IN_FILENAME)
    assert _requests(NAME, worked)[0] == ("monitor", NAME)
    assert len(_requests(NAME, worked)) == len(PLACES)
