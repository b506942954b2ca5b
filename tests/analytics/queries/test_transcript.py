"""Lines: turns, names of speakers, and words that were hard to make out."""

import pytest

from analytics.queries.transcript import Marks, Run, gaps, lines, marks, runs
from tests import factories as make


def test_unsure_words_stand_alone_without_their_space() -> None:
    words = [(0, 1, " I", 0.9), (1, 2, " want", 0.9), (2, 3, " Zorbax,", 0.49), (3, 4, " please.", 0.5)]
    found = [run for run in runs(words) if run.text]
    assert found == [Run(" I want"), Run(" "), Run("Zorbax,", is_unsure=True), Run(" please.")]


def test_a_language_without_spaces_gets_none() -> None:
    assert "".join(run.text for run in runs([(0, 1, "你", 0.9), (1, 2, "好", 0.2)])) == "你好"


@pytest.mark.django_db
def test_a_turn_begins_where_the_speaker_changes() -> None:
    said = [("agent", 0, 1, " Hello."), ("agent", 1, 2, " Anna here."), ("customer", 2, 3, " Hi.")]
    found = lines(make.make_transcript(make.make_call(), said))
    assert [(line.speaker, line.is_new_turn) for line in found] == [
        ("Agent", True),
        ("Agent", False),
        ("Customer", True),
    ]


@pytest.mark.django_db
def test_a_mono_line_names_nobody_and_a_known_voice_without_a_role_has_a_letter() -> None:
    transcript = make.make_transcript(make.make_call(), [("", 0, 1, " Hello."), ("", 1, 2, " Yes.")])
    assert [line.speaker for line in lines(transcript)] == ["", ""]
    transcript.utterances.update(speaker="B")
    assert lines(transcript)[0].speaker == "Speaker B"


def test_no_transcript_has_no_lines() -> None:
    assert lines(None) == []


@pytest.mark.django_db
def test_hold_and_silence_stand_before_the_line_that_follows_them() -> None:
    said = [("agent", 0, 9, " One moment."), ("customer", 40, 42, " Hello?")]
    spans = [["tone", 2.0, 2.3], ["hold", 10.0, 30.0], ["silence", 31.0, 39.0], ["ringback", 43.0, 50.0]]
    transcript = make.make_transcript(make.make_call(), said, spans=spans)
    first, second = lines(transcript)
    assert first.gaps == ()
    assert [(gap.name, gap.seconds) for gap in second.gaps] == [("On hold", 20.0), ("Silence", 8.0)]
    assert [gap.kind for gap in gaps(transcript)] == ["hold", "silence", "ringback"]


@pytest.mark.django_db
def test_menus_are_lines_and_no_gaps() -> None:
    transcript = make.make_transcript(
        make.make_call(), [("system", 0, 9, " Press one.")], spans=[["ivr", 0.0, 9.0]]
    )
    assert gaps(transcript) == []


@pytest.mark.django_db
def test_a_line_is_marked_where_the_speaker_is_in_doubt_or_both_speak() -> None:
    transcript = make.make_transcript(make.make_call())
    transcript.utterances.filter(index=1).update(speaker_confidence=0.89)
    transcript.utterances.filter(index=2).update(speaker_confidence=0.9)
    transcript.utterances.filter(index=3).update(words=[[12.1, 12.4, " Last", 0.9, 1]])
    found = lines(transcript)
    assert [line.index for line in found if line.is_doubtful] == [1]
    assert [line.index for line in found if line.is_overlapped] == [3]
    assert marks(found) == Marks(is_doubtful=True, is_overlapped=True)
    assert marks(found[4:]) == Marks(is_doubtful=False, is_overlapped=False)
