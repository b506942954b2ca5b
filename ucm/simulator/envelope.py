"""What comes in and goes out on `POST /api`: the JSON envelope, and answers that are no JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ucm.simulator.status import Refused, Status

JSON = "application/json;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One action with its parameters, the cookie left out. `source` is the client's address."""

    action: str
    parameters: Mapping[str, Any]
    cookie: object
    source: str

    def text(self, name: str) -> str:
        """A parameter that must be there as a string. Raises Refused with -1."""
        value = self.parameters.get(name)
        if not isinstance(value, str) or not value:
            raise Refused(Status.INVALID_PARAMETERS)
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """A body as it goes out. `cut_after` closes the connection after so many bytes of it."""

    body: bytes
    content_type: str = JSON
    cut_after: int | None = None
    http_status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()


def read_request(body: bytes, source: str) -> Request:
    """Raises Refused with -1 for anything but `{"request": {"action": …}}`."""
    try:
        inner = json.loads(body)["request"]
        action = inner["action"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(Status.INVALID_PARAMETERS) from error
    if not isinstance(action, str):
        raise Refused(Status.INVALID_PARAMETERS)
    parameters = {name: value for name, value in inner.items() if name not in ("action", "cookie")}
    return Request(action, parameters, inner.get("cookie"), source)


def envelope(response: Mapping[str, object], status: Status = Status.OK) -> Answer:
    """`{"response": …, "status": …}` with sorted keys, as Grandstream's samples show them."""
    return json_answer({"response": response, "status": int(status)})


def json_answer(payload: object) -> Answer:
    return Answer(json.dumps(payload, separators=(",", ":"), sort_keys=False, ensure_ascii=False).encode())


def html_answer(text: str, http_status: str = "200 OK") -> Answer:
    page = f"<!DOCTYPE html><html><head><title>UCM</title></head><body><p>{text}</p></body></html>"
    return Answer(page.encode(), "text/html;charset=UTF-8", http_status=http_status)
