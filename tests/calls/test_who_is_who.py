"""What a person says of the speakers is on every line, outlives the transcript, and can be taken back."""

import pytest
from django.contrib.auth.models import User

from calls import transcribing, who_is_who
from calls.models import Call, LineRole, Recording, SpeakerRole, Step, Transcript, Utterance
from calls.speech.types import Segment, Speech
from calls.transcribing import Heard
from calls.voices import Voice, voices
from tests import factories as make

pytestmark = pytest.mark.django_db

GREETING = "Riverbend Dental, how can I help you?"
QUESTION = "I need an appointment."


@pytest.fixture
def user() -> User:
    return make.make_user("ida")


@pytest.fixture
def recording(call: Call) -> Recording:
    return make.make_recording(call)


def written(call: Call, *heard: tuple[Recording, str]) -> Transcript:
    """The call's transcript as if it had been heard again; "AB" says who speaks which of the two lines."""
    speech = tuple(
        (
            recording,
            Speech("en", 32.0, 1, (said(letters[0], 1.0, GREETING), said(letters[1], 6.0, QUESTION))),
        )
        for recording, letters in heard
    )
    transcribing.keep_transcript(call, Heard("engine", "model", speech))
    return Transcript.objects.get(call=call)


def said(speaker: str, start: float, text: str, role: str = "") -> Segment:
    return Segment(start, start + 4.0, text, speaker=speaker, role=role)


def roles_of(call: Call) -> list[str]:
    return list(Utterance.objects.filter(transcript__call=call).values_list("role", flat=True))


def named(recording: Recording, **roles: str) -> dict[Voice, str]:
    return {Voice(recording.pk, speaker): role for speaker, role in roles.items()}


def test_every_line_of_a_speaker_gets_the_role(call: Call, recording: Recording, user: User) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="customer", B="agent"), by=user)
    assert roles_of(call) == ["customer", "agent"]
    row = SpeakerRole.objects.get(speaker="A")
    assert (row.role, row.by, row.stretches) == ("customer", user, [[1.0, 5.0]])


def test_the_analysis_runs_again(call: Call, recording: Recording, user: User) -> None:
    transcript = written(call, (recording, "AB"))
    make.make_step(call, "analyse")
    who_is_who.correct(transcript, named(recording, A="agent"), by=user)
    assert call.steps.get(stage="analyse").state == Step.State.WAITING


def test_who_is_left_out_stays_who_he_was(call: Call, recording: Recording, user: User) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="agent", B="customer"), by=user)
    who_is_who.correct(transcript, named(recording, A="system"), by=user)
    assert roles_of(call) == ["system", "customer"]
    written(call, (recording, "AB"))
    assert roles_of(call) == ["system", "customer"]


def test_a_new_transcript_keeps_what_was_said_whatever_the_letters(
    call: Call, recording: Recording, user: User
) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="customer", B="agent"), by=user)
    written(call, (recording, "BA"))
    assert roles_of(call) == ["customer", "agent"]
    written(call, (recording, "AB"))
    assert roles_of(call) == ["customer", "agent"]


def test_what_was_said_outlives_a_transcript_without_speakers(
    call: Call, recording: Recording, user: User
) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="customer", B="agent"), by=user)
    nobody = Speech("en", 32.0, 1, (said("", 1.0, GREETING), said("", 6.0, QUESTION)))
    transcribing.keep_transcript(call, Heard("engine", "model", ((recording, nobody),)))
    assert roles_of(call) == ["", ""]
    written(call, (recording, "BA"))
    assert roles_of(call) == ["customer", "agent"]


def test_a_recording_that_turns_up_before_moves_nothing(call: Call, recording: Recording, user: User) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="customer", B="agent"), by=user)
    first = make.make_recording(call, position=0)
    Recording.objects.filter(pk=recording.pk).update(position=1, offset=32.0)
    recording.refresh_from_db()
    written(call, (first, "AB"), (recording, "BA"))
    assert roles_of(call) == ["", "", "customer", "agent"]


def test_letters_of_two_recordings_are_not_mixed_up(call: Call, recording: Recording, user: User) -> None:
    second = make.make_recording(call, position=1, offset=32.0)
    transcript = written(call, (recording, "AB"), (second, "AB"))
    said = named(recording, A="agent", B="customer") | named(second, A="customer", B="agent")
    who_is_who.correct(transcript, said, by=user)
    assert roles_of(call) == ["agent", "customer", "customer", "agent"]


