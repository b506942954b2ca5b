"""The demo's past and present, and that each call tells what its recording holds."""

import threading

import pytest

from tests.ucm.simulator.conftest import NOON
from ucm.simulator.audio import Recording, shipped
from ucm.simulator.demo import live_calls, place_history
from ucm.simulator.pbx import Pbx
from ucm.simulator.sessions import ApiUser
from ucm.simulator.traffic.calls import Call


def make_pbx(recordings: tuple[Recording, ...] | None = None) -> Pbx:
    recordings = shipped() if recordings is None else recordings
    return Pbx(ApiUser("cdrapi", "secret"), recordings=recordings, clock=lambda: NOON)


def voice(name: str) -> Recording:
    return next(each for each in shipped() if each.name.startswith(name))


def test_the_newest_calls_of_the_past_carry_the_recordings() -> None:
    pbx = make_pbx()
    calls = place_history(pbx, 7)
    assert calls == pbx.calls()
    assert [bool(call.recording) for call in calls[-8:]] == [False] + [True] * 7
    assert not any(call.recording for call in calls[:-7])
    assert calls[-1].ends < NOON


def test_a_past_too_short_for_all_recordings_carries_those_that_fit() -> None:
    eight_in_the_morning = NOON - 4 * 3600
    pbx = Pbx(ApiUser("cdrapi", "secret"), recordings=shipped(), clock=lambda: eight_in_the_morning)
    calls = place_history(pbx, 1)
    assert len(calls) < 7
    assert all(call.recording for call in calls)


def test_no_days_are_no_history() -> None:
    assert place_history(make_pbx(), 0) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "missed_repair",
            {"src": "12025550175", "dst": "5021", "userfield": "Inbound", "action_type": "DIAL"},
        ),
        (
            "quiet_lab",
            {"src": "1022", "dst": "12025550102", "userfield": "Outbound", "caller_name": "Nurse Beth"},
        ),
        ("dental", {"src": "12025550142", "dst": "1001", "action_type": "QUEUE[6500]"}),
        ("clinic_voicemail", {"src": "12025550127", "dst": "1000", "action_type": "VM"}),
        ("insurance", {"src": "12025550193", "dst": "2210", "caller_name": "Colin Mead"}),
    ],
)
def test_a_call_fits_its_recording(name: str, expected: dict[str, str]) -> None:
    recording = voice(name)
    call = make_pbx().place_call(recording=recording)
    [row] = [row for row in call.rows if row["recordfiles"]]
    assert {field: row[field] for field in expected} == expected
    assert row["billsec"] == str(int(recording.seconds))
    assert call.ends == pytest.approx(NOON)


def test_a_missed_call_cannot_be_recorded() -> None:
    pbx = make_pbx()
    unlabelled = Recording("own.wav", b"RIFF", 3.0)
    with pytest.raises(ValueError, match="no recording"):
        pbx.place_call("inbound-missed", recording=unlabelled)
    assert (pbx.calls(), pbx.ledger.calls) == ([], [])


def test_live_calls_go_through_the_recordings_in_turn_and_then_slow_down() -> None:
    class Stop(threading.Event):
        """Lets five calls happen, and notes the waits between them."""

        waits: list[float | None] = []

        def wait(self, timeout: float | None = None) -> bool:
            self.waits.append(timeout)
            return len(self.waits) > 5

    pbx, stop, heard = make_pbx(shipped()[:2]), Stop(), []
    pbx.listeners.append(heard.append)
    live_calls(pbx, every=20, calls=3, stop=stop)
    assert stop.waits == [20, 20, 20, 600, 600, 600]
    assert [_customer(call) for call in heard] == ["12025550114", "12025550168"] * 2 + ["12025550114"]


def test_live_calls_without_recordings_are_of_any_kind() -> None:
    stop = threading.Event()
    pbx = make_pbx(())
    pbx.listeners.append(lambda call: stop.set() if len(pbx.ledger.calls) == 4 else None)
    live_calls(pbx, every=0.001, calls=10, stop=stop)
    assert len(pbx.calls()) == 4
    assert not any(call.recording for call in pbx.calls())


def _customer(call: Call) -> str:
    row = call.rows[0]
    return row["src"] if row["userfield"] == "Inbound" else row["dst"]
