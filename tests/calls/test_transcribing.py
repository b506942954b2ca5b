"""From stored recordings to a transcript's rows, with engines that hear what a test wants."""

from pathlib import Path

import pytest

from calls import transcribing, who_is_who
from calls.models import Call, Recording, Utterance
from calls.speech.engine import Notes
from calls.speech.types import Hints, Segment, Speech, Word
from calls.stage import Done
from calls.transcripts import words_of
from calls.voices import Voice
from tests import factories as make

pytestmark = pytest.mark.django_db


class Deaf:
    """An engine that hears the same two words in every recording."""

    name, model = "deaf 1.0", "none"

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        words = (Word(0.5, 0.9, " Hello", 0.9), Word(1.0, 1.4, " there.", 0.8))
        return Speech("en", 10.0, 1, (Segment(0.5, 1.4, "Hello there.", words, 0.85),))


class HearsTwo(Deaf):
    """An engine that tells two speakers apart in one channel; only `greeting` says who is who."""

    greeting = "Riverbend Dental, how can I help you?"

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        first = Segment(0.5, 1.4, self.greeting, speaker="A")
        return Speech("en", 10.0, 1, (first, Segment(2.0, 3.0, "Yes.", speaker="B")))


class HearsStrangers(HearsTwo):
    greeting = "Hey."


def heard_in(call: Call, recordings: int) -> list[tuple[str, str]]:
    for position in range(recordings):
        Recording.objects.create(
            call=call, name=f"{position}.wav", position=position, state=Recording.State.STORED,
            file=f"{position}.wav", duration=10.0, offset=10.0 * position,
        )  # fmt: skip
    outcome = transcribing.transcribe(call)
    assert isinstance(outcome, Done)
    transcribing.keep_transcript(call, outcome.result)
    return list(call.transcript.utterances.values_list("speaker", "role"))


def test_speakers_in_one_channel_get_their_roles(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "engine", HearsTwo)
    assert heard_in(call, 1) == [("A", "agent"), ("B", "customer")]
    assert call.transcript.has_speakers


def test_speakers_without_roles_are_kept_within_one_recording(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.direction = Call.Direction.INTERNAL
    monkeypatch.setattr(transcribing, "engine", HearsStrangers)
    assert heard_in(call, 1) == [("A", ""), ("B", "")]


def test_speakers_without_roles_mean_nothing_across_recordings(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.direction = Call.Direction.INTERNAL
    monkeypatch.setattr(transcribing, "engine", HearsStrangers)
    assert heard_in(call, 2) == [("", "")] * 4
    assert not call.transcript.has_speakers


def test_a_persons_word_is_enough_to_keep_speakers_of_several_recordings(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.direction = Call.Direction.INTERNAL
    monkeypatch.setattr(transcribing, "engine", HearsTwo)
    heard_in(call, 2)
    who_is_who.correct(
        call.transcript,
        {Voice(recording.pk, letter): role for recording in call.recordings.all()
         for letter, role in (("A", "customer"), ("B", "agent"))},
        by=make.make_user(),
    )  # fmt: skip
    monkeypatch.setattr(transcribing, "engine", HearsStrangers)
    outcome = transcribing.transcribe(call)
    assert isinstance(outcome, Done)
    transcribing.keep_transcript(call, outcome.result)
    again = Utterance.objects.filter(transcript__call=call)
    assert list(again.values_list("speaker", "role")) == [("A", "customer"), ("B", "agent")] * 2


def test_several_recordings_run_on_one_clock(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for position in range(2):
        Recording.objects.create(
            call=call, name=f"{position}.wav", position=position, state=Recording.State.STORED,
            file=f"{position}.wav", duration=10.0, offset=10.0 * position,
        )  # fmt: skip
    monkeypatch.setattr(transcribing, "engine", Deaf)
    outcome = transcribing.transcribe(call)
    assert isinstance(outcome, Done)
    transcribing.keep_transcript(call, outcome.result)
    transcribing.keep_transcript(call, outcome.result)  # a second time replaces, never adds
    transcript = call.transcript
    assert [(u.index, u.start, u.words[1][0]) for u in transcript.utterances.all()] == [
        (0, 0.5, 1.0),
        (1, 10.5, 11.0),
    ]
    assert (transcript.duration, transcript.words, transcript.has_speakers) == (20.0, 4, False)


class HearsDoubt(Deaf):
    """An engine that is not sure who says the second word, during which both speak."""

    def transcribe(self, path: Path, hints: Hints, *, notes: Notes | None = None) -> Speech:
        words = (Word(0.5, 0.9, " Hello", 0.9, "A", 0.99), Word(1.0, 1.4, " there.", 0.8, "A", 0.6, True))
        return Speech("en", 10.0, 1, (Segment(0.5, 1.4, "Hello there.", words, 0.85, "A", "", 0.795),))


def test_doubt_and_overlap_are_kept_and_read_again(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "engine", HearsDoubt)
    heard_in(call, 1)
    utterance = call.transcript.utterances.get()
    assert utterance.speaker_confidence == 0.795
    assert utterance.words == [[0.5, 0.9, " Hello", 0.9], [1.0, 1.4, " there.", 0.8, 1]]
    assert [word.is_overlapped for word in words_of(utterance)] == [False, True]


def test_nobody_is_sure_of_a_speaker_that_is_not_known(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "engine", Deaf)
    heard_in(call, 1)
    assert call.transcript.utterances.get().speaker_confidence is None
