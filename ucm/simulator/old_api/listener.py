"""The old API's listener: who is let in, then /cdrapi and /recapi by GET. Called by app.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ucm.simulator.envelope import Answer, html_answer
from ucm.simulator.old_api.cdrapi import cdrapi
from ucm.simulator.old_api.login import Gate
from ucm.simulator.old_api.query import Query
from ucm.simulator.old_api.recapi import recapi
from ucm.simulator.pbx import Pbx
from ucm.simulator.switches import OldLogin

ACTIONS = {"/cdrapi": cdrapi, "/recapi": recapi}


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer, and for the request log what was asked; see app.Served."""

    answer: Answer
    action: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Listener:
    """One listener with one user. Safe to use from several threads."""

    def __init__(self, pbx: Pbx) -> None:
        self._pbx = pbx
        self._gate = Gate(pbx.user, pbx.scenario)

    def answer(self, environ: dict[str, Any]) -> Heard:
        if self._pbx.scenario.old_login is OldLogin.DENIED:
            return Heard(html_answer("Forbidden", "403 Forbidden"))
        if challenge := self._gate.refusal(environ):
            tried = "login" if environ.get("HTTP_AUTHORIZATION") and not challenge.stale else ""
            return Heard(challenge.answer, tried)
        path, query = environ.get("PATH_INFO", "/"), Query(environ.get("QUERY_STRING", ""))
        if path not in ACTIONS or environ["REQUEST_METHOD"] != "GET":
            return Heard(html_answer("Not found", "404 Not Found"))
        return Heard(ACTIONS[path](self._pbx, query), path[1:], query.parameters)
