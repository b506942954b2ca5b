"""Calls that pass from one to another: whose session, whose uniqueid, and who talked how long."""

from tests.ucm.simulator.traffic.test_cdr import BEGINS, BERLIN, CAST
from ucm.simulator.traffic.calls import Call, by_themselves, write_call
from ucm.simulator.traffic.cdr import Numbers, groups
from ucm.simulator.traffic.handed_on import consultation
from ucm.simulator.traffic.kinds import KINDS, CallKind


def written(kind: CallKind) -> Call:
    return write_call(KINDS[kind].legs(CAST), begins=BEGINS, zone=BERLIN, numbers=Numbers())


def besides(kind: CallKind) -> Call:
    legs = KINDS[kind].besides
    assert legs
    wait, alone = by_themselves(legs(CAST))
    return write_call(alone, begins=BEGINS + wait, zone=BERLIN, numbers=Numbers())


def test_a_parked_call_is_answered_by_its_slot() -> None:
    first, slot = written(CallKind.PARKED).rows
    assert (slot["lastapp"], slot["action_type"], slot["dst"], slot["dstanswer"]) == (
        "Park", "PARKEDCALL", "71", "71",
    )  # fmt: skip
    assert slot["action_owner"] == first["dst"]


def test_who_picks_it_up_has_a_session_of_their_own() -> None:
    call, later = written(CallKind.PARKED), besides(CallKind.PARKED)
    [row] = later.rows
    assert (row["lastapp"], row["src"], row["dst"]) == ("ParkedCall", "1106", "71")
    assert later.session.endswith("-1106")
    assert row["start"] == call.rows[1]["end"]


def test_the_colleague_is_asked_while_the_customer_waits() -> None:
    first, handed_on = written(CallKind.ATTENDED_TRANSFER).rows
    [asked] = besides(CallKind.ATTENDED_TRANSFER).rows
    assert first["answer"] < asked["start"] < asked["end"] <= handed_on["start"]
    assert (asked["src"], asked["dst"], asked["action_type"]) == ("1101", "1106", "DIAL")
    assert first["uniqueid"] != handed_on["uniqueid"]


def test_two_sessions_in_one_group_keep_their_own_ids_under_one_summary() -> None:
    call, other = written(CallKind.ATTENDED_TRANSFER), besides(CallKind.ATTENDED_TRANSFER)
    [group] = groups([*call.rows, *other.rows], group_id=call.session)
    legs = [group[f"sub_cdr_{n}"]["session"] for n in (1, 2, 3)]
    assert legs == [call.session, call.session, other.session]
    assert group["main_cdr"]["session"] == call.session != other.session


def test_a_call_over_the_api_begins_with_a_leg_from_api() -> None:
    call = written(CallKind.CLICK_TO_CALL)
    ringing, outside = call.rows
    assert (ringing["src"], ringing["dst"], ringing["service"]) == ("api", "1101", "p")
    assert ringing["channel"].startswith("Local/1101@from-internal-")
    assert (outside["src"], outside["userfield"]) == ("1101", "Outbound")
    assert call.session.endswith("-api")


def test_an_analog_line_knows_no_dialled_number() -> None:
    [row] = written(CallKind.ANALOG).rows
    assert (row["dst"], row["dstanswer"], row["channel"]) == ("s", "1101", "DAHDI/o2-1")
    assert (row["src_trunk_name"], row["userfield"]) == ("Analog Line", "Inbound")


def test_talk_time_is_what_people_talked_with_each_other() -> None:
    """The cast talks 90.7 s; menus, boxes, slots, announcements and the leg from `api` do not count."""
    talk = {kind: written(kind).talk for kind in CallKind}
    assert talk[CallKind.INBOUND] == talk[CallKind.IVR] == talk[CallKind.CLICK_TO_CALL] == 90
    assert talk[CallKind.LARGE_RING_GROUP] == talk[CallKind.QUEUE] == 90
    assert talk[CallKind.TRANSFER] == int(90.7 / 4) + int(90.7 * 3 / 4)
    assert talk[CallKind.PARKED] == int(90.7 / 4)
    nobody = (CallKind.VOICEMAIL, CallKind.IVR_GIVEN_UP, CallKind.PAGE, CallKind.INBOUND_CUT_SHORT)
    assert {talk[kind] for kind in nobody} == {0}
    assert consultation(CAST)[0].is_conversation


def test_numbers_go_on_after_channels_of_any_form() -> None:
    for kind in CallKind:
        numbers = Numbers()
        rows = write_call(KINDS[kind].legs(CAST), begins=BEGINS, zone=BERLIN, numbers=numbers).rows
        assert next(Numbers.after(rows).channel) == next(numbers.channel)
