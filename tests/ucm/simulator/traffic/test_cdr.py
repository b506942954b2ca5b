"""CDR rows as captured systems write them: formats of every field that others rely on."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ucm.simulator.traffic.calls import write_call
from ucm.simulator.traffic.cast import Cast
from ucm.simulator.traffic.cdr import Numbers, Row, groups, session_id
from ucm.simulator.traffic.kinds import KINDS, CallKind
from ucm.simulator.traffic.office import Party

BEGINS = 1_772_539_200.067_640  # 3 March 2026, 12:00 UTC, and 67,640 microseconds
BERLIN = ZoneInfo("Europe/Berlin")
CAST = Cast(
    customer=Party("12025550142", "Tom Alder"),
    agent=Party("1101", "Amelia Park"),
    colleague=Party("1106", "Henry Osei"),
    queue=Party("6500", "Front desk"),
    passed_over=(Party("1105", "Teresa Gomes"),),
    ring=9.5,
    talk=90.7,
)


CHANNEL = r"(PJSIP/\w+|MulticastRTP/[\d.:]+|Local/\d+@from-internal)-[0-9a-f]{8}(;1)?|DAHDI/o\d-1"


def rows(kind: CallKind, *, wav_size: int = 0) -> tuple[Row, ...]:
    call = write_call(
        KINDS[kind].legs(CAST), begins=BEGINS, zone=BERLIN, numbers=Numbers(), wav_size=wav_size
    )
    return call.rows


def test_microseconds_of_a_session_are_not_zero_padded() -> None:
    assert session_id(BEGINS, "203") == "177253920067640-203"
    assert session_id(1_661_157_838.988_180, "230") == "1661157838988180-230"


@pytest.mark.parametrize("kind", CallKind)
def test_every_leg_of_every_kind_is_written_in_the_known_formats(kind: CallKind) -> None:
    for row in rows(kind):
        assert re.fullmatch(r"\d+\.\d+", row["uniqueid"])
        assert re.fullmatch(CHANNEL, row["channel"])
        assert row["dstchannel"] == "" or re.fullmatch(CHANNEL, row["dstchannel"])
        assert re.fullmatch(
            r"DIAL|VM|TRANSFER|PARKEDCALL|(IVR|QUEUE|RINGGROUP|PAGE)\[\d{4}\]", row["action_type"]
        )
        assert row["amaflags"] == "DOCUMENTATION"
        start, end = (datetime.fromisoformat(row[field]) for field in ("start", "end"))
        assert (end - start).total_seconds() - int(row["duration"]) in (0, 1)
        assert int(row["billsec"]) <= int(row["duration"])
        assert (row["dstanswer"] != "") == (row["disposition"] == "ANSWERED")


@pytest.mark.parametrize("kind", CallKind)
def test_the_direction_agrees_with_the_trunk(kind: CallKind) -> None:
    for row in rows(kind):
        inbound, outbound = bool(row["src_trunk_name"]), bool(row["dst_trunk_name"])
        expected = {(True, False): "Inbound", (False, True): "Outbound", (False, False): "Internal"}
        assert row["userfield"] == expected[inbound, outbound]


def test_times_are_the_uniqueid_s_instant_on_the_ucm_s_wall_clock() -> None:
    [row] = rows(CallKind.INBOUND)
    assert row["uniqueid"].startswith("1772539200.")
    assert (row["start"], row["answer"], row["end"]) == (
        "2026-03-03 13:00:00",
        "2026-03-03 13:00:09",
        "2026-03-03 13:01:40",
    )
    assert (row["duration"], row["billsec"]) == ("100", "90")


def test_answer_is_filled_for_no_answer_and_empty_for_busy_and_failed() -> None:
    [missed] = rows(CallKind.OUTBOUND_MISSED)
    assert (missed["answer"], missed["billsec"]) == (missed["end"], "0")
    for kind in (CallKind.OUTBOUND_BUSY, CallKind.OUTBOUND_FAILED):
        assert rows(kind)[0]["answer"] == ""


def test_a_recording_is_named_for_month_start_caller_and_callee() -> None:
    [row] = rows(CallKind.INBOUND, wav_size=1_451_244)
    assert row["recordfiles"] == "2026-03/auto-1772539200-12025550142-1101.wav@"
    assert row["recordfiles_desc"] == "duration=90,size=1451244B,start-time=1772539209@"


def test_a_ring_group_is_recorded_on_the_leg_of_the_one_who_answered() -> None:
    did, group, *members = rows(CallKind.RING_GROUP, wav_size=1)
    assert (did["lastapp"], did["action_type"], did["disposition"]) == ("ForkCDR", "DIAL", "NO ANSWER")
    assert (did["duration"], group["billsec"], group["dst"]) == ("0", "0", "6400")
    assert (group["lastapp"], group["disposition"]) == ("ForkCDR", "ANSWERED")
    assert [member["disposition"] for member in members] == ["ANSWERED"] + ["NO ANSWER"] * 3
    assert all(member["start"] == did["start"] for member in members)
    recorded = [row["dst"] for row in (did, group, *members) if row["recordfiles"]]
    assert recorded == ["1101"]
    assert members[0]["recordfiles"] == "2026-03/auto-1772539200#1101-12025550142-6400.wav@"


def test_a_queue_tries_its_members_in_turn() -> None:
    entry, passed_over, answered = rows(CallKind.QUEUE, wav_size=1)
    assert (entry["lastapp"], entry["dst"]) == ("ForkCDR", "6500")
    assert (passed_over["dst"], passed_over["disposition"]) == ("1105", "NO ANSWER")
    assert answered["start"] == passed_over["end"] == "2026-03-03 13:00:15"
    assert answered["recordfiles"] == "2026-03/q6500-1772539215-12025550142-1101.wav@"
    assert not any(row["disposition"] == "ANSWERED" for row in rows(CallKind.QUEUE_ABANDONED)[1:])


def test_a_menu_keeps_its_action_type_on_the_leg_to_the_person() -> None:
    menu, person = rows(CallKind.IVR)
    assert (menu["lastapp"], menu["dst"], menu["disposition"]) == ("ForkCDR", "7000", "ANSWERED")
    assert (person["lastapp"], person["dst"]) == ("Dial", "1101")
    assert menu["action_type"] == person["action_type"] == "IVR[7000]"


def test_a_transfer_starts_a_new_uniqueid_and_names_who_transferred() -> None:
    first, second = rows(CallKind.TRANSFER)
    assert first["uniqueid"] != second["uniqueid"]
    assert first["session"] == second["session"]
    assert (second["dcontext"], second["action_type"]) == ("from-internal-xfer", "TRANSFER")
    assert second["action_owner"] == first["dst"] == "1101"


def test_legs_of_a_call_share_its_uniqueid_and_have_their_own_account_ids() -> None:
    legs = rows(CallKind.RING_GROUP)
    assert len({row["uniqueid"] for row in legs}) == 1
    assert [row["AcctId"] for row in legs] == ["1", "2", "3", "4", "5", "6"]


def test_thirteen_legs_make_two_groups_with_one_summary() -> None:
    [row] = rows(CallKind.INBOUND)
    first, second = groups([row] * 13, group_id="g")
    assert list(first)[-1] == "sub_cdr_12"
    assert list(second) == ["cdr", "main_cdr", "sub_cdr_1"]
    assert first["main_cdr"] == second["main_cdr"]
    assert first["main_cdr"]["duration"] == str(13 * int(row["duration"]))
