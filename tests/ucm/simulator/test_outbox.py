"""What waits for a receiver of real-time output: how it is written, how much of it, and after a restart."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.ucm.simulator.conftest import NOON
from ucm.simulator.audio import shipped
from ucm.simulator.combining import scenario_of
from ucm.simulator.outbox import Form, Message, Outbox
from ucm.simulator.pbx import Pbx
from ucm.simulator.sessions import ApiUser
from ucm.simulator.state import State
from ucm.simulator.traffic.busy import busy_day


def pbx_filling(*names: str, path: Path | None = None, **cache: Any) -> tuple[Pbx, Outbox]:
    scenario = scenario_of(names)
    pbx = Pbx(
        ApiUser("cdrapi", "secret"), clock=lambda: NOON, scenario=scenario, recordings=shipped(),
        state=State(path),
    )  # fmt: skip
    outbox = Outbox(state=pbx.state, firmware=scenario.firmware, **cache)
    pbx.listeners.append(outbox.offer)
    return pbx, outbox


def sent(outbox: Outbox) -> list[Message]:
    messages = []
    while len(outbox):
        message = outbox.head()
        assert message
        outbox.note_sent(message)
        messages.append(message)
    return messages


def test_each_leg_is_a_flat_record_without_a_group() -> None:
    pbx, outbox = pbx_filling()
    call = pbx.place_call("voicemail")
    assert [json.loads(message.body) for message in sent(outbox)] == list(call.rows)


def test_pushes_calls_sends_a_summary_with_numbered_legs() -> None:
    pbx, outbox = pbx_filling("pushes-calls")
    voicemail, plain = pbx.place_call("voicemail"), pbx.place_call("inbound")
    together, alone = (json.loads(message.body) for message in sent(outbox))
    assert list(together) == ["cdr", "main_cdr", "sub_cdr_1", "sub_cdr_2"]
    assert together["cdr"] == voicemail.session
    assert alone == {"cdr": plain.session, **plain.rows[0]}


def test_pushes_calls_sends_no_more_legs_together_than_a_group_has() -> None:
    pbx, outbox = pbx_filling("pushes-calls")
    [call] = [call for call in busy_day(date(2026, 3, 3), legs=500) if len(call.rows) == 13][:1]
    pbx.take(call)
    messages = sent(outbox)
    assert [len(message.rows) for message in messages] == [12, 1]
    assert json.loads(messages[1].body) == {"cdr": call.session, **call.rows[12]}


def test_pushes_shifted_puts_the_recording_into_the_callers_name() -> None:
    pbx, outbox = pbx_filling("pushes-shifted")
    call = pbx.place_call(recording=pbx.recordings[0])
    [recorded] = [row for row in call.rows if row["recordfiles"]]
    records = {row["AcctId"]: row for row in (json.loads(message.body) for message in sent(outbox))}
    record = records[recorded["AcctId"]]
    assert (record["caller_name"], record["recordfiles"]) == (recorded["recordfiles"], "")


def test_xml_has_the_same_names_and_survives_what_xml_reserves() -> None:
    pbx, outbox = pbx_filling(form=Form.XML)
    [row] = pbx.place_call("inbound").rows
    [message] = sent(outbox)
    record = ElementTree.fromstring(message.body)
    assert record.tag == "cdr"
    assert {element.tag: element.text or "" for element in record} == row
    assert "<" in row["clid"]


def test_beyond_so_many_records_the_oldest_are_lost_for_good(tmp_path: Path) -> None:
    pbx, outbox = pbx_filling(path=tmp_path / "state", most=4)
    calls = [pbx.place_call("voicemail") for _ in range(3)]
    assert (len(outbox), outbox.dropped) == (4, 2)
    expected = [row for call in calls[1:] for row in call.rows]
    assert [row for message in sent(outbox) for row in message.rows] == expected
    assert State(tmp_path / "state").undelivered() == []


def test_a_message_dropped_while_it_is_sent_takes_no_other_with_it() -> None:
    pbx, outbox = pbx_filling(most=1)
    pbx.place_call("inbound")
    on_its_way = outbox.head()
    last = pbx.place_call("inbound")
    assert on_its_way
    outbox.note_sent(on_its_way)
    assert [message.rows for message in sent(outbox)] == [last.rows]


@pytest.mark.parametrize(("name", "left"), [("good", 2), ("forgets-cache", 0)])
def test_what_waited_outlasts_a_restart_unless_the_firmware_forgets_it(
    tmp_path: Path, name: str, left: int
) -> None:
    pbx, _ = pbx_filling(name, path=tmp_path / "state")
    pbx.place_call("voicemail")
    _, after = pbx_filling(name, path=tmp_path / "state")
    assert len(after) == left
    _, once_more = pbx_filling("good", path=tmp_path / "state")
    assert len(once_more) == left


def test_a_record_is_known_by_more_than_a_number_that_comes_again_each_month() -> None:
    pbx, outbox = pbx_filling("monthly-account-ids")
    march, april = (pbx.place_call(begins=NOON + days * 86_400).rows[0] for days in (0, 30))
    assert march["AcctId"] == april["AcctId"] == "1"
    first = outbox.head()
    assert first
    outbox.note_sent(first)
    assert pbx.state.undelivered() == [april]


def test_an_output_that_stops_waits_for_nothing() -> None:
    outbox = Outbox()
    outbox.stop()
    assert outbox.head() is None
