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


@pytest.mark.parametrize(
    ("scenario", "http_status"),
    [("old-api", 401), ("old-firmware", 404), ("forbidden", 403), ("web-page", 200)],
)
def test_something_else_stands_at_the_door(wire_to: WireTo, scenario: str, http_status: int) -> None:
    answer = wire_to(scenario=scenario).ask("challenge", user="cdrapi", version="1.0")
    assert (answer.status_code, answer.content[:9]) == (http_status, b"<!DOCTYPE")
    assert answer.headers.get("WWW-Authenticate", "").startswith("Digest ") == (http_status == 401)


@pytest.mark.parametrize(
    ("scenario", "status"), [("banned", -68), ("login-forbidden", -70), ("no-such-user", -71)]
)
def test_a_login_is_refused_with_the_code_of_the_scenario(
    wire_to: WireTo, scenario: str, status: int
) -> None:
    wire = wire_to(scenario=scenario)
    answer = wire.try_login(wire.challenge())
    assert answer["status"] == status
    assert ("remain_time" in answer["response"]) == (status == -68)


@pytest.mark.parametrize(("scenario", "status"), [("api-closed", -47), ("invalid-parameters", -1)])
def test_the_challenge_is_refused_with_the_code_of_the_scenario(
    wire_to: WireTo, scenario: str, status: int
) -> None:
    answer = wire_to(scenario=scenario).ask("challenge", user="cdrapi", version="1.0").json()
    assert answer["status"] == status


def test_a_dead_cookie_never_lived(wire_to: WireTo) -> None:
    assert wire_to(scenario="dead-cookie").login().status("getSystemStatus") == -6


def test_too_frequent_never_gives_in(wire_to: WireTo) -> None:
    wire = wire_to(scenario="too-frequent").login()
    assert [wire.status("cdrapi", format="json") for _ in range(3)] == [-57] * 3


def test_blind_filters_find_what_is_asked_for_without_a_time_only(taped: Taped) -> None:
    wire, _ = taped("blind-filters")
    assert len(wire.groups()) == 1
    assert wire.groups(startTime="2000-01-01T00:00:00+00:00") == []


def test_a_late_clock_is_ten_minutes_slow(wire_to: WireTo) -> None:
    told = wire_to(scenario="late-clock").login().act("getSystemStatus").json()["response"]["system-time"]
    assert told == "2026-03-03 11:50:00 UTC+00:00"


def test_no_names_refuses_every_list_and_nothing_else(wire_to: WireTo) -> None:
    wire = wire_to(scenario="no-names").login()
    assert [wire.status(action) for action in ("listAccount", "listQueue", "listVoIPTrunk")] == [-47] * 3
    assert wire.status("getSystemStatus") == 0


def test_a_renamed_extension_has_its_new_name_from_the_second_listing_on(wire_to: WireTo) -> None:
    wire = wire_to(scenario="renamed-extension").login()
    first, second = (wire.act("listAccount").json()["response"]["account"] for _ in range(2))
    assert {(row["extension"], row["fullname"]) for row in second if row not in first} == {
        (wire.ucm.pbx.office.extensions[0].number, "Dana Whitfield")
    }
    assert wire.act("listQueue").json()["response"]["queue"][0]["queue_name"] == "Reception"


def test_plain_lists_know_no_pages_and_no_text_numbers(wire_to: WireTo) -> None:
    wire = wire_to(scenario="plain-lists").login()
    response = wire.act("listAccount", page="2", item_num="1").json()["response"]
    assert response.keys() == {"account"}
    assert 1101 in [row["extension"] for row in response["account"]]


def test_hanging_later_answers_four_times(wire_to: WireTo) -> None:
    wire = wire_to(scenario="hanging-later").login()
    assert [wire.status("getSystemStatus") for _ in range(2)] == [0, 0]
    with pytest.raises(requests.Timeout):
        wire.http("POST", "/api", timeout=0.2)


def test_a_cut_wire_ends_in_the_handshake(wire_to: WireTo) -> None:
    with pytest.raises(requests.ConnectionError):
        wire_to(scenario="hung-up").http("GET", "/")


def test_weak_tls_has_a_group_that_openssl_refuses(wire_to: WireTo) -> None:
    with pytest.raises(requests.exceptions.SSLError, match="DH_KEY_TOO_SMALL"):
        wire_to(scenario="weak-tls").http("GET", "/")


def test_plain_http_speaks_without_tls(wire_to: WireTo) -> None:
    wire = wire_to(scenario="plain-http")
    assert wire.ucm.url.startswith("http://")
    assert wire.http("GET", "/").status_code == 200


def test_ignores_offset_repeats_its_first_page(wire_to: WireTo) -> None:
    wire = wire_to(scenario="ignores-offset").login()
    for _ in range(3):
        wire.ucm.place_call()
    assert wire.groups(numRecords=2, offset=2) == wire.groups(numRecords=2)
