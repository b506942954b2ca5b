"""A UCM that is started again on the same state file: nothing is lost, and nothing happens twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ucm.simulator.conftest import NOON
from tests.ucm.simulator.receiver import receiving
from tests.ucm.simulator.wire import Wire
from ucm.simulator.pbx import Pbx
from ucm.simulator.push import RealTimeOutput
from ucm.simulator.sender import Backoff
from ucm.simulator.sessions import ApiUser
from ucm.simulator.state import State, Unusable
from ucm.simulator.traffic.cdr import Row

PATIENCE = 20.0
ONE_TRY = Backoff(first=60, most=60)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "state.jsonl"


def pbx_on(path: Path) -> Pbx:
    """A Pbx as it is after a start on this file."""
    return Pbx(ApiUser("cdrapi", "secret"), clock=lambda: NOON, state=State(path))


def rows_of(pbx: Pbx) -> list[Row]:
    return [row for call in pbx.state.calls for row in call.rows]


def channels_of(rows: list[Row]) -> list[int]:
    names = [row[field] for row in rows for field in ("channel", "dstchannel") if row[field]]
    return [int(name[-8:], 16) for name in names] + [int(row["uniqueid"].split(".")[1]) for row in rows]


def test_after_a_restart_calls_and_recordings_are_served_as_before(
    wire_to: Callable[..., Wire], path: Path
) -> None:
    before = wire_to(state=State(path)).login()
    before.ucm.place_call("voicemail")
    taped = before.ucm.place_call(recording=before.ucm.pbx.recordings[0])
    before.ucm.place_call("inbound", begins=NOON - 5000)
    assert taped.recording
    after = wire_to(state=State(path)).login()
    assert len(before.groups()) == 3
    for question in (
        {"action": "cdrapi", "format": "json"},
        {"action": "cdrapi"},
        {"action": "recapi", "filedir": "monitor,queue"},
        {"action": "recapi", "filedir": taped.recording.filedir, "filename": taped.recording.name},
        {"action": "getRecordInfosByCall", "id": taped.rows[0]["AcctId"]},
    ):
        assert after.act(**question).content == before.act(**question).content
    assert after.act("recapi", filename=taped.recording.name).content[:4] == b"RIFF"


def test_a_recording_whose_audio_is_no_longer_there_is_gone_and_its_cdr_stays(
    wire_to: Callable[..., Wire], path: Path
) -> None:
    before = wire_to(state=State(path))
    taped = before.ucm.place_call(recording=before.ucm.pbx.recordings[0])
    assert taped.recording
    after = wire_to(state=State(path), recordings=before.ucm.pbx.recordings[1:]).login()
    assert after.groups()[0]["recordfiles"].endswith(f"{taped.recording.name}@")
    assert after.status("recapi", filedir=taped.recording.filedir, filename=taped.recording.name) == -16


@pytest.mark.parametrize("kind", ["inbound", "voicemail", "ring-group", "transfer"])
def test_numbers_go_on_and_the_first_calls_are_not_drawn_again(path: Path, kind: str) -> None:
    before = pbx_on(path)
    before.place_call(kind)
    after = pbx_on(path)
    after.place_call(kind)
    old, new = after.state.calls
    assert [int(row["AcctId"]) for row in rows_of(after)] == list(range(1, len(rows_of(after)) + 1))
    assert min(channels_of(list(new.rows))) == max(channels_of(list(old.rows))) + 1
    assert old.session != new.session


def test_what_happened_without_a_receiver_is_pushed_after_a_restart_and_the_rest_is_not(path: Path) -> None:
    before = pbx_on(path)
    with receiving() as receiver, RealTimeOutput(receiver.url, state=before.state) as output:
        before.listeners.append(output.offer)
        before.place_call("voicemail")
        assert output.drain(PATIENCE)
    before.place_call("ring-group")
    before.place_call("inbound", begins=NOON - 5000)
    after = pbx_on(path)
    with receiving() as receiver, RealTimeOutput(receiver.url, state=after.state) as output:
        after.listeners.append(output.offer)
        after.place_call("transfer")
        assert output.drain(PATIENCE)
    assert receiver.taken == rows_of(after)[2:]
    assert State(path).undelivered() == []


def test_a_call_delivered_by_half_goes_on_with_its_next_leg(path: Path) -> None:
    before = pbx_on(path)
    before.place_call("ring-group")
    with (
        receiving(200, 200, 200, 200, 503) as receiver,
        RealTimeOutput(receiver.url, state=before.state, backoff=ONE_TRY) as output,
    ):
        assert receiver.wait_for_more_than(1)
    assert output.undelivered == len(rows_of(before)) - 2
    with receiving() as again, RealTimeOutput(again.url, state=State(path)) as output:
        assert output.drain(PATIENCE)
    assert receiver.taken + again.taken == rows_of(before)


def test_a_call_is_kept_before_anybody_hears_of_it(path: Path) -> None:
    pbx, kept = pbx_on(path), []
    pbx.listeners.append(lambda call: kept.append(State(path).calls == [call]))
    pbx.place_call("inbound")
    assert kept == [True]


@pytest.mark.parametrize("torn", ['{"call": {"session": "17725', '{"delivered": "1"}', "{"])
def test_a_line_cut_by_a_kill_is_ignored_and_the_next_one_is_whole(path: Path, torn: str) -> None:
    pbx_on(path).place_call("inbound")
    with path.open("a") as file:
        file.write(torn)
    after = pbx_on(path)
    assert (len(after.calls()), len(after.state.undelivered())) == (1, 1)
    after.place_call("inbound")
    assert State(path).calls == after.state.calls


@pytest.mark.parametrize(
    "content", ["no state\n", '{"session": "1"}\nrest', "[]\n", '{"call": {}}\n', "\xff\n"]
)
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(content, encoding="latin-1")
    with pytest.raises(Unusable, match=r"other\.jsonl is no state"):
        State(other)
    assert other.read_text(encoding="latin-1") == content


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="Choose another file"):
        State(tmp_path)
