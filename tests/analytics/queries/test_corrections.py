"""What a call's page is told of corrections."""

from typing import Any

import pytest

from analytics.queries import corrections
from calls.models import Call, Correction
from tests import factories as make

pytestmark = pytest.mark.django_db
S = Correction.State


@pytest.fixture
def call(db: None) -> Call:
    call = make.make_call()
    make.make_recording(call)
    make.make_recording(call, position=1, offset=32.0)
    return call


def make_correction(call: Call, *, position: int = 0, **fields: Any) -> Correction:
    defaults = {"start": 1.5, "end": 3.0, "heard": "off", "text": "Ulf"}
    return Correction.objects.create(recording=call.recordings.get(position=position), **defaults | fields)


def test_the_last_one_who_corrected_a_line_is_named(call: Call) -> None:
    first = make.make_user("rosa", first_name="Rosa", last_name="Diaz")
    make_correction(call, by=first, lines=[0, 3])
    last = make_correction(call, by=make.make_user("jonas"), lines=[3])
    marks = corrections.of_call(call).marks
    assert {index: mark.who for index, mark in marks.items()} == {0: "Rosa Diaz", 3: "jonas"}
    assert marks[3].at == last.at


def test_only_what_stands_in_the_transcript_is_marked(call: Call) -> None:
    for state in (S.HEARD, S.WITHDRAWN, S.UNPLACED):
        make_correction(call, state=state, lines=[1])
    assert corrections.of_call(call).marks == {}


def test_what_has_no_place_is_told_on_the_calls_clock(call: Call) -> None:
    make_correction(call, position=1, state=S.UNPLACED)
    [told] = corrections.of_call(call).unplaced
    assert (told.start, told.who, told.heard, told.text) == (33.5, corrections.GONE, "off", "Ulf")


def test_other_calls_corrections_are_not_told(call: Call) -> None:
    other = make.make_call()
    make.make_recording(other)
    make_correction(other, lines=[0])
    assert corrections.of_call(call).marks == {}


def test_it_takes_one_query_however_many_there_are(call: Call, django_assert_num_queries: Any) -> None:
    for n in range(5):
        make_correction(call, by=make.make_user(f"u{n}"), lines=[n])
    with django_assert_num_queries(1):
        corrections.of_call(call)
