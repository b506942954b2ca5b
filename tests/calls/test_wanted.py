"""Which recordings a call should have, in the order in which they were spoken."""

import pytest

from calls.models import Call, Recording
from calls.wanted import want_recordings
from tests.ucm.protocol.legs import BEGIN, leg

pytestmark = pytest.mark.django_db

EPOCH = int(BEGIN.timestamp())
FIRST, SECOND = f"2026-03/auto-{EPOCH}-1-2.wav", f"2026-03/auto-{EPOCH + 60}-1-3.wav"
TOLD = f"duration=50,size=800044B,start-time={EPOCH + 4}@"


def in_order(call: Call) -> list[str]:
    return list(call.recordings.values_list("name", flat=True))


def test_recordings_stand_in_the_order_of_their_legs_however_they_came(call: Call) -> None:
    early, late = (
        leg(ring=4, talk=50, recordfiles=f"{FIRST}@"),
        leg(after=60, talk=30, recordfiles=f"{SECOND}@"),
    )
    assert want_recordings(call, [late])
    assert want_recordings(call, [late, early])
    assert in_order(call) == [FIRST, SECOND]


def test_parts_of_one_leg_stand_in_the_order_of_their_epochs(call: Call) -> None:
    want_recordings(call, [leg(talk=90, recordfiles=f"{SECOND}@{FIRST}@")])
    assert in_order(call) == [FIRST, SECOND]


def test_what_the_cdr_announces_is_kept(call: Call) -> None:
    want_recordings(call, [leg(ring=4, talk=50, recordfiles=f"{FIRST}@", recordfiles_desc=TOLD)])
    recording = call.recordings.get()
    assert (recording.expected_size, recording.expected_duration) == (800_044, 50)
    assert recording.starts_at
    assert recording.starts_at.timestamp() == EPOCH + 4


def test_without_description_the_only_recording_should_be_as_long_as_the_talk(call: Call) -> None:
    want_recordings(call, [leg(ring=4, talk=50, recordfiles=f"{FIRST}@")])
    recording = call.recordings.get()
    assert (recording.expected_size, recording.expected_duration) == (0, 50)


def test_a_row_that_comes_again_adds_what_it_lacked_and_nothing_twice(call: Call) -> None:
    bare = leg(ring=4, talk=50, recordfiles=f"{FIRST}@")
    assert want_recordings(call, [bare])
    Recording.objects.update(state=Recording.State.STORED)
    richer = leg(ring=4, talk=50, recordfiles=f"{FIRST}@", recordfiles_desc=TOLD, gdms_unique_code="18a")
    assert not want_recordings(call, [bare, richer])
    recording = call.recordings.get()
    assert (recording.expected_size, recording.unique_code) == (800_044, "18a")
    assert recording.state == Recording.State.STORED


def test_a_call_whose_legs_name_nothing_wants_nothing(call: Call) -> None:
    assert not want_recordings(call, [leg(talk=50)])
    assert in_order(call) == []
