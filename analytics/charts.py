"""Series to shapes: where each bar, block and cell of a chart goes. Pure; templates draw them.

Horizontal places are percent of the width and vertical ones pixels, so that an SVG without a
viewBox stretches to any screen while its text keeps its size. Nothing needs a style attribute,
which the Content-Security-Policy forbids.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analytics.queries.overview import DayVolume, Moods
from analytics.queries.sound import Wave
from analytics.queries.transcript import Gap, Line

KINDS = ("answered", "no_answer", "voicemail", "other")
KIND_LABELS = ("Answered", "No answer", "Voicemail", "Busy or failed")
DAY_LABELS = 7  # at most so many dates under the volume chart
HEAT_LEVELS = 5
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFFICE_HOURS = (8, 17)  # the heat map shows at least these


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle: `x` and `width` in percent, `y` and `height` in pixels; `kind` is its class."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    value: float


@dataclass(frozen=True, slots=True)
class Bar:
    day: date
    total: int
    centre: float
    blocks: tuple[Block, ...]
    is_labelled: bool
    column: Block


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class VolumeChart:
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    legend: Sequence[tuple[str, str, int]]
    height: float
    total: int


def volume_chart(days: Sequence[DayVolume], *, height: float = 180) -> VolumeChart:
    """Stacked bars, one a day. The legend is (kind, label, calls)."""
    top = ceiling(max((day.total for day in days), default=0))
    slot = 100 / max(len(days), 1)
    every = math.ceil(len(days) / DAY_LABELS)
    return VolumeChart(
        bars=[
            _bar(day, n * slot, slot, height / top, height, is_labelled=(len(days) - 1 - n) % every == 0)
            for n, day in enumerate(days)
        ],
        ticks=[Tick(height - height * share, int(top * share)) for share in (0, 0.5, 1)],
        legend=[
            (kind, label, sum(getattr(day, kind) for day in days))
            for kind, label in zip(KINDS, KIND_LABELS, strict=True)
        ],
        height=height,
        total=sum(day.total for day in days),
    )


def ceiling(value: float) -> int:
    """The smallest of 2, 4, 6, 8, 10, 20, 40, 60… that is not below the value: halves stay whole."""
    for power in range(12):
        for step in (2, 4, 6, 8, 10):
            if step * 10**power >= value:
                return step * 10**power
    raise ValueError(f"{value} calls do not fit a chart")


def _bar(day: DayVolume, x: float, slot: float, scale: float, height: float, *, is_labelled: bool) -> Bar:
    blocks, y = [], height
    for kind in KINDS:
        if n := getattr(day, kind):
            y -= n * scale
            blocks.append(Block(_r(x + slot * 0.15), _r(y), _r(slot * 0.7), _r(n * scale), kind, n))
    column = Block(_r(x), 0, _r(slot), height, "column", day.total)
    return Bar(day.day, day.total, _r(x + slot / 2), tuple(blocks), is_labelled, column)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`level` is 0 for none, else 1 to HEAT_LEVELS by share of the busiest hour."""

    weekday: str
    value: int
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    hour: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    weekdays: Sequence[str]
    rows: Sequence[HeatRow]
    busiest: str
    most: int


def heat_map(counts: dict[tuple[int, int], int]) -> HeatMap:
    """A row for each hour from the first with calls to the last, a column for each weekday."""
    most = max(counts.values(), default=0)
    hours = [hour for _, hour in counts] + list(OFFICE_HOURS)
    rows = [
        HeatRow(
            hour,
            tuple(
                _cell(name, counts.get((weekday, hour), 0), most) for weekday, name in enumerate(WEEKDAYS, 1)
            ),
        )
        for hour in range(min(hours), max(hours) + 1)
    ]
    busiest = max(counts, key=lambda slot: counts[slot], default=(1, 0))
    words = f"{WEEKDAYS[busiest[0] - 1]} {busiest[1]:02d}:00 to {busiest[1] + 1:02d}:00" if most else ""
    return HeatMap(WEEKDAYS, rows, words, most)


