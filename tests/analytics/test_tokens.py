"""Contrast of the colours that are used together, in both looks (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
}
SURFACES = ("page", "surface", "sunken")
TEXTS = ("text", "muted", "accent", "agent", "customer", "positive", "negative")
READ = [(text, surface) for text in TEXTS for surface in SURFACES] + [
    ("on-accent", "accent"),
    ("text", "accent-soft"),
    ("accent", "accent-soft"),
    ("text", "agent-soft"),
    ("text", "customer-soft"),
    ("agent", "agent-soft"),
    ("customer", "customer-soft"),
    ("accent", "agent-soft"),
    ("accent", "customer-soft"),
    ("text", "negative-soft"),
    ("text", "found"),
    ("text", "heat-1"),
    ("text", "heat-2"),
    ("text", "heat-3"),
    ("on-heat", "heat-4"),
    ("on-heat", "heat-5"),
]
SEEN = [
    ("edge", "surface"),
    ("edge", "page"),
    ("focus", "page"),
    ("focus", "surface"),
    *((bar, "surface") for bar in ("answered", "no-answer", "voicemail", "other", "neutral")),
    ("agent", "rule"),
    ("customer", "rule"),
    ("unknown", "rule"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_right_where_the_answer_is_known() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), READ)
def test_text_can_be_read(text: str, surface: str, look: int) -> None:
    assert contrast(PAIRS[text][look], PAIRS[surface][look]) >= 4.5


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "surface"), SEEN)
def test_marks_can_be_made_out(mark: str, surface: str, look: int) -> None:
    assert contrast(PAIRS[mark][look], PAIRS[surface][look]) >= 3
