"""Splitting the stream: wherever TCP cuts it, the same records come out and no byte is lost."""

import itertools
import json
import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.protocol.framing import BYTE_ORDER_MARK, SEPARATORS, Splitter

ENOUGH = 1 << 20
LEG = json.dumps({"AcctId": "73", "clid": '"Tom {Ä" <555>', "note": "a\\b}]", "nested": [{"x": []}]}).encode()
XML = (
    b'<?xml version="1.0"?><!-- <not> a -- tag ---><cdr note="a>b" other=\'/>\'>'
    b"<clid><![CDATA[Tom <5]>]]]></clid><empty/><src>1001</src></cdr>"
)


def split(stream: bytes, cuts: Iterable[int] = (), *, max_record: int = ENOUGH) -> list[bytes]:
    """The records of a stream that arrives cut at these places, then ends."""
    splitter = Splitter(max_record)
    places = [0, *sorted(cuts), len(stream)]
    records = [
        record for begin, end in itertools.pairwise(places) for record in splitter.feed(stream[begin:end])
    ]
    rest = splitter.flush()
    assert splitter.pending == 0
    return [*records, rest] if rest else records


def significant(data: bytes) -> bytes:
    return data.translate(None, SEPARATORS).replace(BYTE_ORDER_MARK, b"")


json_values = st.recursive(
    st.text() | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.builds(
    lambda value, ascii_only: json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace"),
    st.dictionaries(st.text(), json_values, max_size=4) | st.lists(st.just({"AcctId": "1"}), max_size=3),
    st.booleans(),
)
documents = st.builds(
    lambda name, text: f'<?xml version="1.0"?><cdr><{name}>{text}</{name}><e a="/>"/></cdr>'.encode(),
    st.sampled_from(["src", "caller_name", "ns:dst"]),
    st.text(st.characters(exclude_characters="<&\x00", exclude_categories=["Cs"])),
)
records_and_gaps = st.lists(
    st.tuples(objects | documents, st.sampled_from([b"", b"\n", b"\r\n", b" \x00", b",", b"\t"])), max_size=6
)


@given(records_and_gaps, st.data())
def test_any_split_of_a_stream_of_records_yields_the_same_records(
    parts: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(record + gap for record, gap in parts)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    assert split(stream, cuts) == [record for record, _ in parts]


@given(st.binary() | st.text("{}[]<>/!?-\"'\\ a,\n").map(str.encode), st.integers(1, 40), st.data())
def test_arbitrary_bytes_never_raise_lose_nothing_and_do_not_depend_on_the_split(
    stream: bytes, max_record: int, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    whole = split(stream, max_record=max_record)
    assert split(stream, cuts, max_record=max_record) == whole
    assert significant(b"".join(whole)) == significant(stream)
    assert all(0 < len(record) <= max_record for record in whole)


def test_records_arrive_whole_when_cut_at_every_byte() -> None:
    stream = LEG + XML + b"\n" + LEG + b'["a"]' + XML
    assert split(stream, range(len(stream))) == [LEG, XML, LEG, b'["a"]', XML]


@pytest.mark.parametrize(
    ("stream", "records"),
    [
        (b"hello {}", [b"hello", b"{}"]),
        (b"{} Tom <555> 1 < 2 {}", [b"{}", b"Tom", b"<555> 1", b"< 2", b"{}"]),
        (b"[INFO] started\n{}", [b"[INFO] started", b"{}"]),
        (b"{oops {}", [b"{oops", b"{}"]),
        (b"{{}", [b"{", b"{}"]),
        (b"POST / HTTP/1.1\r\nHost: a\r\n\r\n{}", [b"POST / HTTP/1.1\r\nHost: a", b"{}"]),
        (b"</cdr>{}", [b"</cdr>", b"{}"]),
        (BYTE_ORDER_MARK + b"{}", [b"{}"]),
        (b" \r\n\x00,", []),
    ],
)
def test_what_is_no_record_comes_out_by_itself_and_spoils_no_other(
    stream: bytes, records: list[bytes]
) -> None:
    assert split(stream) == records


def test_a_doctype_and_its_entities_belong_to_their_document() -> None:
    document = b'<!DOCTYPE cdr [<!ENTITY x "y>">]><cdr>&x;</cdr>'
    assert split(document * 2) == [document, document]


def test_a_record_that_is_too_long_comes_out_in_pieces_and_the_next_one_whole() -> None:
    long = b'{"a":"' + b"x" * 100 + b'"}'
    *pieces, after = split(long + b"{}", max_record=50)
    assert b"".join(pieces) == long
    assert after == b"{}"


def test_what_is_held_back_stays_within_the_longest_record() -> None:
    splitter = Splitter(1000)
    for _ in range(100):
        splitter.feed(b'{"' + b"x" * 777)
        assert splitter.pending <= 1000


def test_it_tells_an_unfinished_record_from_text_whose_end_nobody_can_see() -> None:
    splitter = Splitter(ENOUGH)
    splitter.feed(b'{"a":')
    assert splitter.is_inside_record
    assert splitter.flush() == b'{"a":'
    splitter.feed(b"hello")
    assert not splitter.is_inside_record
    assert splitter.pending == 5
    assert splitter.feed(b"{}") == [b"hello", b"{}"]


@pytest.mark.parametrize("size", [1, 64 * 1024])
@pytest.mark.parametrize("text", [b"x", b'"\\"', b"<a>", b"{"], ids=["plain", "quotes", "tags", "braces"])
def test_time_grows_no_faster_than_the_bytes(size: int, text: bytes) -> None:
    def seconds(length: int) -> float:
        stream = b'<a b="' * (text == b"<a>") + b'{"a":' + (text * length)[:length]
        splitter = Splitter(4 * ENOUGH)
        begun = time.process_time()
        for at in range(0, len(stream), size):
            splitter.feed(stream[at : at + size])
        return time.process_time() - begun

    # Sixteen times the bytes; quadratic work would take 256 times as long.
    small, large = max(seconds(16 * 1024), 0.001), seconds(256 * 1024)
    assert large < small * 100
