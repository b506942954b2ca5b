"""A server that speaks the chat completions API as far as it is told to: each answer is one of a script."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Question = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Says:
    """An answer over HTTP: `body` as it is, or a completion with `content`. `after` seconds of silence."""

    content: str = ""
    status: int = 200
    body: bytes | None = None
    finish: str = "stop"
    after: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def sent(self) -> bytes:
        if self.body is not None:
            return self.body
        choice = {"message": {"role": "assistant", "content": self.content}, "finish_reason": self.finish}
        usage = {"prompt_tokens": 300, "completion_tokens": 50}
        return json.dumps({"choices": [choice], "usage": usage}).encode()


Script = Callable[[Question], Says]


@dataclass(slots=True)
class FakeEndpoint:
    """`questions` are the bodies that came in, `keys` what each showed as authorization."""

    url: str
    script: Script
    models: list[str]
    questions: list[Question] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def forms(self) -> list[str]:
        """The `response_format` of each question."""
        return [question.get("response_format", {}).get("type", "") for question in self.questions]

    @property
    def transcript(self) -> str:
        """The last user's message."""
        return str(self.questions[-1]["messages"][-1]["content"])


def summary(*sentences: tuple[str, str, list[int], str]) -> str:
    """An answer of the asked form, of (slot, text, evidence, quote)."""
    names = ("slot", "text", "evidence", "quote")
    return json.dumps({"sentences": [dict(zip(names, each, strict=True)) for each in sentences]})


def in_turn(*answers: Says) -> Script:
    """One after the other, the last again and again."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serving(script: Script, *, models: list[str] | None = None) -> Iterator[FakeEndpoint]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    endpoint = FakeEndpoint(f"http://127.0.0.1:{server.server_port}/v1", script, models or ["small"])
    server.endpoint = endpoint  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Tests print enough."""

    def do_GET(self) -> None:
        models = [{"id": name} for name in self._endpoint.models]
        self._send(Says(body=json.dumps({"data": models}).encode()))

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._endpoint.questions.append(question)
        self._endpoint.keys.append(self.headers.get("Authorization", ""))
        self._send(self._endpoint.script(question))

    @property
    def _endpoint(self) -> FakeEndpoint:
        return self.server.endpoint  # type: ignore[attr-defined, no-any-return]

    def _send(self, says: Says) -> None:
        time.sleep(says.after)
        try:
            self.send_response(says.status)
            for name, value in says.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.sent)))
            self.end_headers()
            self.wfile.write(says.sent)
        except (BrokenPipeError, ConnectionResetError):
            """The client has lost its patience, which is what the test is about."""
