"""Names of recordings: each form a UCM writes, and what a file's journey does to a name."""

from datetime import UTC, datetime

import pytest

from ucm.protocol.conversation import Direction
from ucm.protocol.recording_names import bare, likely_direction, read_name

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "caller", "callee", "extension", "queue"),
    [
        ("auto-1777887000-5550142-1001.wav", "5550142", "1001", "", ""),
        ("2026-05/auto-1777887000-+4930555-1001.wav", "+4930555", "1001", "", ""),
        ("auto-1777887000#1002-5550142-6400.wav", "5550142", "6400", "1002", "6400"),
        ("q6500-1777887000-5550142-1001.wav", "5550142", "6500", "1001", "6500"),
        ("q6500-5550142-1777887000.wav", "5550142", "6500", "", "6500"),
        ("meetme-conf-rec-6300-1777887000.12.wav", "", "6300", "", ""),
        ("auto-1777887000-5550142-1001 (2).wav", "5550142", "1001", "", ""),
        ("20260504-1777887000.wav", "", "", "", ""),
    ],
)
def test_a_name_tells_start_and_numbers(
    name: str, caller: str, callee: str, extension: str, queue: str
) -> None:
    facts = read_name(name)
    assert facts.start == AT
    assert (facts.caller, facts.callee, facts.extension, facts.queue) == (caller, callee, extension, queue)


@pytest.mark.parametrize("name", ["interview.wav", "auto-17-1-2.wav", "", "call 12.05.2026.wav"])
def test_a_name_without_an_epoch_does_not_tell_enough(name: str) -> None:
    assert not read_name(name).tells_enough


def test_folders_and_marks_of_a_second_download_do_not_count() -> None:
    for name in ("2026-05/a.wav", "C:\\rec\\a.wav", "a (1).wav", "../../a.wav", "x/a - Copy.wav"):
        assert bare(name) == "a.wav"


@pytest.mark.parametrize(
    ("caller", "callee", "direction"),
    [
        ("5550142", "1001", Direction.INBOUND),
        ("1001", "+4930555", Direction.OUTBOUND),
        ("1001", "6400", Direction.INTERNAL),
        ("", "6300", Direction.INBOUND),
        ("anonymous", "1001", Direction.INBOUND),
    ],
)
def test_short_numbers_are_of_the_house(caller: str, callee: str, direction: Direction) -> None:
    assert likely_direction(caller, callee) is direction
