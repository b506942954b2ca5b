"""The number language of `caller`, `callee` and `answeredby`."""

import pytest

from ucm.simulator.filters import Unreadable, number_pattern


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("5300", ["5300"], ["53000", "530", ""]),
        ("5300,5302-5304", ["5300", "5302", "5304"], ["5301", "5305"]),
        ("53@", ["53", "5300", "53-x"], ["153"]),
        ("_3_", ["535"], ["53", "5351"]),
        ("a-b@", ["a-bc"], ["abc"]),
        ("0-0", ["", "anonymous"], ["0", "5300"]),
        ("1-2-3", [], ["1", "2", "3", "1-2-3"]),
        ("+3312@", ["+331255"], ["331255"]),
    ],
)
def test_a_pattern_matches(pattern: str, matching: list[str], others: list[str]) -> None:
    matches = number_pattern(pattern)
    assert all(matches(number) for number in matching)
    assert not any(matches(number) for number in others)


@pytest.mark.parametrize("pattern", [",5300", "5300,,5301", "5300;", "53 00", "a-b"])
def test_a_bad_pattern_cannot_be_read(pattern: str) -> None:
    with pytest.raises(Unreadable):
        number_pattern(pattern)
