"""Geometry: bars that add up, places that fit, levels that rank."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import ceiling, heat_map, mood_bar, mood_course, timeline, volume_chart
from analytics.queries.overview import DayVolume, Moods
from analytics.queries.sound import Wave
from analytics.queries.transcript import Gap, Line

counts = st.integers(min_value=0, max_value=5000)
volumes = st.lists(st.tuples(counts, counts, counts, counts), min_size=1, max_size=90)


def line(index: int, role: str, start: float, end: float) -> Line:
    return Line(index, start, end, role, role.title(), (), is_new_turn=True)


@given(volumes)
def test_bars_stay_inside_the_chart_and_every_call_is_drawn(volumes: list[tuple[int, int, int, int]]) -> None:
    days = [DayVolume(date(2026, 1, 1) + timedelta(days=n), *row) for n, row in enumerate(volumes)]
    chart = volume_chart(days, height=180)
    for bar, day in zip(chart.bars, days, strict=True):
        assert sum(block.value for block in bar.blocks) == day.total
        assert sum(block.height for block in bar.blocks) <= 180.05
        assert all(block.y >= -0.05 and 0 <= block.x <= 100 - block.width + 0.05 for block in bar.blocks)
    assert sum(number for *_, number in chart.legend) == chart.total
    assert 1 <= sum(bar.is_labelled for bar in chart.bars) <= 7


@pytest.mark.parametrize(("value", "top"), [(0, 2), (2, 2), (3, 4), (5, 6), (11, 20), (41, 60), (81, 100)])
def test_the_scale_ends_on_a_round_even_number(value: int, top: int) -> None:
    assert ceiling(value) == top


def test_an_empty_span_draws_no_bars() -> None:
    assert volume_chart([]).bars == []


def test_the_busiest_hour_is_darkest_and_any_call_shows() -> None:
    heat = heat_map({(1, 9): 100, (7, 21): 1})
    cells = {(row.hour, cell.weekday): cell for row in heat.rows for cell in row.cells}
    assert cells[9, "Mon"].level == 5
    assert cells[21, "Sun"].level == 1
    assert cells[9, "Tue"].level == 0
    assert (heat.busiest, heat.most) == ("Mon 09:00 to 10:00", 100)
    assert [row.hour for row in heat.rows] == list(range(8, 22))


def test_no_calls_have_no_busiest_hour() -> None:
    assert heat_map({}).busiest == ""


def test_the_mood_bar_is_full() -> None:
    blocks = mood_bar(Moods(positive=1, neutral=1, negative=1, recorded=9))
    assert sum(block.width for block in blocks) == pytest.approx(100, abs=0.1)
    assert [block.value for block in mood_bar(Moods(0, 0, 0, 0))] == [0, 0, 0]


def test_each_role_has_its_lane_in_a_fixed_order() -> None:
    drawn = timeline([line(0, "customer", 0, 5), line(1, "agent", 5, 10)], 20)
    assert [lane.name for lane in drawn.lanes] == ["Agent", "Customer"]
    assert [(block.x, block.width) for block in drawn.lanes[0].blocks] == [(25.0, 25.0)]


def test_voices_without_a_role_have_lanes_below() -> None:
    lines = [
        line(0, "agent", 0, 5),
        replace(line(1, "", 5, 6), speaker="Speaker C"),
        replace(line(2, "", 6, 8), speaker="Speaker B"),
    ]
    drawn = timeline(lines, 10)
    assert [lane.name for lane in drawn.lanes] == ["Agent", "Speaker B", "Speaker C"]
    assert [len(lane.blocks) for lane in drawn.lanes] == [1, 1, 1]


def test_nobody_known_has_one_lane() -> None:
    drawn = timeline([line(0, "", 0, 5), line(1, "", 5, 10)], 10)
    assert [lane.name for lane in drawn.lanes] == ["Speech"]
    assert len(drawn.lanes[0].blocks) == 2


def test_audio_of_unknown_length_draws_no_blocks() -> None:
    assert timeline([line(0, "", 0, 5)], 0).lanes[0].blocks == ()
    assert mood_course([0.5], [line(0, "", 0, 5)], 0) == []


def test_good_moods_go_up_bad_ones_down_and_unrated_ones_are_left_out() -> None:
    lines = [line(n, "", n, n + 1) for n in range(3)]
    up, down = mood_course([0.5, -1.0, None], lines, 3)
    assert (up.kind, up.y, up.height) == ("positive", 12.0, 12.0)
    assert (down.kind, down.y, down.height) == ("negative", 24.0, 24.0)


def test_gaps_cross_all_lanes_at_their_time() -> None:
    [gap] = timeline([], 100.0, gaps=[Gap("hold", "On hold", 25.0, 50.0)]).gaps
    assert (gap.x, gap.width, gap.y, gap.kind) == (25.0, 25.0, 0, "hold")


def test_how_a_call_sounds_is_drawn_above_who_speaks() -> None:
    drawn = timeline([line(0, "agent", 0, 5)], 20, waves=[Wave(5.0, 10.0, [0, 100, 50])])
    [wave] = drawn.waves
    assert (wave.x, wave.width, wave.points) == (25.0, 50.0, 2)
    assert wave.path == "M0 1 1 0 2 0.5 2 1.5 1 2 0 1Z"
    assert drawn.lanes[0].y > 28
    assert drawn.height == drawn.lanes[0].y + 18


def test_a_call_without_lines_has_no_empty_lane_beneath_its_sound() -> None:
    assert timeline([], 20, waves=[Wave(0.0, 20.0, [1])]).height == 28
    assert timeline([], 20).height == 18
