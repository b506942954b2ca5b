"""Whatever way a record comes in, however often and in which order: the same calls, the same legs."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import ingest
from calls.models import Call, Event, Leg
from tests.calls.sources.mutants import DIALECTS, rows
from ucm.models import Connection
from ucm.simulator.traffic.cdr import Row

ROWS = rows()
Body = tuple[Event.Source, bytes]


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Row], list[Body]]:
    """Some legs, and bodies that bring each of them once to three times, by any source, in any dialect."""
    begin = draw(st.integers(0, len(ROWS) - 8))
    legs = ROWS[begin : begin + draw(st.integers(1, 8))]
    copies = [leg for leg in legs for _ in range(draw(st.integers(1, 3)))]
    queue: list[Row] = draw(st.permutations(copies))
    bodies = []
    while queue:
        size = draw(st.integers(1, 5))
        portion, queue = queue[:size], queue[size:]
        write = DIALECTS[draw(st.sampled_from(sorted(DIALECTS)))]
        bodies.append((draw(st.sampled_from(Event.Source)), write(portion)))
    return legs, bodies


def outcome(connection: Connection, bodies: Iterable[Body]) -> tuple[list[Any], list[Any]]:
    """The calls and legs that these bodies leave behind, without the numbers of their rows."""
    with transaction.atomic():
        for source, raw in bodies:
            event = ingest.accept(connection, source, raw)
            ingest.ingest(event)
            assert event.state == Event.State.UNDERSTOOD, event.reason
        found = (
            _facts(Call, "session", without=("id", "created_at")),
            _facts(Leg, "call__session", "key", without=("id", "call", "event", "raw")),
        )
        transaction.set_rollback(True)
    return found


def _facts(model: Any, *order: str, without: Sequence[str]) -> list[Any]:
    names = [field.name for field in model._meta.concrete_fields if field.name not in without]
    return list(model.objects.order_by(*order).values_list(*order, *names))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delivery=deliveries())
def test_any_order_duplication_and_mixture_of_the_ways_in_gives_the_same_calls(
    connection: Connection, delivery: tuple[list[Row], list[Body]]
) -> None:
    legs, bodies = delivery
    calls, kept = outcome(connection, [(Event.Source.WEBHOOK, DIALECTS["array"](legs))])
    assert len(calls) == len({leg["session"] for leg in legs})
    assert len(kept) == len(legs)
    assert outcome(connection, bodies) == (calls, kept)


@pytest.mark.django_db
def test_every_way_in_brings_a_day_of_calls_alike(connection: Connection) -> None:
    expected = outcome(connection, [(Event.Source.POLL, DIALECTS["groups"](ROWS))])
    shuffled = ROWS * 2
    Random(5).shuffle(shuffled)
    sources = list(Event.Source)
    bodies = [(sources[n % len(sources)], DIALECTS["array"]([leg])) for n, leg in enumerate(shuffled)]
    assert outcome(connection, bodies) == expected
