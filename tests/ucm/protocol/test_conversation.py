"""Legs reduced to a conversation, one scenario for each way in which a UCM writes calls."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ucm.protocol.legs import BEGIN, leg
from ucm.protocol.cdr import LegRecord
from ucm.protocol.conversation import CallFacts, Direction, Disposition, group_by_session, reduce_legs

OUTSIDE = {
    "src": "+441924000111",
    "src_trunk_name": "City Line",
    "userfield": "Inbound",
    "caller_name": "Oak Ltd",
}
RING_GROUP = {**OUTSIDE, "action_type": "RINGGROUP[6400]"}
QUEUE = {**OUTSIDE, "action_type": "QUEUE[6500]"}
MENU = {**OUTSIDE, "action_type": "IVR[7000]"}


def _member(number: str, **cells: Any) -> LegRecord:
    return leg(ring=8, dst=number, AcctId=number, **{**RING_GROUP, "disposition": "NO ANSWER", **cells})


PLAIN_INBOUND = [leg(ring=6, talk=60, dst="201", **OUTSIDE)]
MISSED = [leg(ring=20, dst="201", **{**OUTSIDE, "disposition": "NO ANSWER"})]
TO_VOICEMAIL = [
    leg(ring=20, dst="201", AcctId="1", **{**OUTSIDE, "disposition": "NO ANSWER"}),
    leg(after=20, talk=31, dst="201", AcctId="2", lastapp="VoiceMail", **{**OUTSIDE, "action_type": "VM"}),
]
VOICEMAIL_ENDED_BY_HANGUP = [
    leg(ring=20, dst="201", AcctId="1", **{**OUTSIDE, "disposition": "BUSY"}),
    leg(after=20, talk=31, dst="201", AcctId="2", lastapp="Hangup", **{**OUTSIDE, "action_type": "VM"}),
]
OUTBOUND = [leg(ring=7, talk=90, src="201", dst="07700900111", dst_trunk_name="City Line", caller_name="Kim")]
INTERNAL = [leg(ring=2, talk=30, src="201", dst="202", userfield="Internal", caller_name="Kim")]
MENU_THEN_EXTENSION = [
    leg(talk=11, dst="7000", AcctId="1", lastapp="ForkCDR", **MENU),
    leg(after=11, ring=4, talk=40, dst="203", AcctId="2", **MENU),
]
MENU_GIVEN_UP = [leg(talk=9, dst="7000", dstanswer="7000", lastapp="WaitExten", **MENU)]
GROUP_ANSWERED = [
    leg(dst="01924000000", AcctId="1", lastapp="ForkCDR", **{**OUTSIDE, "disposition": "NO ANSWER"}),
    leg(dst="6400", AcctId="2", lastapp="ForkCDR", **RING_GROUP),
    _member("201"),
    leg(ring=8, talk=50, dst="202", AcctId="202", dstanswer="202", **RING_GROUP),
    _member("203", disposition="BUSY"),
]
GROUP_MISSED = [_member("201"), _member("202"), _member("203", disposition="BUSY")]
QUEUE_WITH_OWN_LEG = [
    leg(ring=0, talk=75, dst="6500", AcctId="1", lastapp="Queue", dstanswer="202", **QUEUE),
    leg(after=30, ring=5, talk=40, dst="202", AcctId="2", **QUEUE),
]
QUEUE_LEGS_ONLY = [
    leg(dst="6500", AcctId="1", lastapp="ForkCDR", **QUEUE),
    leg(ring=15, dst="201", AcctId="2", lastapp="Queue", **{**QUEUE, "disposition": "NO ANSWER"}),
    leg(after=15, ring=5, talk=40, dst="202", AcctId="3", lastapp="Queue", **QUEUE),
]
QUEUE_ABANDONED = [leg(talk=45, dst="6500", dstanswer="6500", lastapp="Queue", **QUEUE)]
TRANSFERRED = [
    leg(ring=5, talk=20, dst="201", AcctId="1", **OUTSIDE),
    leg(
        **{"after": 27, "ring": 3, "talk": 60, "dst": "202", "AcctId": "2", "src": OUTSIDE["src"]},
        action_type="TRANSFER",
        userfield="Internal",
        action_owner="201",
    ),
]
PARKED = [
    leg(ring=5, talk=20, dst="201", AcctId="1", **OUTSIDE),
    leg(after=25, talk=60, dst="71", AcctId="2", lastapp="Park", **{**OUTSIDE, "action_type": "PARKEDCALL"}),
]
BUSY = [leg(ring=1, src="201", dst="0770", dst_trunk_name="City Line", disposition="BUSY")]
FAILED = [leg(ring=1, src="201", dst="0770", dst_trunk_name="City Line", disposition="CONGESTION")]
CLICK_TO_CALL = [
    leg(ring=2, talk=40, src="api", dst="201", AcctId="1", userfield="Internal"),
    leg(after=2, ring=5, talk=33, src="201", dst="0770", AcctId="2", dst_trunk_name="City Line"),
]
TALK_OVERLAPS = [
    leg(ring=0, talk=60, dst="201", AcctId="1", **OUTSIDE),
    leg(after=30, talk=60, dst="202", AcctId="2", **OUTSIDE),
    leg(after=200, talk=10, dst="203", AcctId="3", **OUTSIDE),
]

ANSWERED, NO_ANSWER = Disposition.ANSWERED, Disposition.NO_ANSWER
IN, OUT, INSIDE = Direction.INBOUND, Direction.OUTBOUND, Direction.INTERNAL

# legs, direction, disposition, agent, customer, queue, ring, talk, duration
SCENARIOS: dict[str, tuple[list[LegRecord], tuple[Any, ...]]] = {
    "plain inbound": (PLAIN_INBOUND, (IN, ANSWERED, "201", OUTSIDE["src"], "", 6, 60, 66)),
    "missed": (MISSED, (IN, NO_ANSWER, "201", OUTSIDE["src"], "", 20, 0, 20)),
    "voicemail": (TO_VOICEMAIL, (IN, Disposition.VOICEMAIL, "201", OUTSIDE["src"], "", 20, 0, 51)),
    "voicemail, hangup": (
        VOICEMAIL_ENDED_BY_HANGUP,
        (IN, Disposition.VOICEMAIL, "201", OUTSIDE["src"], "", 20, 0, 51),
    ),
    "outbound": (OUTBOUND, (OUT, ANSWERED, "201", "07700900111", "", 7, 90, 97)),
    "internal": (INTERNAL, (INSIDE, ANSWERED, "201", "", "", 2, 30, 32)),
    "menu, then extension": (MENU_THEN_EXTENSION, (IN, ANSWERED, "203", OUTSIDE["src"], "", 15, 40, 55)),
    "menu, given up": (MENU_GIVEN_UP, (IN, NO_ANSWER, "", OUTSIDE["src"], "", 9, 0, 9)),
    "ring group answered": (GROUP_ANSWERED, (IN, ANSWERED, "202", OUTSIDE["src"], "6400", 8, 50, 58)),
    "ring group missed": (GROUP_MISSED, (IN, NO_ANSWER, "", OUTSIDE["src"], "6400", 8, 0, 8)),
    "queue with a leg of its own": (
        QUEUE_WITH_OWN_LEG,
        (IN, ANSWERED, "202", OUTSIDE["src"], "6500", 35, 40, 75),
    ),
    "queue legs only": (QUEUE_LEGS_ONLY, (IN, ANSWERED, "202", OUTSIDE["src"], "6500", 20, 40, 60)),
    "queue abandoned": (QUEUE_ABANDONED, (IN, NO_ANSWER, "", OUTSIDE["src"], "6500", 45, 0, 45)),
    "transferred": (TRANSFERRED, (IN, ANSWERED, "201", OUTSIDE["src"], "", 5, 80, 90)),
    "parked": (PARKED, (IN, ANSWERED, "201", OUTSIDE["src"], "", 5, 20, 85)),
    "busy": (BUSY, (OUT, Disposition.BUSY, "201", "0770", "", 1, 0, 1)),
    "failed": (FAILED, (OUT, Disposition.FAILED, "201", "0770", "", 1, 0, 1)),
    "click to call": (CLICK_TO_CALL, (OUT, ANSWERED, "201", "0770", "", 7, 33, 42)),
    "talk that overlaps": (TALK_OVERLAPS, (IN, ANSWERED, "201", OUTSIDE["src"], "", 0, 100, 210)),
}


def _facts(facts: CallFacts) -> tuple[Any, ...]:
    return (
        *(facts.direction, facts.disposition, facts.agent_number, facts.customer_number, facts.queue),
        *(facts.ring_seconds, facts.talk_seconds, facts.duration_seconds),
    )


@pytest.mark.parametrize(("legs", "expected"), SCENARIOS.values(), ids=SCENARIOS.keys())
def test_the_facts_of(legs: list[LegRecord], expected: tuple[Any, ...]) -> None:
    assert _facts(reduce_legs(legs)) == expected


@pytest.mark.parametrize("legs", [legs for legs, _ in SCENARIOS.values()], ids=SCENARIOS.keys())
@given(data=st.data())
def test_order_and_repetition_do_not_matter(legs: list[LegRecord], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([*legs, *legs]))
    assert reduce_legs(shuffled) == reduce_legs(legs)


def test_names_belong_to_whoever_called() -> None:
    inbound, outbound = reduce_legs(PLAIN_INBOUND), reduce_legs(OUTBOUND)
    assert (inbound.caller_name, inbound.customer_name) == ("Oak Ltd", "Oak Ltd")
    assert (outbound.caller_name, outbound.customer_name) == ("Kim", "")


def test_times_span_all_legs() -> None:
    facts = reduce_legs(TRANSFERRED)
    assert (facts.started_at, facts.ended_at) == (BEGIN, BEGIN + timedelta(seconds=90))
    assert facts.answered_at == BEGIN + timedelta(seconds=5)
    assert reduce_legs(TO_VOICEMAIL).answered_at is None


def test_the_number_dialled_is_kept() -> None:
    facts = reduce_legs(GROUP_ANSWERED)
    assert (facts.caller_number, facts.callee_number, facts.trunk) == (
        OUTSIDE["src"],
        "01924000000",
        "City Line",
    )


def test_a_trunk_to_trunk_call_came_in() -> None:
    assert reduce_legs([leg(talk=5, userfield="External")]).direction is Direction.INBOUND


def test_legs_are_grouped_by_session_whatever_group_they_came_in() -> None:
    a, b, c = (
        leg(session="17724420001-1"),
        leg(session="17724420002-1"),
        leg(session="17724420001-1", AcctId="2"),
    )
    assert group_by_session([a, b, c]) == {a.session: (a, c), b.session: (b,)}


def test_no_legs_are_no_conversation() -> None:
    with pytest.raises(ValueError, match="at least one leg"):
        reduce_legs([])


def test_values_are_those_of_the_call_rows() -> None:
    from calls.models import Call

    assert {item.value for item in Direction} == set(Call.Direction.values)
    assert {item.value for item in Disposition} == set(Call.Disposition.values)


@pytest.mark.parametrize(
    ("legs", "wait"),
    [
        (PLAIN_INBOUND, None),
        (GROUP_ANSWERED, 8),
        (QUEUE_WITH_OWN_LEG, 35),  # the queue's own leg answers at once, the agent after 30 + 5 s
    ],
)
def test_waiting_counts_from_the_queue_until_a_person_answers(
    legs: list[LegRecord], wait: int | None
) -> None:
    assert reduce_legs(legs).queue_wait_seconds == wait


def test_a_menu_before_the_queue_is_no_wait() -> None:
    menu = leg(talk=11, dst="7000", AcctId="0", lastapp="ForkCDR", **{**QUEUE, "action_type": "IVR[7000]"})
    member = leg(after=11, ring=9, talk=40, dst="201", AcctId="2", **QUEUE)
    assert reduce_legs([menu, member]).queue_wait_seconds == 9


def test_who_gives_up_waited_until_the_end() -> None:
    member = leg(ring=15, dst="201", AcctId="2", lastapp="Queue", **{**QUEUE, "disposition": "NO ANSWER"})
    assert reduce_legs([member]).queue_wait_seconds == 15


def test_a_transfer_is_answered_by_two_and_a_voicemail_box_by_nobody() -> None:
    assert reduce_legs(TRANSFERRED).answering_count == 2
    assert reduce_legs(PLAIN_INBOUND).answering_count == 1
    assert reduce_legs(PARKED).answering_count == 1
    assert reduce_legs(TO_VOICEMAIL).answering_count == 0
