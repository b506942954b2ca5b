"""The reported figures: medians of rounds, and no lost record hidden in them."""

from audiapro.bench.figures import Run, figures


def run(*, seconds: float, wait: float, kept: int = 100) -> Run:
    return Run(seconds, [wait] * 99 + [wait * 10], kept)


def test_a_disturbed_round_does_not_decide() -> None:
    found = figures([run(seconds=1, wait=0.01), run(seconds=1, wait=0.02), run(seconds=50, wait=5)])
    assert (found.per_second, found.p50_ms, found.lost) == (100.0, 20.0, 0)
    assert 20 <= found.p99_ms <= 200


def test_lost_records_are_added_up() -> None:
    assert (
        figures(
            [run(seconds=1, wait=1, kept=98), run(seconds=1, wait=1), run(seconds=1, wait=1, kept=99)]
        ).lost
        == 3
    )
