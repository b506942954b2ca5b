"""The chat completions API as Ollama, vLLM, llama.cpp's server, LM Studio and OpenAI speak it. Free of
Django.

Proxies, .netrc and redirects are not followed: the words of a call go to the address that the admin was shown
and nowhere else. An answer is read until a deadline, which a server that sends a byte a minute cannot
stretch.
"""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from urllib3 import exceptions as urllib3_errors

from analytics.insight.llm.ladder import FormatRefused
from analytics.insight.llm.types import Format, Message, Reply
from analytics.llm import errors

CONNECT = 5.0  # seconds
LARGEST = 2 * 1024 * 1024  # bytes of an answer
# What servers were seen to say to a `response_format` that they do not take.
MAY_MEAN_FORMAT = frozenset({400, 415, 422, 500, 501})

_CONTEXT = re.compile(
    r"context|too (?:long|large|many tokens)|maximum.{0,20}(?:length|tokens)", re.IGNORECASE
)
_MODEL = re.compile(r"\bmodel\b.{0,80}\b(?:not|unknown|does ?n[o']t)\b|\bno such model\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`url` ends before "/chat/completions"; `patience` is seconds for a whole answer."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    patience: float = 120.0
    most_tokens: int = 1200


def chat(endpoint: Endpoint, messages: Sequence[Message], response_format: Format | None) -> Reply:
    """One question, one answer. Raises FormatRefused and EndpointError."""
    question: dict[str, Any] = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "max_tokens": endpoint.most_tokens,
        "stream": False,
    }
    if response_format is not None:
        question["response_format"] = response_format
    until = time.monotonic() + endpoint.patience
    status, body = _send(endpoint, "/chat/completions", question, until=until)
    if status == HTTPStatus.BAD_REQUEST and b"max_completion_tokens" in body:
        # OpenAI's newer models know neither of the two under these names.
        question["max_completion_tokens"] = question.pop("max_tokens")
        del question["temperature"]
        status, body = _send(endpoint, "/chat/completions", question, until=until)
    if status != HTTPStatus.OK:
        _refuse(status, body, endpoint, has_format=response_format is not None)
    return _reply(body)


def models(endpoint: Endpoint) -> list[str]:
    """The names of the models that the endpoint offers. Raises EndpointError."""
    until = time.monotonic() + min(endpoint.patience, 20.0)
    status, body = _send(endpoint, "/models", None, until=until)
    if status != HTTPStatus.OK:
        _refuse(status, body, endpoint, has_format=False)
    listed = _json(body).get("data")
    rows = listed if isinstance(listed, list) else []
    return [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _send(endpoint: Endpoint, path: str, question: Any, *, until: float) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    try:
        with requests.Session() as session:
            session.trust_env = False
            method = "GET" if question is None else "POST"
            with session.request(
                method,
                endpoint.url + path,
                json=question,
                headers=headers,
                timeout=(CONNECT, max(until - time.monotonic(), 0.1)),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return answer.status_code, _read(answer, until=until)
    except (requests.Timeout, TimeoutError) as error:
        raise _timed_out(error, endpoint) from None
    except requests.exceptions.SSLError:
        raise errors.Unreachable(
            "The endpoint’s certificate is not one that this machine trusts.",
            "Give it a certificate of a known authority, or put a proxy with one before it. On this machine, "
            "or in a network that nobody else is on, http:// will do.",
        ) from None
    except (requests.RequestException, urllib3_errors.HTTPError, OSError) as error:
        raise errors.Unreachable(
            f"The endpoint cannot be reached ({type(error).__name__}).",
            "See that its server runs, that the address and port are right, and that it listens on the "
            "network and not on its own machine alone (Ollama: OLLAMA_HOST=0.0.0.0).",
        ) from None


def _timed_out(error: Exception, endpoint: Endpoint) -> errors.EndpointError:
    if isinstance(error, requests.ConnectTimeout):
        return errors.Unreachable(
            f"Nothing answers at the endpoint’s address within {CONNECT:.0f} s.",
            "Look at address, port and firewall.",
        )
    return errors.TookTooLong(
        f"No whole answer came within {endpoint.patience:.0f} s.",
        "Allow more seconds, take a smaller model, or give it a GPU.",
    )


def _read(answer: requests.Response, *, until: float) -> bytes:
    body = b""
    for chunk in answer.iter_content(16 * 1024):
        body += chunk
        if time.monotonic() > until:
            raise TimeoutError
        if len(body) > LARGEST:
            raise errors.Broken("The endpoint’s answer has no end.", "Look at what listens at this address.")
    return body


def _refuse(status: int, body: bytes, endpoint: Endpoint, *, has_format: bool) -> None:
    said = body[:4000].decode(errors="replace")
    if _CONTEXT.search(said) and status in (400, 413, 422):
        raise errors.TooLong(
            "The call does not fit into the model’s context.",
            "Enter the size of its context as it was started (Ollama: num_ctx, llama.cpp: -c).",
        )
    if status == HTTPStatus.NOT_FOUND and _MODEL.search(said):
        raise errors.WrongSetUp(
            f"The endpoint has no model “{endpoint.model}”.",
            "“Test” lists the models that it has. With Ollama, fetch it first: ollama pull.",
        )
    if has_format and status in MAY_MEAN_FORMAT:
        raise FormatRefused
    raise _error_of(status)


def _error_of(status: int) -> errors.EndpointError:
    if status in (401, 403):
        return errors.WrongSetUp(
            f"The endpoint refuses the key (HTTP {status}).", "Type the key again, or ask for a new one."
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.Busy(
            "The endpoint says that it was asked too often, or that the account has no credit (HTTP 429).",
            "Lower the calls a day, or look at the account.",
        )
    if status in (404, 405) or 300 <= status < 400:
        return errors.WrongSetUp(
            f"There is no chat completions API at this address (HTTP {status}).",
            "Most end in /v1: Ollama http://HOST:11434/v1, vLLM http://HOST:8000/v1, llama.cpp http://HOST:8080/v1.",
        )
    if status >= 500:
        return errors.Broken(
            f"The endpoint failed (HTTP {status}).", "Its own log says why; memory is a common cause."
        )
    return errors.WrongSetUp(
        f"The endpoint does not take the question (HTTP {status}).", "Its own log says what it misses."
    )


def _reply(body: bytes) -> Reply:
    answer = _json(body)
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise _no_api()
    usage = answer.get("usage")
    spent: Mapping[str, Any] = usage if isinstance(usage, dict) else {}
    return Reply(
        text=_text(message.get("content")),
        is_cut=first.get("finish_reason") == "length",
        prompt_tokens=_count(spent.get("prompt_tokens")),
        completion_tokens=_count(spent.get("completion_tokens")),
    )


def _text(content: Any) -> str:
    """A text, or a list of parts with texts, as some servers send it."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(given: Any) -> int:
    return max(0, given) if isinstance(given, int) else 0


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise _no_api() from None
    if not isinstance(answer, dict):
        raise _no_api()
    return answer


def _no_api() -> errors.EndpointError:
    return errors.WrongSetUp(
        "What answers there is no chat completions API.",
        "Look at the address: most end in /v1, and a web page is not the API.",
    )
