"""The chat completions API, over real sockets."""

import socket
import time

import pytest

from analytics.insight.llm.answer import BY_SCHEMA
from analytics.insight.llm.ladder import FormatRefused
from analytics.insight.llm.types import Message
from analytics.llm import errors
from analytics.llm.client import Endpoint, chat, models
from tests.analytics.llm.conftest import Serve
from tests.analytics.llm.endpoint import FakeEndpoint, Question, Says

QUESTION: list[Message] = [{"role": "user", "content": "Well?"}]


def _endpoint(fake: FakeEndpoint, **fields: object) -> Endpoint:
    return Endpoint(**{"url": fake.url, "model": "small", "patience": 5.0, **fields})  # type: ignore[arg-type]


def test_a_question_and_its_answer(serve: Serve) -> None:
    fake = serve(Says("Yes.", finish="length"))
    reply = chat(_endpoint(fake, key="secret", most_tokens=77), QUESTION, BY_SCHEMA)
    assert (reply.text, reply.is_cut, reply.prompt_tokens, reply.completion_tokens) == ("Yes.", True, 300, 50)
    [question] = fake.questions
    assert question["messages"] == QUESTION
    assert (question["model"], question["max_tokens"], question["temperature"]) == ("small", 77, 0)
    assert question["response_format"]["json_schema"]["strict"]
    assert fake.keys == ["Bearer secret"]


def test_without_a_key_none_is_sent(serve: Serve) -> None:
    fake = serve(Says("Yes."))
    chat(_endpoint(fake), QUESTION, None)
    assert fake.keys == [""]
    assert "response_format" not in fake.questions[0]


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_a_format_may_be_what_is_refused(serve: Serve, status: int) -> None:
    fake = serve(Says(status=status, body=b'{"error": "response_format is not supported"}'))
    with pytest.raises(FormatRefused):
        chat(_endpoint(fake), QUESTION, BY_SCHEMA)


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (Says(status=401), errors.WrongSetUp, "refuses the key"),
        (Says(status=404), errors.WrongSetUp, "no chat completions API"),
        (Says(status=302, headers=(("Location", "http://127.0.0.1:1/"),)), errors.WrongSetUp, "no chat"),
        (Says(status=404, body=b'{"error": {"message": "model \\"small\\" not found"}}'), errors.WrongSetUp,
         "has no model “small”"),
        (Says(status=400, body=b'{"error": "exceeds the context window"}'), errors.TooLong, "context"),
        (Says(status=429), errors.Busy, "too often"),
        (Says(status=500), errors.Broken, "HTTP 500"),
        (Says(status=418), errors.WrongSetUp, "HTTP 418"),
        (Says(body=b"<html>Welcome to nginx!</html>"), errors.WrongSetUp, "no chat completions API"),
        (Says(body=b"[1, 2]"), errors.WrongSetUp, "no chat completions API"),
        (Says(body=b'{"choices": []}'), errors.WrongSetUp, "no chat completions API"),
        (Says(body=b"x" * (3 * 1024 * 1024)), errors.Broken, "no end"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_apart(
    serve: Serve, answer: Says, error: type[errors.EndpointError], told: str
) -> None:
    with pytest.raises(error) as caught:
        chat(_endpoint(serve(answer)), QUESTION, None)
    assert told in caught.value.why
    assert caught.value.mend


def test_patience_ends(serve: Serve) -> None:
    fake = serve(Says("Yes.", after=3.0))
    began = time.monotonic()
    with pytest.raises(errors.TookTooLong):
        chat(_endpoint(fake, patience=0.3), QUESTION, None)
    assert time.monotonic() - began < 2.5


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(errors.Unreachable) as caught:
        chat(Endpoint(f"http://127.0.0.1:{port}/v1", "small"), QUESTION, None)
    assert "OLLAMA_HOST" in caught.value.mend


def test_models_that_call_the_limit_otherwise_are_asked_so(serve: Serve) -> None:
    def script(question: Question) -> Says:
        if "max_tokens" in question:
            return Says(status=400, body=b"Unsupported parameter: use 'max_completion_tokens' instead.")
        return Says("Yes.")

    fake = serve(script=script)
    assert chat(_endpoint(fake), QUESTION, BY_SCHEMA).text == "Yes."
    assert "temperature" not in fake.questions[-1]


def test_an_answer_in_parts_is_one_text(serve: Serve) -> None:
    parts = b'{"choices": [{"message": {"content": [{"type": "text", "text": "Y"}, {"text": "es."}]}}]}'
    assert chat(_endpoint(serve(Says(body=parts))), QUESTION, None).text == "Yes."


def test_a_proxy_of_the_environment_never_hears_a_call(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    assert chat(_endpoint(serve(Says("Yes."))), QUESTION, None).text == "Yes."


def test_the_models_it_has(serve: Serve) -> None:
    assert models(_endpoint(serve(models=["small", "large"]))) == ["small", "large"]
