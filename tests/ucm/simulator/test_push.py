"""CDR Real-Time Output: every leg arrives once, whatever the receiver does in between."""

import socket

from tests.ucm.simulator.conftest import NOON
from tests.ucm.simulator.receiver import receiving
from ucm.simulator.demo import place_history
from ucm.simulator.pbx import Pbx
from ucm.simulator.push import RealTimeOutput
from ucm.simulator.sender import Backoff
from ucm.simulator.sessions import ApiUser
from ucm.simulator.traffic.cdr import Row

QUICK = Backoff(first=0.01, most=0.02)
PATIENCE = 20.0


def pbx_pushing_to(output: RealTimeOutput) -> Pbx:
    pbx = Pbx(ApiUser("cdrapi", "secret"), clock=lambda: NOON)
    pbx.listeners.append(output.offer)
    return pbx


def rows_of(pbx: Pbx) -> list[Row]:
    """In the order in which they were taken down, which is not that in which the calls began."""
    rows = [row for call in pbx.calls() for row in call.rows]
    return sorted(rows, key=lambda row: int(row["AcctId"]))


def test_the_address_is_tested_with_and_without_a_body_and_each_leg_is_one_flat_post() -> None:
    with receiving() as receiver, RealTimeOutput(receiver.url) as output:
        pbx = pbx_pushing_to(output)
        pbx.place_call("voicemail")
        assert output.drain(PATIENCE)
    # A GET and an empty POST, then two legs.
    assert receiver.seen == [("GET", 200), ("POST", 200), ("POST", 200), ("POST", 200)]
    assert receiver.taken == rows_of(pbx)
    assert receiver.content_types == {"application/json"}
    assert not any("cdr" in record for record in receiver.taken)


def test_a_receiver_that_refuses_at_first_gets_each_record_exactly_once() -> None:
    said: list[str] = []
    answers = (503, 500, 404, 302, 200, 429)
    with (
        receiving(*answers) as receiver,
        RealTimeOutput(receiver.url, backoff=QUICK, say=said.append) as output,
    ):
        pbx = pbx_pushing_to(output)
        for _ in range(3):
            pbx.place_call("voicemail")
        assert output.drain(PATIENCE)
    assert receiver.taken == rows_of(pbx)
    assert ("POST", 302) in receiver.seen
    assert [line for line in said if "HTTP 503" in line]
    assert said[-1] == "Push: the receiver takes records again."


def test_what_happens_while_the_receiver_is_away_is_delivered_when_it_is_back() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/hooks/cdr"
    with RealTimeOutput(url, backoff=QUICK) as output:
        pbx = pbx_pushing_to(output)
        pbx.place_call("ring-group")
        assert not output.drain(0.1)
        assert output.undelivered == len(rows_of(pbx))
        with receiving(port=port) as receiver:
            assert output.drain(PATIENCE)
    assert receiver.taken == rows_of(pbx)


def test_a_week_of_history_is_posted_whole_and_in_order() -> None:
    with receiving() as receiver, RealTimeOutput(receiver.url) as output:
        pbx = pbx_pushing_to(output)
        place_history(pbx, 7)
        assert output.drain(PATIENCE)
    assert len(receiver.taken) > 150
    assert receiver.taken == rows_of(pbx)


def test_waits_double_up_to_the_longest() -> None:
    waits = Backoff(first=1, most=5).waits()
    assert [next(waits) for _ in range(5)] == [1, 2, 4, 5, 5]


def test_a_stop_does_not_wait_for_a_receiver_that_never_comes() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with RealTimeOutput(url, backoff=Backoff(first=60, most=60)) as output:
            pbx = pbx_pushing_to(output)
            pbx.place_call("inbound")
        assert output.undelivered == 1
