"""Tiles: values, their change, and when there is nothing to compare with."""

from analytics.insight.handling import Waits
from analytics.queries.overview import Totals
from analytics.queries.tiles import Delta, queue_tiles, tiles

NOTHING = Totals(calls=0, answered=0, inbound=0, inbound_answered=0, talk=None)
WEEK = Totals(calls=30, answered=25, inbound=20, inbound_answered=15, talk=120.0)
BETTER = Totals(calls=45, answered=40, inbound=20, inbound_answered=18, talk=90.0)


def test_a_change_is_relative_for_counts_and_in_points_for_shares() -> None:
    calls, answered, talk, missed = tiles(BETTER, WEEK)
    assert calls.delta == Delta(50.0, "%")
    assert answered.delta == Delta(15.0, "points", "good")
    assert talk.delta == Delta(-30.0, "s")
    assert missed.delta == Delta(-60.0, "%", "good")


def test_getting_worse_is_marked_so() -> None:
    _, answered, _, missed = tiles(WEEK, BETTER)
    assert answered.delta == Delta(-15.0, "points", "bad")
    assert missed.delta == Delta(150.0, "%", "bad")


def test_nothing_before_means_no_change_is_claimed() -> None:
    assert [tile.delta for tile in tiles(WEEK, NOTHING)] == [None] * 4


def test_nothing_now_shows_no_share_and_no_average() -> None:
    assert [tile.value for tile in tiles(NOTHING, WEEK)] == [0, None, None, None]


def test_every_tile_says_what_it_means_and_on_how_many_calls_it_rests() -> None:
    assert all(tile.definition and tile.sample for tile in tiles(WEEK, WEEK))


QUEUED = Waits(offered=12, answered=8, abandoned=3, short=1, in_time=6, waited=120, longest=95)
SLOWER = Waits(offered=12, answered=8, abandoned=4, short=1, in_time=5, waited=200, longest=95)


def test_longer_waits_and_more_who_give_up_are_marked_as_bad() -> None:
    assert [tile.delta.verdict for tile in queue_tiles(SLOWER, QUEUED) if tile.delta] == ["bad"] * 3


def test_a_service_level_prints_its_goal_and_its_variant() -> None:
    level = queue_tiles(QUEUED, Waits())[0]
    assert level.value == 60.0
    assert level.sample == "Goal 80 % within 20 s; 6 of 10 queued"
    assert "Without abandoned calls it is 75 %." in level.definition


def test_who_has_no_queues_sees_no_tiles_of_them() -> None:
    assert queue_tiles(Waits(), Waits()) == []
