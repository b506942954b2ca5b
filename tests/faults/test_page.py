"""The table of faults is whole, and printed as it is."""

from django.conf import settings

from tests.faults.matrix import NEW, OLD, rows
from tests.faults.page import as_markdown
from ucm.simulator.scenarios import SCENARIOS


def test_every_scenario_of_the_simulator_is_in_the_matrix() -> None:
    assert SCENARIOS.keys() - NEW.keys() - OLD.keys() == set()


def test_no_row_is_there_twice() -> None:
    names = list(map(str, rows()))
    assert len(set(names)) == len(names)


def test_the_page_is_the_printed_table() -> None:
    assert (settings.BASE_DIR / "docs" / "ucm-faults.md").read_text() == as_markdown() + "\n"
