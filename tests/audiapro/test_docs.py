"""What is written down is true: settings, states, commands, links."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from calls.management.commands.draw_states import drawn

DOCS = settings.BASE_DIR / "docs"
PAGES = [*DOCS.glob("*.md"), settings.BASE_DIR / "README.md"]


def test_every_variable_is_documented_and_every_documented_one_exists() -> None:
    read = set(
        re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (settings.BASE_DIR / "audiapro/settings.py").read_text())
    )
    documented = (DOCS / "configuration.md").read_text().split("## `make run` only")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)`", documented, re.MULTILINE)) == read


def test_every_variable_has_a_comment_above_it() -> None:
    lines = (settings.BASE_DIR / "audiapro/settings.py").read_text().splitlines()
    bare = [line for above, line in pairwise(lines) if "env." in line and not explained(above, line)]
    assert bare == []


def explained(above: str, line: str) -> bool:
    return above.lstrip().startswith("#") or "env.read_env" in line or "env = " in line


def test_the_diagram_of_states_is_the_codes_own() -> None:
    assert (DOCS / "states.md").read_text() == drawn(), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    linked = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    missing = [link for link in linked if link and not (page.parent / link).exists()]
    named = re.findall(r"`((?:audiapro|analytics|calls|ucm|templates|static|tests|docs)/[\w./-]+)", text)
    missing += [path for path in named if not (settings.BASE_DIR / path).exists()]
    assert missing == []


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    for target in set(re.findall(r"\bmake ([a-z-]+)", (settings.BASE_DIR / "README.md").read_text())):
        assert f"\n{target}:" in makefile, target