def _cell(weekday: str, value: int, most: int) -> HeatCell:
    return HeatCell(weekday, value, math.ceil(HEAT_LEVELS * value / most) if value else 0)


def mood_bar(moods: Moods) -> list[Block]:
    """One bar of the three moods' shares; `value` is the number of calls."""
    blocks, x = [], 0.0
    for kind in ("positive", "neutral", "negative"):
        value = getattr(moods, kind)
        width = 100 * value / moods.analysed if moods.analysed else 0
        blocks.append(Block(_r(x), 0, _r(width), 16, kind, value))
        x += width
    return blocks


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A recording's outline: `x` and `width` in percent of the call, `path` in a box of `points` by 2,
    with silence along its middle."""

    x: float
    width: float
    points: int
    path: str


@dataclass(frozen=True, slots=True)
class Timeline:
    lanes: Sequence[Lane]
    height: float
    gaps: Sequence[Block] = ()
    waves: Sequence[Shape] = ()


LANE_HEIGHT, LANE_GAP = 18, 4
WAVE_HEIGHT = 28
LANES = ("agent", "customer", "system", "")  # from the top


def timeline(
    lines: Sequence[Line], duration: float, *, gaps: Sequence[Gap] = (), waves: Sequence[Wave] = ()
) -> Timeline:
    """How it sounds, if that is known; below it a lane for each role that speaks, then for each voice
    without one; "Speech" for what is nobody's. Gaps cross them all."""
    shapes = [_shape(wave, duration) for wave in waves if duration]
    top = WAVE_HEIGHT + LANE_GAP if shapes else 0
    voices = sorted({(LANES.index(line.role), line.speaker) for line in lines})
    lanes = [
        _lane(
            name or "Speech",
            LANES[role],
            [line for line in lines if (line.role, line.speaker) == (LANES[role], name)],
            duration,
            top + place * (LANE_HEIGHT + LANE_GAP),
        )
        for place, (role, name) in enumerate(voices)
    ]
    height = top + (len(lanes) or (not shapes)) * (LANE_HEIGHT + LANE_GAP) - LANE_GAP
    crossing = [
        Block(_r(100 * gap.start / duration), 0, _r(100 * gap.seconds / duration), height, gap.kind, 0)
        for gap in gaps
        if duration
    ]
    return Timeline(lanes, height, crossing, shapes)


def _shape(wave: Wave, duration: float) -> Shape:
    heights = [_r(peak / 100) for peak in wave.peaks]
    above = " ".join(f"{n} {_r(1 - height):g}" for n, height in enumerate(heights))
    below = " ".join(f"{n} {_r(1 + height):g}" for n, height in reversed(list(enumerate(heights))))
    return Shape(
        x=_r(100 * wave.start / duration),
        width=_r(100 * wave.seconds / duration),
        points=max(len(heights) - 1, 1),
        path=f"M{above} {below}Z",
    )


def _lane(name: str, role: str, lines: Iterable[Line], duration: float, y: float) -> Lane:
    blocks = (
        Block(
            x=_r(100 * line.start / duration),
            y=y,
            width=_r(max(100 * (line.end - line.start) / duration, 0.1)),
            height=LANE_HEIGHT,
            kind=role or "unknown",
            value=line.index,
        )
        for line in lines
        if duration
    )
    return Lane(name, y, tuple(blocks))


def mood_course(sentiments: Sequence[float | None], lines: Sequence[Line], duration: float) -> list[Block]:
    """A bar for each utterance with a mood, up for positive and down for negative, over time."""
    middle = 24.0
    blocks = []
    for line, mood in zip(lines, sentiments, strict=False):
        if mood is None or not duration:
            continue
        size = max(abs(mood) * middle, 1)
        kind = "positive" if mood > 0 else "negative" if mood < 0 else "neutral"
        width = max(100 * (line.end - line.start) / duration, 0.6)
        y = middle - size if mood > 0 else middle
        blocks.append(Block(_r(100 * line.start / duration), _r(y), _r(width), _r(size), kind, line.index))
    return blocks


def _r(value: float) -> float:
    """Two decimals are finer than any screen; more would only make the page longer."""
    return round(value, 2)
