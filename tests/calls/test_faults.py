"""What an unexpected error leaves in the log."""

import logging

import pytest

from calls import pipeline
from calls.faults import trail
from calls.models import Call
from tests.calls.conftest import Obedient


def test_the_trail_names_the_code_and_not_the_data() -> None:
    try:
        raise ValueError("Failing row contains (5550142, Tom Alder)")
    except ValueError as error:
        told = trail(error)
    assert told.startswith("ValueError")
    assert "test_faults.py" in told
    assert "5550142, Tom" not in told.replace(
        'raise ValueError("Failing row contains (5550142, Tom Alder)")', ""
    )


@pytest.mark.django_db
def test_a_step_that_stumbles_logs_no_data(
    call: Call, path: Obedient, caplog: pytest.LogCaptureFixture
) -> None:
    number = "".join(["555", "0142"])
    path.answer("first", ValueError(f"bad number {number}"))
    with caplog.at_level(logging.DEBUG):
        pipeline.run(pipeline.open_step(call, path.path[0]).pk)
    assert "ValueError" in caplog.text
    assert number not in caplog.text
