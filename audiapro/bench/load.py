"""Senders: one or several at once, each a UCM that writes one record after the other."""

import json
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

TIMEOUT = 30.0


def records(prefix: str, count: int) -> list[bytes]:
    """Legs as a UCM sends them, each another call, about 700 bytes."""
    return [_record(f"{prefix}-{number}", number) for number in range(count)]


def _record(session: str, number: int) -> bytes:
    leg = {
        "AcctId": str(number), "accountcode": "", "src": "5550142", "dst": "1001", "dcontext": "ext-did-2",
        "clid": '"Tom Alder" <5550142>', "channel": "PJSIP/trunk_2-00000042", "lastapp": "Dial",
        "dstchannel": "PJSIP/1001-00000043", "lastdata": "PJSIP/1001,60,TKX", "start": "2026-05-04 09:30:00",
        "answer": "2026-05-04 09:30:08", "end": "2026-05-04 09:31:38", "duration": "98", "billsec": "90",
        "disposition": "ANSWERED", "amaflags": "DOCUMENTATION", "uniqueid": f"1777887000.{number}",
        "userfield": "Inbound", "channel_ext": "trunk_2", "dstchannel_ext": "1001", "service": "s",
        "caller_name": "Tom Alder", "recordfiles": "", "dstanswer": "1001", "session": session,
        "action_owner": "5550142", "action_type": "DIAL", "src_trunk_name": "City line", "dst_trunk_name": "",
    }  # fmt: skip
    return json.dumps(leg).encode()


def post_all(port: int, path: str, bodies: Sequence[bytes], *, senders: int, keep_alive: bool) -> list[float]:
    """Post them by so many senders; the seconds until each was answered. Raises unless the answer is 200."""

    def send(portion: Sequence[bytes]) -> list[float]:
        line = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        waits = [_post(line, path, body, keep_alive=keep_alive) for body in portion]
        line.close()
        return waits

    return [wait for waits in _side_by_side(send, bodies, senders=senders) for wait in waits]


def _post(line: HTTPConnection, path: str, body: bytes, *, keep_alive: bool) -> float:
    """http.client connects anew by itself when the answer before said that it closes."""
    headers = {"Content-Type": "application/json"} | ({} if keep_alive else {"Connection": "close"})
    begun = time.perf_counter()
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"The webhook answered {answer.status}.")
    return time.perf_counter() - begun


def write_all(port: int, bodies: Sequence[bytes], *, senders: int) -> list[float]:
    """Write them to the feed by so many senders; the Unix time of each writing, in the order of `bodies`."""

    def send(portion: Sequence[bytes]) -> list[float]:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as line:
            return [_write(line, body) for body in portion]

    return [moment for moments in _side_by_side(send, bodies, senders=senders) for moment in moments]


def _write(line: socket.socket, body: bytes) -> float:
    moment = time.time()
    line.sendall(body)
    return moment


def _side_by_side(
    send: Callable[[Sequence[bytes]], list[float]], bodies: Sequence[bytes], *, senders: int
) -> list[list[float]]:
    each = -(-len(bodies) // senders)
    portions = [bodies[at : at + each] for at in range(0, len(bodies), each)]
    with ThreadPoolExecutor(senders) as threads:
        return list(threads.map(send, portions))
