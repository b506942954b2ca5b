"""Tiles: values, their change, and when there is nothing to compare with."""

from analytics.queries.overview import Totals
from analytics.queries.tiles import Delta, tiles

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
