"""Calls counted anew: what an update of the rules left behind is mended from the legs."""

import json

import pytest

from calls import ingest
from calls.models import Call, Event
from calls.recount import recount
from tests import factories as make
from tests.calls.test_ingest import ANSWERED_LEG

pytestmark = pytest.mark.django_db

QUEUED = ANSWERED_LEG | {"action_type": "QUEUE[6500]"}


def test_a_call_of_before_gets_its_wait_and_keeps_its_name() -> None:
    raw = json.dumps(QUEUED).encode()
    ingest.accept(make.make_connection(), Event.Source.WEBHOOK, raw, content_type="application/json")
    call = ingest.ingest(Event.objects.get())[0]
    Call.objects.filter(pk=call.pk).update(queue_wait_seconds=None, answering_count=0, agent_name="Anna")

    assert list(recount(Call.objects.all())) == [1]

    call.refresh_from_db()
    assert (call.queue_wait_seconds, call.answering_count, call.agent_name) == (8, 1, "Anna")


def test_a_call_without_legs_keeps_what_it_has() -> None:
    call = make.make_call(talk=95)

    assert list(recount(Call.objects.all())) == [0]

    call.refresh_from_db()
    assert call.talk_seconds == 95
