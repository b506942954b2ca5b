"""Whole bodies: what can be read is, whatever stands beside it, and any bytes at all are survived."""

import json
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ucm.protocol.legs import UTC_ZONE, row
from ucm.protocol.errors import UnreadableCdr
from ucm.protocol.reading import NAMED, Reading, read_body

BERLIN = ZoneInfo("Europe/Berlin")
GOOD = [row(AcctId=str(n), after=n) for n in range(10)]
NO_TIME = row(session="x", uniqueid="y", start="yesterday")


def read(payload: object) -> Reading:
    return read_body(json.dumps(payload).encode(), zone=UTC_ZONE)


@pytest.mark.parametrize("bad", [NO_TIME, {"a": 1}, 7, None, "text", [None]], ids=str)
def test_one_bad_record_of_ten_costs_only_itself(bad: object) -> None:
    reading = read([*GOOD[:4], bad, *GOOD[5:]])
    assert [leg.acct_id for leg in reading.legs] == list("012356789")
    assert reading.unread_count == 1
    assert reading.reason.startswith("1 of 10 records could not be read. Record 5: ")


def test_a_body_that_was_cut_keeps_its_whole_records() -> None:
    for wrapped in (GOOD, {"cdr_root": GOOD}):
        body = json.dumps(wrapped).encode()
        reading = read_body(body[: len(body) - 30], zone=UTC_ZONE)
        assert [leg.acct_id for leg in reading.legs] == list("012345678")
        assert "cut short" in reading.reason


def test_a_damaged_record_does_not_spoil_those_sent_after_it() -> None:
    first, second = json.dumps(GOOD[0]), json.dumps(GOOD[1])
    damaged = first.replace('": "', '" "', 1)
    reading = read_body((second + damaged + second).encode(), zone=UTC_ZONE)
    assert [leg.acct_id for leg in reading.legs] == ["1", "1"]
    assert reading.unread[0].place == 2


def test_a_bad_record_in_xml_costs_only_itself() -> None:
    legs = "".join(f"<cdr><session>{n}</session><start>2026-03-02 09:00:00</start></cdr>" for n in range(2))
    reading = read_body(f"<root>{legs}<cdr><src>5550142</src></cdr></root>".encode(), zone=UTC_ZONE)
    assert (len(reading.legs), reading.unread_count) == (2, 1)


def test_the_sum_of_a_group_without_its_legs_is_not_passed_over() -> None:
    reading = read([GOOD[0], {"cdr": "s", "main_cdr": GOOD[1]}])
    assert "no record of it" in reading.reason


def test_only_the_first_reasons_are_told_and_all_are_counted() -> None:
    reading = read([GOOD[0], *[1] * 40])
    assert (reading.unread_count, len(reading.unread)) == (40, NAMED)
    assert reading.reason.endswith("…")


def test_the_reason_names_no_number_and_no_name() -> None:
    reading = read([GOOD[0], NO_TIME | {"src": "5550142", "caller_name": "Tom"}])
    assert "555" not in reading.reason
    assert "Tom" not in reading.reason


def test_a_body_without_any_record_is_unreadable_and_every_reason_is_told() -> None:
    with pytest.raises(UnreadableCdr, match="2 of 2 records"):
        read([NO_TIME, {"a": 1}])
    with pytest.raises(UnreadableCdr, match=r"^A call record has no readable start time\.$"):
        read(NO_TIME)


def test_what_is_all_read_has_no_reason() -> None:
    assert read(GOOD).reason == read([]).reason == ""


# --- Any bytes -------------------------------------------------------------------------------------


def _check(body: bytes, content_type: str = "") -> None:
    try:
        reading = read_body(body, content_type=content_type, zone=BERLIN)
    except UnreadableCdr:
        return
    for record in reading.legs:
        assert record.session
        assert record.start <= (record.answer or record.start) <= record.end
        assert record.start.tzinfo is UTC
        assert 0 <= record.billsec < 2**31
        assert 0 <= record.duration < 2**31
        assert len(record.key) == 64
        json.dumps(record.raw).encode()


TEXT = st.text("{}[]<>/!?-\"':=&,\\ \x00a1", max_size=80).map(str.encode)


@given(
    st.binary(max_size=300) | TEXT,
    st.sampled_from(["", "application/json", "application/x-www-form-urlencoded"]),
)
@example(b"<a>" * 20_000 + b"</a>" * 20_000, "")
@example(b"[" * 100_000, "")
@example(b"<?xml?>", "")
@example(b'{"cdr_root":[' * 300 + b"]}" * 300, "")
def test_any_bytes_are_read_or_unreadable(body: bytes, content_type: str) -> None:
    _check(body, content_type)


CELL = st.one_of(
    st.text(max_size=20),
    st.integers().map(str),
    st.sampled_from(["9999-12-31 23:59:59", "2026-10-25 02:30:00", "1772442000.1", "2147483648", "a.wav@"]),
    st.integers(),
    st.none(),
    st.floats(),
    st.lists(st.text(max_size=3), max_size=2),
)


@given(st.dictionaries(st.sampled_from(sorted(row())), CELL), st.booleans())
def test_any_cell_may_be_damaged(cells: dict[str, object], nested: bool) -> None:
    damaged = {**row(), **cells}
    _check(json.dumps({"main_cdr": {}, "sub_cdr_1": damaged} if nested else damaged).encode())


@given(st.data())
def test_any_byte_may_be_damaged(data: st.DataObject) -> None:
    body = bytearray(json.dumps({"cdr_root": [row(), row(after=9)]}).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    _check(bytes(body[: data.draw(st.integers(0, len(body)))]))
