"""The simulated UCM as a WSGI application: one URL, `POST /api`, and what everything else answers.

With the door of the old API, old_api/ answers instead.

Anything under /api that is not the JSON envelope gets the answer for which the API is known: HTTP 200 and
"Invalid parameters!". `/cgi` belongs to the web UI: it gives any user a challenge and lets no API user in.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from ucm.simulator.actions import Desk
from ucm.simulator.door import at_the_door
from ucm.simulator.envelope import Answer, envelope, html_answer, read_request
from ucm.simulator.old_api.listener import Listener
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.switches import Door

LARGEST_BODY = 1_000_000
SECRETS = ("token",)
FOR_EVER = 600.0  # seconds: longer than any client waits


@dataclass(frozen=True, slots=True)
class Served:
    """One line of the request log. `action` is empty if none could be read; `status` is the API's.

    Of the old API it is HTTP's, and `action` is “login” where a user or password was refused.
    """

    method: str
    path: str
    action: str
    parameters: Mapping[str, Any]
    status: int


class App:
    """Callable by any WSGI server, and by tests without one. `requests` lists what was asked."""

    def __init__(self, pbx: Pbx) -> None:
        self.pbx = pbx
        self.requests: list[Served] = []
        self._desk = Desk(pbx)
        self._old_api = Listener(pbx)
        self._served = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._let_wait()
        answer = at_the_door(self.pbx.scenario.door) or self._answer(environ)
        headers = [
            ("Content-Type", answer.content_type),
            ("Content-Length", str(len(answer.body))),
            *answer.headers,
        ]
        start_response(answer.http_status, headers)
        return [answer.body[: answer.cut_after]]

    def _let_wait(self) -> None:
        scenario, self._served = self.pbx.scenario, self._served + 1
        if scenario.hangs_after is not None and self._served > scenario.hangs_after:
            time.sleep(FOR_EVER)
        if scenario.delay:
            time.sleep(scenario.delay)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        path = environ.get("PATH_INFO", "/")
        if self.pbx.scenario.door is Door.OLD_API:
            return self._old(environ, path)
        if path == "/api" or path.startswith("/api/"):
            return self._api(environ, path)
        if path == "/cgi":
            return _web_ui_login(environ)
        return html_answer("Web UI") if path == "/" else html_answer("Not found", "404 Not Found")

    def _old(self, environ: dict[str, Any], path: str) -> Answer:
        heard = self._old_api.answer(environ)
        status = int(heard.answer.http_status.split()[0])
        self.requests.append(Served(environ["REQUEST_METHOD"], path, heard.action, heard.parameters, status))
        return heard.answer

    def _api(self, environ: dict[str, Any], path: str) -> Answer:
        method, action, parameters, status = environ["REQUEST_METHOD"], "", {}, Status.OK
        try:
            if method != "POST" or path != "/api":
                raise Refused(Status.INVALID_PARAMETERS)
            request = read_request(_body(environ), environ.get("REMOTE_ADDR", ""))
            action = request.action
            parameters = {name: value for name, value in request.parameters.items() if name not in SECRETS}
            return self._desk.carry_out(request)
        except Refused as refusal:
            status = refusal.status
            return envelope(refusal.response, refusal.status)
        finally:
            self.requests.append(Served(method, path, action, parameters, int(status)))


def _body(environ: dict[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise Refused(Status.INVALID_PARAMETERS)
    return bytes(environ["wsgi.input"].read(int(length)))


def _web_ui_login(environ: dict[str, Any]) -> Answer:
    action = parse_qs(environ.get("QUERY_STRING", "")).get("action", [""])[0]
    match action:
        case "challenge":
            return envelope({"challenge": "0000001652831717"})
        case "login":
            return envelope({}, Status.WRONG_ACCOUNT_OR_PASSWORD)
        case _:
            return envelope({}, Status.COOKIE_ERROR)
