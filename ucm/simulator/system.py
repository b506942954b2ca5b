"""The actions that tell what the PBX is and who is on it. Called by actions.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ucm.simulator.envelope import Answer, Request, envelope
from ucm.simulator.pbx import Pbx
from ucm.simulator.status import Refused, Status
from ucm.simulator.traffic.office import Party


def system_status(pbx: Pbx, request: Request) -> Answer:
    """Clock with zone, and the serial number: the stable identity of a UCM."""
    now = datetime.fromtimestamp(pbx.clock() + pbx.scenario.clock_skew, pbx.zone)
    return envelope(
        {
            "idle-time": _span(pbx.clock() - pbx.started),
            "part-number": "9610004712A",
            "serial-number": "20EZ2VKE5F000001",
            "system-time": f"{now:%Y-%m-%d %H:%M:%S} UTC{now.isoformat()[-6:]}",
            "up-time": _span(pbx.clock() - pbx.started),
        }
    )


def general_status(pbx: Pbx, request: Request) -> Answer:
    """Model and firmware."""
    parts = ("base", "boot", "core", "lang", "prog", "rcvr")
    versions = {f"{part}-version": "1.0.21.9" for part in parts}
    return envelope({"product-model": "UCM6302 V1.3A (simulator)", **versions})


def accounts(pbx: Pbx, request: Request) -> Answer:
    pbx.note_listing()
    rows = [_account(person) for person in pbx.office.extensions]
    return _list("account", rows, pbx, request, by="extension")


def queues(pbx: Pbx, request: Request) -> Answer:
    members = ",".join(person.number for person in pbx.office.extensions)
    rows = [
        {
            "extension": queue.number,
            "members": members,
            "queue_chairmans": "",
            "queue_name": queue.name,
            "strategy": "rrmemory",
        }
        for queue in pbx.office.queues
    ]
    return _list("queue", rows, pbx, request, by="extension")


def trunks(pbx: Pbx, request: Request) -> Answer:
    trunk = pbx.office.trunk
    row = {"trunk_index": trunk.index, "trunk_name": trunk.name, "trunk_type": "register"}
    return _list("voip_trunk", [row], pbx, request, by="trunk_index")


def _account(person: Party) -> dict[str, object]:
    return {
        "account_type": "SIP",
        "addr": "-",
        "department_name": "",
        "email_to_user": "no",
        "extension": person.number,
        "fullname": person.name,
        "out_of_service": "no",
        "presence_status": "available",
        "status": "Idle",
        "user_name": person.number,
    }


def _list(key: str, rows: Sequence[dict[str, object]], pbx: Pbx, request: Request, *, by: str) -> Answer:
    if pbx.scenario.plain_lists:
        return envelope({key: [row | {by: int(str(row[by]))} for row in rows]})
    return _page(key, rows, request, by=by)


def _page(key: str, rows: Sequence[Mapping[str, object]], request: Request, *, by: str) -> Answer:
    """The list envelope: `sidx` and `sord` sort, `item_num` and `page` cut, `options` picks fields."""
    rows = _sorted(rows, request, by=by)
    size = _positive(request, "item_num", len(rows) or 1)
    page = _positive(request, "page", 1)
    part = [_pick(row, request) for row in rows[(page - 1) * size : page * size]]
    total = {"page": page, "total_item": len(rows), "total_page": -(-len(rows) // size)}
    return envelope({key: part, **total})


def _sorted(rows: Sequence[Mapping[str, object]], request: Request, *, by: str) -> list[Mapping[str, object]]:
    key = str(request.parameters.get("sidx", by))
    if key not in rows[0]:
        raise Refused(Status.INVALID_PARAMETERS)
    return sorted(rows, key=lambda row: str(row[key]), reverse=request.parameters.get("sord") == "desc")


def _positive(request: Request, name: str, default: int) -> int:
    text = str(request.parameters.get(name, default))
    if not text.isdecimal() or int(text) < 1:
        raise Refused(Status.INVALID_PARAMETERS)
    return int(text)


def _pick(row: Mapping[str, object], request: Request) -> dict[str, object]:
    wanted = request.parameters.get("options")
    names = str(wanted).split(",") if wanted else row
    return {name: row[name] for name in names if name in row}


def _span(seconds: float) -> str:
    """`3 days, 02:10:05`, the way a UCM tells how long it has been up."""
    days, rest = divmod(int(seconds), 86_400)
    return f"{days} days, {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
