"""Places to ask for a recording, in what order and in what words."""

import pytest

from ucm.protocol.places import (
    PLACES,
    Folder,
    Place,
    Storage,
    month_of,
    read_listing,
    read_place,
    stem,
    trial_order,
)

NAME = "2022-08/auto-1661157839-230-200.wav"
BARE = "auto-1661157839-230-200.wav"


def _requests(name: str, worked: Place | None = None, *, everywhere: bool = False) -> list[tuple[str, ...]]:
    order = trial_order(name, worked=worked, everywhere=everywhere)
    return [tuple(place.request(name).values()) for place in order]


def test_every_reading_of_the_month_folder_is_tried_once() -> None:
    assert _requests(NAME) == [
        ("monitor", BARE),
        ("queue", BARE),
        ("meetme", BARE),
        ("monitor", NAME),
        ("monitor/2022-08", BARE),
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


def test_what_was_learned_of_the_month_folder_holds_for_every_folder() -> None:
    worked = Place("monitor", Folder.IN_FILEDIR)
    assert _requests("2026-03/q6500-1.wav", worked)[0] == ("queue/2026-03", "q6500-1.wav")


def test_what_was_learned_of_the_network_drive_holds_for_every_folder() -> None:
    worked = Place("monitor", storage=Storage.NETDISK)
    assert _requests("2026-03/q6500-1.wav", worked)[0] == ("queue", "q6500-1.wav", "netdisk")


def test_rare_places_are_asked_last_and_only_when_told() -> None:
    usual, all_of_them = _requests(NAME), _requests(NAME, everywhere=True)
    assert all_of_them[: len(usual)] == usual
    assert ("monitor", BARE, "netdisk") in all_of_them
    assert ("monitor", BARE, "gdms") in all_of_them
    assert ("emergency", BARE) in all_of_them
    assert len(set(all_of_them)) == len(all_of_them)


@pytest.mark.parametrize(
    "place",
    [
        Place("monitor"),
        Place("queue", Folder.IN_FILEDIR),
        Place("monitor", Folder.IN_FILENAME, Storage.NETDISK),
        Place("meetme", storage=Storage.GDMS),
    ],
)
def test_a_place_is_remembered_as_text(place: Place) -> None:
    assert read_place(str(place)) == place


@pytest.mark.parametrize("text", ["", "monitor", "monitor, upside down", "monitor, dropped, tape"])
def test_text_that_is_no_place_is_none(text: str) -> None:
    assert read_place(text) is None


def test_a_listing_of_the_cloud_is_read_without_its_header() -> None:
    text = (
        "Directory,Filename,uniqueCode\r\nmonitor,auto-1680780504-2015-2002.venc,18831795fad7\r\n\r\nend\r\n"
    )
    [copy] = read_listing(text)
    assert copy == ("monitor", "auto-1680780504-2015-2002.venc", "18831795fad7")
    assert stem(copy.filename) == stem("2023-04/auto-1680780504-2015-2002.wav")


@pytest.mark.parametrize(
    ("name", "month"),
    [(NAME, "2022-08"), (BARE, "2022-08"), ("2022-09/auto-1661157839-1.wav", "2022-09"), ("a.wav", "")],
)
def test_the_month_is_that_of_the_folder_or_of_the_epoch(name: str, month: str) -> None:
    assert month_of(name) == month
