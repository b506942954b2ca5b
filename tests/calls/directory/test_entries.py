"""Which name a number had when: renamed, given to somebody else, gone, there again."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.models import DirectoryEntry
from tests.calls.directory.months import APRIL, MARCH, MAY, name_at, read
from ucm.models import Connection
from ucm.protocol.directory import Kind

pytestmark = pytest.mark.django_db


def test_the_first_name_holds_as_far_back_as_calls_go(connection: Connection) -> None:
    assert read(connection, at=APRIL, n1002="Maria Lopez") == {"1002"}
    assert [name_at(connection, moment) for moment in (MARCH, APRIL, MAY)] == ["Maria Lopez"] * 3


def test_a_new_owner_has_the_number_from_when_it_was_noticed(connection: Connection) -> None:
    read(connection, at=MARCH, n1002="Maria Lopez")
    assert read(connection, at=APRIL, n1002="Tom Berg") == {"1002"}
    before = APRIL - timedelta(seconds=1)
    assert [name_at(connection, moment) for moment in (MARCH, before)] == ["Maria Lopez"] * 2
    assert [name_at(connection, moment) for moment in (APRIL, MAY)] == ["Tom Berg"] * 2


def test_the_same_list_again_changes_nothing(connection: Connection) -> None:
    read(connection, at=MARCH, n1002="Maria Lopez", n1003="")
    before = list(DirectoryEntry.objects.values())
    assert read(connection, at=APRIL, n1002="Maria Lopez", n1003="") == set()
    assert list(DirectoryEntry.objects.values()) == before


def test_an_extension_that_is_gone_keeps_its_name_for_its_calls(connection: Connection) -> None:
    read(connection, at=MARCH, n1002="Maria Lopez", n1003="Ida")
    assert read(connection, at=APRIL, n1003="Ida") == {"1002"}
    assert [name_at(connection, moment) for moment in (MARCH, MAY)] == ["Maria Lopez", "-"]


def test_an_extension_that_is_there_again_was_never_gone(connection: Connection) -> None:
    for at, number in ((MARCH, "n1002"), (APRIL, "n1003"), (MAY, "n1002")):
        read(connection, at=at, **{number: "Maria Lopez"})
    assert name_at(connection, APRIL) == name_at(connection, MAY) == "Maria Lopez"


def test_after_a_gap_the_calls_are_the_new_owners(connection: Connection) -> None:
    for at, names in ((MARCH, {"n1002": "Maria"}), (APRIL, {"n1": "x"}), (MAY, {"n1002": "Tom", "n1": "x"})):
        read(connection, at=at, **names)
    assert [name_at(connection, APRIL + timedelta(days=n)) for n in (-1, 1)] == ["Maria", "Tom"]


def test_a_name_that_comes_late_is_the_first_name_and_one_taken_away_is_not(connection: Connection) -> None:
    read(connection, at=MARCH, n1002="")
    read(connection, at=APRIL, n1002="Maria Lopez")
    assert name_at(connection, MARCH) == "Maria Lopez"
    read(connection, at=MAY, n1002="")
    assert [name_at(connection, moment) for moment in (APRIL, MAY)] == ["Maria Lopez", ""]


def test_an_empty_list_is_not_believed(connection: Connection) -> None:
    read(connection, at=MARCH, n1002="Maria Lopez")
    assert read(connection, at=APRIL) == set()
    assert name_at(connection, MAY) == "Maria Lopez"


def test_a_clock_that_was_set_back_makes_no_overlap(connection: Connection) -> None:
    for at, name in ((MARCH, "Maria"), (MAY, "Tom"), (APRIL, "Ida")):
        read(connection, at=at, n1002=name)
    assert [name_at(connection, moment) for moment in (MARCH, APRIL, MAY)] == ["Maria", "Maria", "Ida"]


def test_connections_and_kinds_are_apart(connection: Connection) -> None:
    other = Connection.objects.create(name="Branch", base_url="https://192.0.2.1:8089", username="cdrapi")
    read(connection, at=MARCH, n1002="Maria Lopez")
    read(other, at=MARCH, n1002="Tom Berg")
    read(connection, at=MARCH, kind=Kind.TRUNK, n1="City Line")
    assert (name_at(connection, MAY), name_at(other, MAY)) == ("Maria Lopez", "Tom Berg")
    assert name_at(connection, MAY, number="1") == "City Line"


lists = st.dictionaries(st.sampled_from(["n1", "n2"]), st.sampled_from(["", "Maria", "Tom"]), min_size=1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lists, min_size=1, max_size=6))
def test_spans_never_overlap_and_the_last_list_is_what_holds(
    connection: Connection, history: list[dict[str, str]]
) -> None:
    DirectoryEntry.objects.all().delete()
    for day, names in enumerate(history):
        read(connection, at=MARCH + timedelta(days=day), **names)
    for day in range(-1, len(history) + 1):
        for number in ("1", "2"):
            name_at(connection, MARCH + timedelta(days=day), number=number)
    current = {f"n{row.number}": row.name for row in DirectoryEntry.objects.current()}
    assert current == history[-1]
