"""Corrections in a call's rows: written, undone, written over, and put in again after another hearing."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from calls import correcting, provisional
from calls.correcting import LineChanged, correct, undo
from calls.models import Call, Correction, Recording, Step, Utterance
from calls.speech.types import Segment, Speech, Word
from calls.transcribing import Heard, keep_transcript
from tests import factories as make

pytestmark = pytest.mark.django_db
S = Correction.State
HEARD = "Hello, my boiler broke down again and the flat is freezing."
RIGHT = "Hello, my Vaillant boiler broke down again and the flat is freezing."


@pytest.fixture
def person(db: None) -> User:
    return make.make_user("rosa")


@pytest.fixture
def call(db: None) -> Call:
    return make.make_ready_call()


def texts(call: Call) -> list[str]:
    return list(Utterance.objects.filter(transcript__call=call).values_list("text", flat=True))


def line(call: Call, index: int) -> Utterance:
    return Utterance.objects.get(transcript__call=call, index=index)


def write(call: Call, index: int, text: str, by: User) -> None:
    correct(call, index, text, was=line(call, index).text, by=by)


def states(call: Call) -> list[tuple[str, str]]:
    return list(Correction.objects.of(call).values_list("text", "state"))


def segment(start: float, end: float, text: str, speaker: str = "B") -> Segment:
    words = [Word(start, end, f" {word}", 0.9) for word in text.split()]
    step = (end - start) / len(words)
    timed = tuple(
        Word(start + n * step, start + (n + 1) * step, word.text, 0.9) for n, word in enumerate(words)
    )
    return Segment(start, end, text, timed, 0.9, speaker)


def hear(call: Call, *segments: Segment, recording: Recording | None = None) -> None:
    recording = recording or call.recordings.get()
    keep_transcript(call, Heard("ear", "new", ((recording, Speech("en", 32.0, 2, segments)),)))


# --- Writing ---


def test_the_line_and_its_words_are_the_persons(call: Call, person: User) -> None:
    before = line(call, 1)
    write(call, 1, RIGHT, person)
    after = line(call, 1)
    assert after.text == RIGHT == "".join(word[2] for word in after.words).strip()
    assert [word for word in after.words if word[3] == 1.0] == [
        [after.words[2][0], after.words[2][1], " Vaillant", 1.0]
    ]
    assert all(word in after.words for word in before.words)
    assert all(one[0] <= other[0] for one, other in pairwise(after.words))
    assert call.transcript.utterances.count() == len(make.CONVERSATION)


def test_it_is_kept_who_wrote_what_over_what(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    kept = Correction.objects.get()
    assert (kept.heard, kept.text, kept.by, kept.start, kept.end) == (HEARD, RIGHT, person, 4.0, 8.2)
    assert (kept.state, kept.lines) == (S.PLACED, [1])


def test_the_words_of_the_transcript_are_counted_again(call: Call, person: User) -> None:
    before = call.transcript.words
    write(call, 1, RIGHT, person)
    call.transcript.refresh_from_db()
    assert call.transcript.words == before + 1


def test_the_call_is_analysed_again(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    assert call.steps.get(stage="analyse").state == Step.State.WAITING
    assert call.steps.get(stage="transcribe").state == Step.State.DONE


def test_a_line_that_says_something_else_meanwhile_is_left_alone(call: Call, person: User) -> None:
    with pytest.raises(LineChanged) as changed:
        correct(call, 1, RIGHT, was="What the page showed an hour ago.", by=person)
    assert changed.value.text == HEARD
    with pytest.raises(LineChanged):
        correct(call, 99, RIGHT, was="", by=person)
    assert not Correction.objects.exists()


def test_undo_restores_what_was_heard_to_the_word(call: Call, person: User) -> None:
    before = line(call, 1)
    write(call, 1, RIGHT, person)
    undo(call, 1)
    after = line(call, 1)
    assert (after.text, after.words, after.confidence, after.heard) == (
        before.text, before.words, before.confidence, None,
    )  # fmt: skip
    assert states(call) == [(RIGHT, S.WITHDRAWN)]


def test_who_corrects_a_correction_writes_over_it_and_undo_still_brings_what_was_heard(
    call: Call, person: User
) -> None:
    write(call, 1, "Hello, my violent boiler broke.", person)
    write(call, 1, RIGHT, make.make_user("jonas"))
    assert states(call) == [("Hello, my violent boiler broke.", S.WITHDRAWN), (RIGHT, S.PLACED)]
    assert Correction.objects.live().get().heard == HEARD
    undo(call, 1)
    assert texts(call)[1] == HEARD


def test_writing_what_was_heard_is_undoing(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    write(call, 1, HEARD, person)
    assert (states(call), line(call, 1).heard) == ([(RIGHT, S.WITHDRAWN)], None)


def test_a_line_of_a_second_recording_is_corrected_at_its_place_in_it(person: User) -> None:
    call = make.make_call()
    make.make_recording(call, seconds=30.515)
    second = make.make_recording(call, position=1, offset=30.515)
    make.make_transcript(call, [("agent", 31.02, 33.3, " wolf bread speaking")], recording=second)
    write(call, 0, "Ulf Bredt speaking", person)
    assert texts(call) == ["Ulf Bredt speaking"]
    assert Correction.objects.get().start == pytest.approx(0.505)


def test_a_person_who_is_gone_leaves_the_correction(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    person.delete()
    assert Correction.objects.get().by is None
    assert texts(call)[1] == RIGHT


# --- Heard again ---


def test_the_same_hearing_has_the_same_correction(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    heard = [segment(start, end, text.strip()) for _, start, end, text in make.CONVERSATION]
    hear(call, *heard)
    assert texts(call)[1] == RIGHT
    assert [text for n, text in enumerate(texts(call)) if n != 1] == [
        said[3].strip() for n, said in enumerate(make.CONVERSATION) if n != 1
    ]


def test_another_hearing_gets_it_word_by_word(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    hear(
        call,
        segment(4.6, 6.4, "Hello, my boiler broke down"),
        segment(6.4, 8.7, "again, and the flats freezing."),
    )
    assert texts(call) == ["Hello, my Vaillant boiler broke down", "again, and the flats freezing."]
    assert line(call, 0).heard["text"] == "Hello, my boiler broke down"
    assert Correction.objects.get().lines == [0]


def test_what_is_heard_right_by_now_is_satisfied(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    hear(call, segment(4.1, 8.3, RIGHT))
    assert (line(call, 0).heard, Correction.objects.get().state) == (None, S.HEARD)
    hear(call, segment(4.1, 8.3, HEARD))
    assert texts(call) == [RIGHT]


def test_what_has_no_place_any_more_is_kept_and_comes_back(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    hear(call, segment(20.0, 22.0, "Thank you for watching."))
    assert states(call) == [(RIGHT, S.UNPLACED)]
    hear(call, segment(4.1, 8.3, HEARD))
    assert texts(call) == [RIGHT]


def test_what_was_undone_does_not_come_back(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    undo(call, 1)
    hear(call, segment(4.1, 8.3, HEARD))
    assert texts(call) == [HEARD]


def test_working_out_again_changes_nothing(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    hear(
        call, segment(4.6, 6.4, "Hello, my boiler broke down"), segment(6.4, 8.7, "and the flat is freezing.")
    )
    rows = list(Utterance.objects.values())
    correcting.replay(call)
    assert list(Utterance.objects.values()) == rows


def test_one_of_two_lines_that_share_a_correction_can_be_corrected_alone(call: Call, person: User) -> None:
    correct(call, 1, HEARD.replace("broke down again", "broke again down"), was=HEARD, by=person)
    hear(
        call,
        segment(4.0, 6.0, "Hello, my boiler broke down"),
        segment(6.0, 8.2, "again and the flat is freezing."),
    )
    shared = Correction.objects.get()
    assert shared.lines == [0, 1]
    first = texts(call)[0]
    write(call, 1, "and the house is freezing.", make.make_user("jonas"))
    assert texts(call) == [first, "and the house is freezing."]
    assert {(c.state, c.by.username, tuple(c.lines)) for c in Correction.objects.all()} == {
        (S.WITHDRAWN, "rosa", ()), (S.PLACED, "rosa", (0,)), (S.PLACED, "jonas", (1,)),
    }  # fmt: skip


def test_a_recording_that_gets_another_place_in_the_call_takes_its_corrections_along(
    call: Call, person: User
) -> None:
    write(call, 1, RIGHT, person)
    recording = call.recordings.get()
    first = make.make_recording(call, seconds=60.0, position=0)
    Recording.objects.filter(pk=recording.pk).update(position=1, offset=60.0)
    recording.refresh_from_db()
    speech = Speech("en", 32.0, 2, (segment(4.1, 8.3, HEARD),))
    keep_transcript(call, Heard("ear", "new", ((first, Speech("en", 60.0, 2, ())), (recording, speech))))
    assert texts(call) == [RIGHT]


def test_a_call_that_becomes_another_ones_takes_its_corrections_along(person: User) -> None:
    """A call made from a recording, whose CDR brought the same recording itself."""
    made = make.make_call(session="recording:1-abc")
    make.make_transcript(made)
    write(made, 1, RIGHT, person)
    real = make.make_call(connection=made.connection)
    make.make_recording(real, name=made.recordings.get().name)
    assert provisional.heal([made]) == 1
    assert states(real) == [(RIGHT, S.PLACED)]
    hear(real, segment(4.1, 8.3, HEARD))
    assert texts(real) == [RIGHT]


def test_only_a_correction_without_a_place_can_be_dismissed(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    correcting.dismiss(Correction.objects.get())
    assert states(call) == [(RIGHT, S.PLACED)]
    hear(call)
    correcting.dismiss(Correction.objects.get())
    assert states(call) == [(RIGHT, S.WITHDRAWN)]


def test_an_older_correction_is_put_in_before_a_newer_one(call: Call, person: User) -> None:
    write(call, 1, RIGHT, person)
    Correction.objects.update(at=timezone.now() - timedelta(days=1))
    hear(call, segment(4.1, 8.3, HEARD))
    write(call, 0, RIGHT.replace("Vaillant", "Viessmann"), person)
    hear(call, segment(4.0, 8.0, "Hello, my boiler broke down, and the flat is freezing."))
    assert texts(call) == ["Hello, my Viessmann boiler broke down, and the flat is freezing."]


# --- At the same moment ---


def meanwhile(act: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Somebody else's transaction, begun while ours is open; what came of it is in the list."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(act())
        except Exception as error:
            came.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.3)
    assert not came, "it did not wait for our transaction"
    return thread, came


@pytest.mark.django_db(transaction=True)
def test_who_corrects_while_a_new_transcript_is_written_is_told(call: Call, person: User) -> None:
    with transaction.atomic():
        hear(call, segment(4.1, 8.3, "Quite another line."))
        thread, came = meanwhile(lambda: correct(call, 1, RIGHT, was=HEARD, by=person))
    thread.join()
    assert isinstance(came[0], LineChanged)
    assert texts(call) == ["Quite another line."]


@pytest.mark.django_db(transaction=True)
def test_a_transcript_that_is_written_while_somebody_corrects_has_the_correction(
    call: Call, person: User
) -> None:
    def hear_again() -> None:
        with transaction.atomic():
            hear(call, segment(4.1, 8.3, HEARD))

    with transaction.atomic():
        write(call, 1, RIGHT, person)
        thread, came = meanwhile(hear_again)
    thread.join()
    assert (came, texts(call)) == ([None], [RIGHT])
