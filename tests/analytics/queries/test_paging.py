"""Keyset paging: every call once, in order, both ways, whatever shares its second."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.queries.paging import Cursor, cursor_from, neighbours, page_of
from calls.models import Call
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def newest_first() -> list[int]:
    """Seven calls, three of them in the same instant."""
    now = timezone.now()
    made = [make.make_call(now - timedelta(hours=hours)) for hours in (5, 4, 3, 3, 3, 2, 1)]
    return [call.pk for call in reversed(made)]


def walk(cursor: str, way: str) -> list[list[int]]:
    pages = []
    while cursor:
        page = page_of(Call.objects.all(), cursor_from(cursor), size=2)
        pages.append([call.pk for call in page.calls])
        cursor = getattr(page, way)
    return pages


def test_going_older_shows_every_call_once_and_in_order(newest_first: list[int]) -> None:
    first = page_of(Call.objects.all(), None, size=2)
    assert first.newer == ""
    pages = [[call.pk for call in first.calls], *walk(first.older, "older")]
    assert [pk for page in pages for pk in page] == newest_first


def test_going_newer_ends_on_a_whole_first_page(newest_first: list[int]) -> None:
    last = Call.objects.get(pk=newest_first[-1])
    pages = walk(str(Cursor(last.started_at, last.pk, is_newer=True)), "newer")
    assert pages == [newest_first[4:6], newest_first[2:4], newest_first[0:2]]


def test_a_new_call_moves_nothing_on_the_next_page(newest_first: list[int]) -> None:
    first = page_of(Call.objects.all(), None, size=2)
    make.make_call()
    following = page_of(Call.objects.all(), cursor_from(first.older), size=2)
    assert [call.pk for call in following.calls] == newest_first[2:4]


@pytest.mark.parametrize(
    "text", ["", "<", "x2026-01-01T00:00:00+00:00,1", "<2026-01-01T00:00:00,1", "<a,b", "<,,"]
)
def test_a_broken_cursor_starts_at_the_top(text: str) -> None:
    assert cursor_from(text) is None


def test_a_cursor_survives_the_url() -> None:
    cursor = Cursor(timezone.now(), 42, is_newer=True)
    assert cursor_from(str(cursor)) == cursor


def test_neighbours_are_those_of_the_filtered_list(newest_first: list[int]) -> None:
    Call.objects.filter(pk=newest_first[3]).update(direction="outbound")
    inbound = Call.objects.filter(direction="inbound")
    assert neighbours(inbound, Call.objects.get(pk=newest_first[2])) == (newest_first[1], newest_first[4])
    assert neighbours(inbound, Call.objects.get(pk=newest_first[0])) == (None, newest_first[1])
