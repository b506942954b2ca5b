"""A language model in use, at an endpoint that answers as a test says, and a call to be summed up."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from analytics.models import LanguageModel
from calls.models import Call
from tests import factories as make
from tests.analytics.llm.endpoint import FakeEndpoint, Says, Script, in_turn, serving, summary

SAID = (
    ("agent", 0.0, 4.0, " Larkfield Heating, Dana speaking."),
    ("customer", 4.0, 9.0, " The boiler you put in last month has stopped."),
    ("agent", 9.0, 14.0, " I'll send an engineer on Thursday."),
    (
        "customer",
        14.0,
        20.0,
        " Thank you. My number is oh seven seven double oh nine double oh four five six.",
    ),
)
REASON = ("reason", "The customer's boiler has stopped.", [1], "boiler you put in")
STEP = ("next_step", "An engineer comes on Thursday.", [2], "an engineer on Thursday")
GOOD = Says(summary(REASON, STEP))

Serve = Callable[..., FakeEndpoint]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start an endpoint with these answers, or with a script."""
    with ExitStack() as stack:

        def start(
            *answers: Says, script: Script | None = None, models: list[str] | None = None
        ) -> FakeEndpoint:
            return stack.enter_context(serving(script or in_turn(*(answers or (GOOD,))), models=models))

        yield start


@pytest.fixture
def call(db: None) -> Call:
    call = make.make_ready_call()
    call.transcript.delete()
    make.make_transcript(call, SAID)
    return call


def in_use(endpoint: FakeEndpoint | str, **fields: object) -> LanguageModel:
    url = endpoint if isinstance(endpoint, str) else endpoint.url
    told = {"name": "House", "base_url": url, "model": "small", "in_use": True, "patience": 5, **fields}
    return LanguageModel.objects.create(**told)
