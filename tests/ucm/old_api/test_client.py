"""Call records over the old API of a simulated UCM."""

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.ucm.canned import Answers, Reply
from tests.ucm.protocol.legs import BEGIN, row
from ucm.client import UcmClient
from ucm.old_api import OldApiClient
from ucm.protocol.conversation import group_by_session
from ucm.simulator.server import RunningUcm
from ucm.simulator.traffic.kinds import CallKind

UcmOf = Callable[..., RunningUcm]
ClientOf = Callable[..., OldApiClient]
ClientAgainst = Callable[[Answers], OldApiClient]

HOUR = timedelta(hours=1)


def _today() -> dict[str, datetime]:
    now = datetime.now(UTC)
    return {"start": now - HOUR, "end": now + timedelta(minutes=1)}


@pytest.mark.parametrize("scenario", ["old-api", "old-api-basic", "old-api-open", "old-api-repeating"])
def test_every_leg_of_every_call_is_fetched_once(
    ucm_of: UcmOf, old_client_of: ClientOf, scenario: str
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    ucm = ucm_of(scenario, zone=berlin)
    now = datetime.now(UTC).timestamp()
    placed = [ucm.place_call(kind, begins=now - 1800 + 7 * number) for number, kind in enumerate(CallKind)]
    legs = list(old_client_of(ucm, zone=berlin).cdrs(**_today(), page_size=4))
    assert len({leg.key for leg in legs}) == len(legs) == sum(len(call.rows) for call in placed)
    assert set(group_by_session(legs)) == {call.session for call in placed}


def test_both_apis_give_the_same_legs(
    ucm_of: UcmOf, old_client_of: ClientOf, client_of: Callable[..., UcmClient]
) -> None:
    now = datetime.now(UTC)
    clocked = {"clock": now.timestamp, "seed": 7}
    both = [ucm_of("good", **clocked), ucm_of("old-api", **clocked)]
    for ucm in both:
        for hours in range(30):
            ucm.place_call(CallKind.INBOUND, begins=now.timestamp() - 3600 * hours - 60)
    window = {"start": now - 6 * HOUR, "end": now - HOUR}
    new, old = client_of(both[0]).cdrs(**window), old_client_of(both[1]).cdrs(**window)
    assert [leg.key for leg in old] == [leg.key for leg in new] != []


@pytest.mark.parametrize("began", [timedelta(hours=2), timedelta(hours=5), timedelta(hours=20)])
def test_a_long_call_is_found_by_its_end(old_client_against: ClientAgainst, began: timedelta) -> None:
    """A UCM that takes no notice of filters: what is left out is left out by the client."""
    seconds = int(began.total_seconds())
    both = [row(talk=seconds), row(talk=5, session="1-2", uniqueid="1772442000.99")]
    pages = iter([both, [], [], []])
    client = old_client_against(lambda _: Reply(json.dumps({"cdr_root": next(pages)}).encode()))
    end = BEGIN + began
    legs = list(client.cdrs(start=end - timedelta(minutes=5), end=end + timedelta(minutes=5)))
    assert [leg.billsec for leg in legs] == [seconds]


def test_the_window_is_widened_and_only_long_talks_are_asked_for_further_back(
    ucm_of: UcmOf, old_client_of: ClientOf
) -> None:
    ucm = ucm_of("old-api-open")
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    list(old_client_of(ucm, zone=ZoneInfo("Europe/Berlin")).cdrs(start=start, end=start + HOUR))
    far, near = (dict(served.parameters) for served in ucm.requests)
    assert (far["startTime"], far["endTime"], far["minDur"]) == (
        *("2026-03-01T13:00:00+01:00", "2026-03-02T09:00:00+01:00"),
        "3600",
    )
    assert (near["startTime"], near["endTime"]) == ("2026-03-02T09:00:00+01:00", "2026-03-02T14:00:00+01:00")
    assert set(near) == {"format", "numRecords", "offset", "startTime", "endTime"}
    assert "" not in near.values()


def test_calls_that_ended_before_the_window_stay_out(ucm_of: UcmOf, old_client_of: ClientOf) -> None:
    ucm = ucm_of("old-api-open")
    ucm.place_call(begins=datetime.now(UTC).timestamp() - 7200)
    assert len(old_client_of(ucm).sample()) == 1
    assert list(old_client_of(ucm).cdrs(**_today())) == []


def test_the_groups_of_a_large_call_stay_together(old_client_against: ClientAgainst) -> None:
    """The second group's legs all ended before the window in which the call did."""
    summary = {"session": "S", "src": "1"}
    rings = {f"sub_cdr_{n}": row(ring=5, session="S", AcctId=str(n), dst=str(n)) for n in (1, 2)}
    talked = {"sub_cdr_1": row(talk=3600, session="S", AcctId="9")}
    groups = [{"cdr": "", "main_cdr": summary, **legs} for legs in (talked, rings)]
    pages = iter([[], groups, []])
    client = old_client_against(lambda _: Reply(json.dumps({"cdr_root": next(pages)}).encode()))
    legs = list(client.cdrs(start=BEGIN + timedelta(minutes=50), end=BEGIN + 2 * HOUR))
    assert len(legs) == 3


@pytest.mark.parametrize(
    "body", [b'{"cdr_root":[]}', b'{"cdr":[]}', b'{"cdr":""}', b'{"cdr_root":null,"status":0}']
)
def test_no_calls_are_no_error(old_client_against: ClientAgainst, body: bytes) -> None:
    client = old_client_against(lambda _: Reply(body))
    assert (client.sample(), list(client.cdrs(**_today()))) == ([], [])


def test_records_of_2013_have_no_session_and_are_read(old_client_against: ClientAgainst) -> None:
    old = {name: value for name, value in row(talk=5).items() if name not in ("session", "action_type")}
    (leg,) = old_client_against(lambda _: Reply(json.dumps({"cdr": [old]}).encode())).sample()
    assert leg.session == leg.uniqueid


def test_one_bad_row_does_not_stop_the_rest(
    old_client_against: ClientAgainst, caplog: pytest.LogCaptureFixture
) -> None:
    page = [row(start="?", session="x", uniqueid="y", src="+15551234567"), 7, row(talk=5)]
    pages = iter([[], page, []])
    client = old_client_against(lambda _: Reply(json.dumps({"cdr_root": next(pages)}).encode()))
    with caplog.at_level(logging.WARNING):
        legs = list(client.cdrs(start=BEGIN - HOUR, end=BEGIN + HOUR))
    assert [leg.billsec for leg in legs] == [5]
    assert "no readable start time" in caplog.text
    # The simulator's port is drawn by chance, and may hold these digits.
    assert "555" not in re.sub(r"127\.0\.0\.1:\d+", "", caplog.text)
