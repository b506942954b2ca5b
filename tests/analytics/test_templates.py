"""Templates keep what the Content-Security-Policy promises, and name only icons there are."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR, "templates")
TEMPLATES = sorted(FOLDER.rglob("*.html"))
FORBIDDEN = {
    "a style attribute": r"\sstyle=",
    "a style element": r"<style",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an inline handler": r"\son\w+=",
    "hx-on, which needs eval": r"hx-on",
    "a script: URL": r"javascript:",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str, template: Path) -> None:
    assert not re.search(FORBIDDEN[what], template.read_text())


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', (FOLDER / "components/icons.html").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text())}
    assert asked <= drawn
    assert {"inbound", "outbound", "internal", "positive", "neutral", "negative"} <= drawn
