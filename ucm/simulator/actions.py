"""Every action of the API by name, and what must hold before one is carried out. Called by app.py."""

from collections import Counter
from collections.abc import Callable, Mapping

from ucm.simulator.cdrapi import cdrapi
from ucm.simulator.envelope import Answer, Request, envelope
from ucm.simulator.pbx import Pbx
from ucm.simulator.recapi import recapi, record_infos
from ucm.simulator.status import Refused, Status
from ucm.simulator.system import accounts, general_status, queues, system_status, trunks


def challenge(pbx: Pbx, request: Request) -> Answer:
    return envelope({"challenge": pbx.sessions.challenge(request.text("user"), request.source)})


def login(pbx: Pbx, request: Request) -> Answer:
    cookie = pbx.sessions.login(request.text("user"), request.text("token"), request.source)
    return envelope({"cookie": cookie})


def logout(pbx: Pbx, request: Request) -> Answer:
    pbx.sessions.logout(str(request.cookie))
    return envelope({})


Action = Callable[[Pbx, Request], Answer]
OPEN: Mapping[str, Action] = {"challenge": challenge, "login": login}
ACTIONS: Mapping[str, Action] = {
    "logout": logout,
    "cdrapi": cdrapi,
    "recapi": recapi,
    "getRecordInfosByCall": record_infos,
    "getSystemStatus": system_status,
    "getSystemGeneralStatus": general_status,
    "listAccount": accounts,
    "listQueue": queues,
    "listVoIPTrunk": trunks,
}
COSTLY = ("cdrapi", "recapi")


class Desk:
    """Checks cookie, permission and load, in this order, then lets the action happen."""

    def __init__(self, pbx: Pbx) -> None:
        self._pbx = pbx
        self._done: Counter[str] = Counter()

    def carry_out(self, request: Request) -> Answer:
        """Raises Refused with the code that a UCM would give."""
        if action := OPEN.get(request.action):
            return action(self._pbx, request)
        self._pbx.sessions.check(request.cookie)
        if request.action not in ACTIONS:
            raise Refused(Status.UNSUPPORTED)
        if request.action in self._pbx.scenario.forbidden:
            raise Refused(Status.NO_PERMISSION)
        self._refuse_when_busy(request.action)
        return ACTIONS[request.action](self._pbx, request)

    def _refuse_when_busy(self, action: str) -> None:
        self._done[action] += 1
        if action in COSTLY and self._done[action] <= self._pbx.scenario.busy_answers:
            raise Refused(self._pbx.scenario.busy_status)
