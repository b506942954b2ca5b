"""Corrections on their own lines, and carried over to hearings that cut, time and spell differently."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calls.speech.corrections.placing import apply
from calls.speech.corrections.types import Applied, Change, Line, State
from calls.speech.types import Word
from tests.calls.speech.corrections.saying import line, text_of

VOCABULARY = [f"{a}{b}{c}" for a in "bdfgklmn" for b in "aeiou" for c in "rstx"]


def reads(applied: Applied, lines: list[Line]) -> list[str]:
    return [text_of(words, heard) for words, heard in zip(applied.words, lines, strict=True)]


@st.composite
def transcripts(draw: st.DrawFn) -> list[Line]:
    """Lines of distinct words one after the other, some half a second each."""
    said = draw(st.permutations(VOCABULARY))
    sizes = draw(st.lists(st.integers(3, 12), min_size=2, max_size=8))
    lines, at, used = [], draw(st.floats(0, 5)), 0
    for size in sizes:
        lines.append(line(at, at + size / 2, " ".join(said[used : used + size])))
        used += size
        at += size / 2 + draw(st.floats(0, 1.5))
    return lines


@st.composite
def changes(draw: st.DrawFn, heard: Line) -> Change:
    """The line with some words replaced, left out or put in; its first and last word and most others stay."""
    said = heard.text.split()
    place = draw(st.integers(1, len(said) - 2)) if len(said) > 2 else 1
    taken = draw(st.integers(0, max(0, min(2, len(said) - 1 - place))))
    new = draw(
        st.lists(st.sampled_from(["Ulf", "Bredt", "Sjöberg"]), min_size=not taken, max_size=2, unique=True)
    )
    assume(taken or new)
    text = " ".join([*said[:place], *new, *said[place + taken :]])
    return Change(heard.start, heard.end, heard.text, text)


@st.composite
def corrected_transcripts(draw: st.DrawFn) -> tuple[list[Line], int, Change]:
    lines = draw(transcripts())
    place = draw(st.integers(0, len(lines) - 1))
    return lines, place, draw(changes(lines[place]))


def moved(lines: list[Line], seconds: float) -> list[Line]:
    return [
        replace(
            said,
            start=said.start + seconds,
            end=said.end + seconds,
            words=tuple(replace(w, start=w.start + seconds, end=w.end + seconds) for w in said.words),
        )
        for said in lines
    ]


def cut_anew(lines: list[Line], size: int) -> list[Line]:
    """The same words in lines of another length."""
    words = [word for said in lines for word in said.words]
    pieces = [tuple(words[n : n + size]) for n in range(0, len(words), size)]
    return [
        Line(said[0].start, said[-1].end, "A", "".join(w.text for w in said).strip(), said) for said in pieces
    ]


def in_order_and_inside(applied: Applied, lines: list[Line]) -> bool:
    def fine(words: tuple[Word, ...], said: Line) -> bool:
        inside = all(said.start <= w.start <= w.end <= said.end for w in words)
        return inside and all(one.start <= other.start for one, other in pairwise(words))

    return all(fine(w, said) for w, said in zip(applied.words, lines, strict=True) if w is not None)


@given(corrected_transcripts())
@settings(deadline=None)
def test_on_its_own_line_a_correction_is_the_line(case: tuple[list[Line], int, Change]) -> None:
    lines, place, change = case
    applied = apply([change], lines)
    expected = [change.text if n == place else said.text for n, said in enumerate(lines)]
    assert reads(applied, lines) == expected
    assert (applied.placed[0].state, applied.placed[0].lines) == (State.PLACED, (place,))
    assert in_order_and_inside(applied, lines)


@given(corrected_transcripts(), st.floats(-2, 2))
@settings(deadline=None)
def test_lines_that_moved_by_two_seconds_still_find_their_correction(
    case: tuple[list[Line], int, Change], seconds: float
) -> None:
    lines, place, change = case
    again = moved(lines, seconds)
    applied = apply([change], again)
    assert reads(applied, again) == [change.text if n == place else s.text for n, s in enumerate(lines)]
    assert in_order_and_inside(applied, again)


@given(corrected_transcripts(), st.integers(4, 20), st.floats(-1, 1))
@settings(deadline=None)
def test_lines_that_were_cut_elsewhere_read_the_same_in_a_row(
    case: tuple[list[Line], int, Change], size: int, seconds: float
) -> None:
    lines, place, change = case
    again = moved(cut_anew(lines, size), seconds)
    applied = apply([change], again)
    said = [change.text if n == place else s.text for n, s in enumerate(lines)]
    assume(applied.placed[0].state != State.UNPLACED)  # a line would have been left without a word
    assert " ".join(reads(applied, again)).split() == " ".join(said).split()
    assert in_order_and_inside(applied, again)


@given(corrected_transcripts(), st.floats(-2, 2))
@settings(deadline=None)
def test_placing_twice_changes_nothing(case: tuple[list[Line], int, Change], seconds: float) -> None:
    lines, _, change = case
    again = moved(lines, seconds)
    applied = apply([change], again)
    once = [
        said if words is None else replace(said, words=words, text=text_of(words, said))
        for words, said in zip(applied.words, again, strict=True)
    ]
    twice = apply([change], once)
    assert twice.placed[0].state == State.HEARD
    assert reads(twice, once) == reads(applied, again)


# --- By example ---

HEARD = "this is wolf bread from the workshop"
RIGHT = "this is Ulf Bredt from the workshop"
CHANGE = Change(10.0, 13.5, HEARD, RIGHT)


def one(text: str, start: float = 10.2, end: float = 13.4, speaker: str = "A") -> list[Line]:
    return [line(start, end, text, speaker)]


def test_what_a_better_recogniser_heard_right_is_satisfied() -> None:
    applied = apply([CHANGE], one("This is Ulf Bredt, from the workshop."))
    assert applied.words == (None,)
    assert (applied.placed[0].state, applied.placed[0].lines) == (State.HEARD, (0,))


def test_only_what_the_person_changed_is_carried_over() -> None:
    lines = one("so this is woolf brat from their workshop")
    assert reads(apply([CHANGE], lines), lines) == ["so this is Ulf Bredt from their workshop"]


def test_capitals_and_commas_are_carried_over_too() -> None:
    lines = one("hello anna it is me")
    change = Change(10.0, 13.5, "hello anna its me", "Hello Anna, it's me")
    assert reads(apply([change], lines), lines) == ["Hello Anna, it's me"]


def test_the_right_one_of_two_who_speak_at_once_is_corrected() -> None:
    lines = [*one("mm yes of course I see thanks", speaker="B"), *one("this is wolf bread from the workshop")]
    assert reads(apply([CHANGE], lines), lines) == [lines[0].text, RIGHT]


def test_a_correction_of_words_that_nobody_hears_any_more_is_not_placed() -> None:
    lines = one("thank you for watching and see you next time everybody")
    applied = apply([CHANGE], lines)
    assert (applied.words, applied.placed[0].state) == ((None,), State.UNPLACED)


def test_a_correction_is_not_placed_where_nobody_speaks() -> None:
    assert apply([CHANGE], one("quite another matter", 60.0, 62.0)).placed[0].state == State.UNPLACED
    assert apply([CHANGE], []).placed[0].state == State.UNPLACED


def test_a_word_without_neighbours_is_found_by_its_time() -> None:
    lines = one("brad")
    change = Change(10.0, 13.5, "bread", "Bredt")
    assert reads(apply([change], lines), lines) == ["Bredt"]


def test_the_last_one_to_correct_a_line_has_the_last_word() -> None:
    lines = one(HEARD, 10.0, 13.5)
    newer = replace(CHANGE, text="this is Ulf Brett from the workshop")
    assert reads(apply([CHANGE, newer], lines), lines) == [newer.text]


def test_an_older_correction_leaves_a_line_alone_that_was_corrected_since() -> None:
    """The old one was made on another hearing; the new one on this line, as it stands."""
    lines = one("this is woolf brat from the workshop")
    newer = Change(10.2, 13.4, lines[0].text, "this is Wolf Brandt from the workshop")
    applied = apply([CHANGE, newer], lines)
    assert reads(applied, lines) == [newer.text]
    assert [placed.state for placed in applied.placed] == [State.HEARD, State.PLACED]


def test_a_line_of_glued_words_is_no_other_language() -> None:
    glued = tuple(Word(n, n + 1.0, text, 0.8) for n, text in enumerate((" 6206", "-6206", "-2RS.")))
    lines = [Line(0.0, 3.0, "A", "6206-6206-2RS.", glued), line(5.0, 8.0, "and how many of them")]
    change = Change(0.1, 3.1, "6206 6206 2RS", "6206, 6206, two R S")
    assert reads(apply([change], lines), lines)[0] == "6206, 6206, two R S"


def test_words_heard_otherwise_at_the_ends_of_the_line_are_replaced_not_doubled() -> None:
    lines = one("do you think Dana do you have the part number")
    change = Change(
        10.4,
        13.3,
        "true thing Dana do you have the bad number",
        "Sure thing, Dana. Do you have the pad number",
    )
    assert reads(apply([change], lines), lines) == ["Sure thing, Dana. Do you have the pad number"]


def test_what_nobody_heard_this_time_does_not_tear_what_somebody_else_said() -> None:
    lines = one("what I need from you is photos of the floor and the dishwasher", 8.0, 14.0)
    applied = apply([Change(11.0, 11.8, "oh how", "uh-huh")], lines)
    assert (applied.words, applied.placed[0].state) == ((None,), State.UNPLACED)


def test_two_changes_in_one_line_are_both_carried_over() -> None:
    lines = one("I am sore the piler broke last night")
    change = Change(
        10.0, 13.0, "I am sore the filer broke last night", "I am sorry the boiler broke last night"
    )
    assert reads(apply([change], lines), lines) == ["I am sorry the boiler broke last night"]


def test_no_line_is_left_without_a_word() -> None:
    lines = [line(10.0, 12.0, "well this is"), line(12.0, 12.4, "is")]
    change = Change(10.0, 12.5, "well this is is", "well this is")
    applied = apply([change], lines)
    assert (reads(applied, lines), applied.placed[0].state) == (["well this is", "is"], State.UNPLACED)


def test_words_that_are_two_lines_now_are_corrected_in_both() -> None:
    lines = [line(10.0, 12.0, "this is wolf"), line(12.0, 13.4, "bread from the workshop")]
    applied = apply([CHANGE], lines)
    assert reads(applied, lines) == ["this is Ulf Bredt", "from the workshop"]
    assert applied.placed[0].lines == (0, 1)
    assert in_order_and_inside(applied, lines)
