"""Names, sizes and times that a CDR gives its recordings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ucm.protocol.legs import BEGIN, leg
from ucm.protocol.announced import NOTHING, Announced, RecordedFile, begins, read_files

NAME = "2022-08/auto-1661157839-230-200.wav"
ANSWER = datetime(2022, 8, 22, 8, 44, 12, tzinfo=UTC)
FACTS = Announced(420, 6_722_764, ANSWER)
TOLD = "duration=420,size=6722764B,start-time=1661157852@"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("", ()),
        ("@", ()),
        (f"{NAME}@", (NAME,)),
        ("a.wav@b.wav@", ("a.wav", "b.wav")),
        ("a.wav,b.wav", ("a.wav", "b.wav")),
        ("a.wav@a.wav@", ("a.wav",)),
        ("auto-1661157839#201-+3312345-6400.wav@", ("auto-1661157839#201-+3312345-6400.wav",)),
        ("2026-01/auto-1.venc@", ("2026-01/auto-1.venc",)),
        ("1002", ()),
        ("../../etc/passwd.wav@", ()),
        ("a\\b.wav@", ()),
        (f"{'x' * 300}.wav", ()),
    ],
)
def test_names_are_read_from_the_cdr_value(value: str, names: tuple[str, ...]) -> None:
    assert tuple(file.name for file in read_files(value)) == names


@given(st.text(max_size=80))
def test_no_accepted_name_leaves_its_folder(text: str) -> None:
    for file in read_files(text):
        assert ".." not in file.name
        assert not file.name.startswith("/")
        assert "\x00" not in file.name


def test_a_description_is_read_into_facts() -> None:
    [file] = read_files(f"{NAME}@", TOLD)
    assert file.announced == FACTS


def test_descriptions_belong_to_names_by_their_order() -> None:
    first, second = read_files("a.wav@b.wav@", f"duration=3@{TOLD}")
    assert (first.announced, second.announced) == (Announced(duration=3), FACTS)


def test_an_empty_description_keeps_its_place() -> None:
    first, second = read_files("a.wav@b.wav@", f"@{TOLD}")
    assert (first.announced, second.announced) == (NOTHING, FACTS)


def test_a_bad_name_takes_its_description_with_it() -> None:
    [file] = read_files("../a.wav@b.wav@", f"duration=3@{TOLD}")
    assert (file.name, file.announced) == ("b.wav", FACTS)


def test_as_many_descriptions_as_names_or_none_is_believed() -> None:
    assert [file.announced for file in read_files("a.wav@b.wav@", TOLD)] == [NOTHING, NOTHING]


@pytest.mark.parametrize(
    "told",
    [
        "",
        "@",
        "duration=,size=B,start-time=",
        "size=0B",
        "start-time=12",
        f"size={'9' * 15}",
        "duration=99999999",
    ],
)
def test_what_is_no_fact_is_left_out(told: str) -> None:
    assert [file.announced for file in read_files(NAME, told)] == [NOTHING]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_no_text_is_too_odd(names: str, told: str, codes: str) -> None:
    for file in read_files(names, told, codes):
        assert isinstance(file, RecordedFile)


def test_the_key_in_the_cloud_goes_with_the_name() -> None:
    assert [file.unique_code for file in read_files("a.wav@b.wav@", "", "18a@19b@")] == ["18a", "19b"]
    assert [file.unique_code for file in read_files("a.wav@", "", "18a")] == ["18a"]


def test_a_leg_carries_what_is_known_of_its_files() -> None:
    told = leg(talk=420, recordfiles=f"{NAME}@", recordfiles_desc=TOLD, gdms_unique_code="18a")
    assert told.recorded == (RecordedFile(NAME, FACTS, "18a"),)


def test_a_misplaced_path_keeps_its_description() -> None:
    told = leg(talk=420, caller_name=f"{NAME}@", recordfiles="", recordfiles_desc=TOLD)
    assert told.recorded == (RecordedFile(NAME, FACTS),)
    assert told.caller_name == ""


def test_the_repr_shows_no_number() -> None:
    assert "230" not in repr(read_files(NAME))


EPOCH = int(BEGIN.timestamp())


@pytest.mark.parametrize(
    ("file", "seconds"),
    [
        (RecordedFile("auto-1-2.wav"), 8),
        (RecordedFile(f"auto-{EPOCH}-1-2.wav"), 8),
        (RecordedFile(f"auto-{EPOCH + 40}-1-2.wav"), 40),
        (RecordedFile(f"auto-{EPOCH + 9000}-1-2.wav"), 8),
        (RecordedFile(f"auto-{EPOCH}-1-2.wav", Announced(start=BEGIN + timedelta(seconds=9))), 9),
    ],
    ids=["no epoch", "epoch of the ring", "a later part", "epoch of another call", "announced"],
)
def test_audio_begins_when_announced_or_at_the_answer_or_with_its_part(
    file: RecordedFile, seconds: int
) -> None:
    answer, end = BEGIN + timedelta(seconds=8), BEGIN + timedelta(seconds=90)
    assert begins(file, leg_start=answer, leg_end=end) == BEGIN + timedelta(seconds=seconds)
