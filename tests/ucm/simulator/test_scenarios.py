"""Each scenario bites where it says, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from tests.ucm.simulator.wire import Wire
from ucm.simulator.scenarios import GOOD, SCENARIOS
from ucm.simulator.traffic.calls import Place

WireTo = Callable[..., Wire]
Taped = Callable[[str], tuple[Wire, Place]]


@pytest.fixture
def taped(wire_to: WireTo) -> Taped:
    """taped("scenario"): a wire, logged in, and the place of one recording in `monitor`."""

    def start(scenario: str) -> tuple[Wire, Place]:
        wire = wire_to(scenario=scenario).login()
        recording = next(each for each in wire.ucm.pbx.recordings if each.name == "missed_repair.flac")
        place = wire.ucm.place_call(recording=recording).recording
        assert place
        return wire, place

    return start


def test_every_row_is_found_by_its_name_and_says_what_it_does() -> None:
    assert all(name == row.name and row.summary.endswith(".") for name, row in SCENARIOS.items())


def test_wrong_password_tab_refuses_the_right_password(wire_to: WireTo) -> None:
    wire = wire_to(scenario="wrong-password-tab")
    assert wire.try_login(wire.challenge())["status"] == -37


def test_expired_cookie_dies_after_three_actions_and_a_login_mends_it(wire_to: WireTo) -> None:
    wire = wire_to(scenario="expired-cookie").login()
    assert [wire.status("getSystemStatus") for _ in range(4)] == [0, 0, 0, -6]
    assert wire.login().status("getSystemStatus") == 0


def test_not_permitted_recapi_refuses_recordings_only(taped: Taped) -> None:
    wire, place = taped("not-permitted-recapi")
    assert wire.status("recapi", filename=place.name) == -47
    assert len(wire.groups()) == 1


def test_html_recording_is_a_page_with_http_200(taped: Taped) -> None:
    wire, place = taped("html-recording")
    answer = wire.act("recapi", filename=place.name)
    assert (answer.status_code, answer.content[:9]) == (200, b"<!DOCTYPE")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_not_ready_has_the_file_at_the_third_try(taped: Taped) -> None:
    wire, place = taped("not-ready")
    assert [wire.status("recapi", filename=place.name) for _ in range(2)] == [-16, -16]
    assert wire.act("recapi", filename=place.name).content[:4] == b"RIFF"


def test_missing_recording_never_has_what_the_cdr_names(taped: Taped) -> None:
    wire, place = taped("missing-recording")
    assert place.name in wire.groups()[0]["recordfiles"]
    assert [wire.status("recapi", filename=place.name) for _ in range(4)] == [-16] * 4


def test_busy_asks_to_come_again(taped: Taped) -> None:
    wire, place = taped("busy")
    assert wire.status("cdrapi", format="json") == -45
    assert wire.status("recapi", filename=place.name) == -45
    assert len(wire.groups()) == 1
    assert wire.act("recapi", filename=place.name).content[:4] == b"RIFF"


def test_slow_answers_after_the_delay_and_not_before(wire_to: WireTo) -> None:
    assert SCENARIOS["slow"].delay > 0
    wire = wire_to(scenario=replace(GOOD, delay=0.3))
    with pytest.raises(requests.Timeout):
        wire.http("GET", "/", timeout=0.1)


def test_cut_breaks_off_twice_and_then_delivers(taped: Taped) -> None:
    wire, place = taped("cut")
    for _ in range(2):
        with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
            wire.act("recapi", filename=place.name)
    assert wire.act("recapi", filename=place.name).content[:4] == b"RIFF"
    assert len(wire.groups()) == 1


def test_month_folder_wants_the_name_as_the_cdr_has_it(taped: Taped) -> None:
    wire, place = taped("month-folder")
    assert wire.status("recapi", filename=place.name) == -16
    assert wire.act("recapi", filename=f"{place.month}/{place.name}").content[:4] == b"RIFF"


def test_month_folder_in_filedir_wants_it_there(taped: Taped) -> None:
    wire, place = taped("month-folder-in-filedir")
    assert wire.status("recapi", filename=f"{place.month}/{place.name}") == -16
    folder = f"monitor/{place.month}"
    assert wire.act("recapi", filedir=folder, filename=place.name).content[:4] == b"RIFF"
