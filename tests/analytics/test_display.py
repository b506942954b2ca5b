"""How numbers and names look."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from analytics.templatetags import display
from calls.models import Call


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (83.2, "1:23"), (3723, "1:02:03")]
)
def test_a_place_in_a_recording(seconds: float, text: str) -> None:
    assert display.clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (83, "1 min 23 s"),
        (3599.7, "1 h 00 min"),
    ],
)
def test_a_length_of_time(seconds: float | None, text: str) -> None:
    assert display.spoken(seconds) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "%", "–"),
        (46.4, "%", "46 %"),
        (4.52, "s", "4.5 s"),
        (0.0, "s", "0 s"),
        (75.0, "s", "1 min 15 s"),
        (13.12, "/min", "13.1/min"),
        (3.0, "", "3"),
        (143.6, "words/min", "144 words/min"),
        (5120, "", "5,120"),
    ],
)
def test_a_measure_has_its_unit(value: float | None, unit: str, text: str) -> None:
    assert display.measure(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.4, "%", "+12 %"),
        (-3.2, "points", "−3 points"),
        (-1.2, "points", "−1 point"),
        (0.2, "%", "0 %"),
        (-95, "s", "−1 min 35 s"),
    ],
)
def test_a_change_has_a_sign_unless_it_is_none(value: float, unit: str, text: str) -> None:
    assert display.signed(value, unit) == text


def test_a_mood_has_a_real_minus() -> None:
    assert (display.score(-0.314), display.score(0.5)) == ("−0.31", "+0.50")


def test_a_share_of_nothing_is_not_known() -> None:
    assert (display.share(3, 8), display.share(0, 0)) == ("38 %", "–")


def test_counts_are_grouped() -> None:
    assert (display.count(4918), display.count(None)) == ("4,918", "–")


@pytest.mark.parametrize(
    ("fields", "party", "number"),
    [
        ({"customer_name": "Bakery", "customer_number": "+49"}, "Bakery", "+49"),
        ({"customer_number": "+49"}, "+49", ""),
        ({}, "Number withheld", ""),
        ({"direction": "internal", "callee_number": "1009"}, "1009", ""),
        ({"direction": "internal", "callee_number": "1009", "callee_name": "Ida"}, "Ida (1009)", ""),
    ],
)
def test_the_other_party_is_named_as_well_as_it_is_known(
    fields: dict[str, str], party: str, number: str
) -> None:
    call = Call(**{"direction": "inbound"} | fields)
    assert (display.other_party(call), display.other_number(call)) == (party, number)


def test_people_of_the_house_have_name_and_number_as_far_as_they_are_known() -> None:
    call = Call(agent_number="1002", agent_name="Maria Lopez", queue="6500", queue_name="Front desk")
    assert (display.agent(call), display.queue(call)) == ("Maria Lopez (1002)", "Front desk (6500)")
    assert (display.agent(Call(agent_number="1002")), display.queue(Call())) == ("1002", "")


def test_moments_are_local_and_short() -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        now = timezone.localtime()
        noon = now.replace(hour=12, minute=5)
        assert display.when(noon) == "12:05"
        assert display.when(noon.astimezone(UTC)) == "12:05"
        assert display.when(noon - timedelta(days=1)) == "Yesterday 12:05"
        assert display.when(noon - timedelta(days=3)) == f"{noon - timedelta(days=3):%a} 12:05"
        assert display.when(datetime(2019, 11, 3, 3, 5, tzinfo=UTC)) == "3 Nov 2019 12:05"


def test_days_have_names() -> None:
    now = timezone.localtime().replace(hour=12)
    assert display.day_name(now) == "Today"
    assert display.day_name(now - timedelta(days=1)) == "Yesterday"
    assert display.day_name(datetime(2019, 11, 3, 12, tzinfo=UTC)) == "Sunday 3 November 2019"


def test_an_icon_with_a_label_is_an_image_and_without_one_is_ornament() -> None:
    assert 'aria-hidden="true"' in display.icon("play")
    labelled = display.icon("inbound", "<Inbound>")
    assert 'role="img"' in labelled
    assert "&lt;Inbound&gt;" in labelled
