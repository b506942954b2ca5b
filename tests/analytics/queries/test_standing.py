"""What the call page says where it has nothing to play, to read or to tell."""

import pytest

from analytics.queries import standing
from calls.models import Call, Recording, Step
from tests import factories as make

pytestmark = pytest.mark.django_db
S = Step.State


def title(found: standing.Standing | None) -> str:
    return found.title if found else ""


def fresh(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        ("answered", "This call was not recorded"),
        ("no_answer", "No conversation"),
        ("busy", "No conversation"),
        ("voicemail", "Left to voicemail"),
    ],
)
def test_without_a_recording_the_outcome_says_why(disposition: str, expected: str) -> None:
    call = make.make_call(disposition=disposition)
    assert title(standing.of_recording(call)) == expected
    assert standing.of_transcript(call, has_lines=False) is None
    assert standing.of_insight(call, has_lines=False) is None


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.WAITING, "The recording is on its way"),
        (S.CLAIMED, "The recording is on its way"),
        (S.FAILED, "The recording could not be fetched"),
    ],
)
def test_a_wanted_recording_is_as_far_as_its_step(state: str, expected: str) -> None:
    call = make.make_call()
    make.make_recording(call, state=Recording.State.WANTED)
    make.make_step(call, "fetch_recording", state)
    assert title(standing.of_recording(call)) == expected


def test_a_recording_that_a_backfill_left_out_is_said_to_be_so() -> None:
    call = make.make_call()
    make.make_recording(call, state=Recording.State.WANTED)
    make.make_step(call, "fetch_recording", S.SKIPPED, why="Only the record was asked for.")
    found = standing.of_recording(call)
    assert title(found) == "The recording was not fetched"
    assert found is not None
    assert "Only the record" in found.text


def test_a_recording_the_pbx_lost_is_said_to_be_gone() -> None:
    call = make.make_call()
    make.make_recording(call, state=Recording.State.MISSING)
    assert title(standing.of_recording(call)) == "The phone system no longer has this recording"


def test_a_missing_recording_says_why_and_what_to_do() -> None:
    call = make.make_call()
    make.make_recording(call, state=Recording.State.MISSING, why="It is encrypted.", mend="Play it in GDMS.")
    found = standing.of_recording(call)
    assert found
    assert (found.text, found.mend) == ("It is encrypted.", "Play it in GDMS.")
    assert standing.of_gaps(call) == []


def test_what_is_lacking_beside_a_recording_that_plays_is_said() -> None:
    call = make.make_call()
    make.make_recording(call, why="Its end is missing.")
    make.make_recording(call, state=Recording.State.MISSING, position=1, why="Gone.", mend="Press Retry.")
    assert standing.of_recording(call) is None
    cut, gone = standing.of_gaps(call)
    assert (cut.title, cut.text) == ("Recording 1 of 2 is cut short", "Its end is missing.")
    assert (gone.title, gone.text, gone.mend) == ("Recording 2 of 2 is missing", "Gone.", "Press Retry.")


def test_a_whole_recording_lacks_nothing() -> None:
    call = make.make_call()
    make.make_recording(call)
    assert standing.of_gaps(call) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.WAITING, "Waiting to be transcribed"),
        (S.CLAIMED, "Transcribing now"),
        (S.FAILED, "The recording could not be transcribed"),
        (S.SKIPPED, "Nothing to transcribe"),
    ],
)
def test_a_recorded_call_without_words_is_as_far_as_its_step(state: str, expected: str) -> None:
    call = make.make_call()
    make.make_recording(call)
    make.make_step(call, "transcribe", state)
    assert standing.of_recording(call) is None
    assert title(standing.of_transcript(call, has_lines=False)) == expected


def test_a_transcript_without_words_means_that_nobody_spoke() -> None:
    call = make.make_call()
    make.make_transcript(call, [])
    assert title(standing.of_transcript(call, has_lines=False)) == "No speech was found"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, "Transcribed, not yet analysed"),
        (S.CLAIMED, "Transcribed, not yet analysed"),
        (S.FAILED, "The transcript could not be analysed"),
        (S.SKIPPED, "Not analysed"),
    ],
)
def test_a_transcript_without_insight_is_as_far_as_its_step(state: str | None, expected: str) -> None:
    call = make.make_call()
    make.make_transcript(call)
    if state:
        make.make_step(call, "analyse", state)
    assert title(standing.of_insight(call, has_lines=True)) == expected


def test_a_call_that_has_everything_needs_no_words_about_it() -> None:
    call = make.make_ready_call()
    assert standing.of_recording(call) is None
    assert standing.of_transcript(call, has_lines=True) is None
    assert standing.of_insight(fresh(call), has_lines=True) is None
