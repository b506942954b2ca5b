"""The table of faults: complete, in people's words, and keyed by the errors of the protocol."""

import pytest

from ucm.diagnosis.faults import FAULTS, Fault, as_markdown, recognise
from ucm.protocol import errors


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.id for fault in FAULTS])
def test_every_row_says_what_is_seen_why_and_what_to_do(fault: Fault) -> None:
    for words in (fault.sees, fault.cause, fault.mend):
        assert words.endswith(".")
    assert "|" not in fault.sees + fault.cause + fault.mend + fault.name, "it would break the table"


def test_ids_are_unique_and_no_error_means_two_faults() -> None:
    kinds = [kind for fault in FAULTS for kind in fault.raised_as]
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (errors.TimedOut(), "hangs"),
        (errors.PortSilent(), "port-closed"),
        (errors.ApiClosed(), "api-closed"),
        (errors.NotPermitted(), "action-not-permitted"),
        (errors.WebPage(), "web-page"),
        (errors.ApiMissing(), "no-api"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_the_nearest_kind_decides(error: errors.UcmError, fault: str) -> None:
    found = recognise(error)
    assert found
    assert found.id == fault


def test_what_is_not_in_the_table_is_not_guessed() -> None:
    assert recognise(errors.UnreadableCdr()) is None


def test_the_table_has_a_line_for_each() -> None:
    assert len(as_markdown().splitlines()) == len(FAULTS) + 2