def test_taken_back_the_words_tell_again(call: Call, recording: Recording, user: User) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="customer", B="agent"), by=user)
    who_is_who.withdraw(transcript)
    assert roles_of(call) == ["agent", "customer"]
    assert not SpeakerRole.objects.exists()
    written(call, (recording, "AB"))
    assert roles_of(call) == ["", ""]  # as this recognition had it: nobody says otherwise any more


def test_a_recorded_voice_becomes_a_menu_and_no_menu_again(
    call: Call, recording: Recording, user: User
) -> None:
    transcript = written(call, (recording, "AB"))
    who_is_who.correct(transcript, named(recording, A="system", B="customer"), by=user)
    assert transcript.spans == [["ivr", 1.0, 5.0]]
    who_is_who.correct(transcript, named(recording, A="agent", B="customer"), by=user)
    assert transcript.spans == []


def test_where_nobody_is_told_apart_there_is_nobody_to_name() -> None:
    transcript = make.make_transcript(make.make_call(), [("", 0, 1, " Hello.")])
    assert voices(transcript.utterances.all()) == {}


# --- Lines given to the other one ---


def two(call: Call, recording: Recording, user: User) -> Transcript:
    """A transcript of three lines: agent, customer, customer; the last one is at second 12."""
    return heard(call, recording, "ABB", user)


def heard(call: Call, recording: Recording, letters: str, user: User | None = None) -> Transcript:
    lines = tuple(
        said(letter, start, text)
        for letter, start, text in zip(
            letters, (1.0, 6.0, 12.0), (GREETING, QUESTION, "Thursday at two."), strict=True
        )
    )
    heard = Heard("engine", "model", ((recording, Speech("en", 32.0, 1, lines)),))
    transcribing.keep_transcript(call, heard)
    transcript = Transcript.objects.get(call=call)
    if user:
        who_is_who.correct(transcript, named(recording, A="agent", B="customer"), by=user)
    return transcript


def move(transcript: Transcript, index: int, user: User) -> bool:
    return who_is_who.move(transcript.utterances.get(index=index), by=user)


def test_a_given_line_is_the_other_ones_and_certain(call: Call, recording: Recording, user: User) -> None:
    transcript = two(call, recording, user)
    assert move(transcript, 2, user)
    given = transcript.utterances.get(index=2)
    assert (given.speaker, given.role, given.speaker_confidence) == ("A", "agent", 1.0)


def test_a_given_line_stays_given_when_the_call_is_heard_again(
    call: Call, recording: Recording, user: User
) -> None:
    move(two(call, recording, user), 2, user)
    heard(call, recording, "BAA")
    assert roles_of(call) == ["agent", "customer", "agent"]
    heard(call, recording, "ABA")  # right by itself
    assert roles_of(call) == ["agent", "customer", "agent"]


def test_a_given_line_follows_its_speaker_to_another_role(
    call: Call, recording: Recording, user: User
) -> None:
    transcript = two(call, recording, user)
    move(transcript, 2, user)
    who_is_who.correct(transcript, named(recording, A="customer", B="agent"), by=user)
    assert roles_of(call) == ["customer", "agent", "customer"]
    heard(call, recording, "ABB")
    assert roles_of(call) == ["customer", "agent", "customer"]


def test_given_back_it_is_as_before(call: Call, recording: Recording, user: User) -> None:
    transcript = two(call, recording, user)
    move(transcript, 2, user)
    assert move(transcript, 2, user)
    heard(call, recording, "BAA")
    assert roles_of(call) == ["agent", "customer", "customer"]
    assert LineRole.objects.count() == 1


def test_the_only_line_of_a_speaker_is_not_given_away(call: Call, recording: Recording, user: User) -> None:
    assert not move(two(call, recording, user), 0, user)
    assert not LineRole.objects.exists()


def test_among_three_nobody_is_the_other_one(call: Call, recording: Recording, user: User) -> None:
    transcript = heard(call, recording, "ABC")
    roles = named(recording, A="agent", B="customer", C="agent")
    who_is_who.correct(transcript, roles, by=user)
    assert not move(transcript, 1, user)


def test_what_was_said_goes_with_the_recording_to_its_real_call(
    call: Call, recording: Recording, user: User
) -> None:
    """As calls/provisional.py does with a call that was made from a recording."""
    move(two(call, recording, user), 2, user)
    real = make.make_call()
    call.recordings.update(call=real)
    call.delete()
    recording.refresh_from_db()
    heard(real, recording, "BAA")
    assert roles_of(real) == ["agent", "customer", "agent"]
