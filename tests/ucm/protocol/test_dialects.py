"""Every wrapping a firmware might send gives the same rows."""

import json
from urllib.parse import urlencode

import pytest

from ucm.protocol.dialects import Row, items
from ucm.protocol.errors import UnreadableCdr

A = {
    "AcctId": "1",
    "session": "1661157838988180-230",
    "uniqueid": "1661157838.1",
    "dst": "007",
    "new_key": "x",
}
B = {**A, "AcctId": "2", "dst": "008"}
MAIN = {**A, "AcctId": "", "billsec": "99"}
GROUP = {"cdr": A["session"], "main_cdr": MAIN, "sub_cdr_2": B, "sub_cdr_1": A}


def _xml(*legs: dict[str, str]) -> str:
    return "".join("<cdr>" + "".join(f"<{k}>{v}</{k}>" for k, v in leg.items()) + "</cdr>" for leg in legs)


def rows(body: bytes, *, content_type: str = "") -> list[Row]:
    """The rows, if everything in the body is one; the first reason is raised otherwise."""
    found = []
    for item in items(body, content_type=content_type):
        if isinstance(item, UnreadableCdr):
            raise item
        found.append(item)
    return found


WRAPPED = {
    "array": json.dumps([A, B]),
    "cdr_root": json.dumps({"cdr_root": [A, B]}),
    "cdr_root with status": json.dumps({"cdr_root": [A, B], "status": 0}),
    "in response": json.dumps({"response": {"cdr_root": [A, B]}, "status": 0}),
    "cdr list": json.dumps({"cdr": [A, B]}),
    "records": json.dumps({"records": [A, B]}),
    "two objects in a row": json.dumps(A) + json.dumps(B),
    "two objects on two lines": f"{json.dumps(A)}\r\n{json.dumps(B)}\n\x00",
    "group": json.dumps(GROUP),
    "groups in cdr_root": json.dumps({"cdr_root": [GROUP]}),
    "byte order mark": "\ufeff" + json.dumps([A, B]),
    "xml": f'<?xml version="1.0" encoding="UTF-8"?><root>{_xml(A, B)}</root>',
    "xml group": f"<cdr_root><main_cdr><session>s</session></main_cdr>{_xml(A, B)}</cdr_root>",
    "xml namespace": f'<root xmlns="urn:x">{_xml(A, B)}</root>',
    "xml with other wrappers": f"<answer><list>{_xml(A, B)}</list><status>0</status></answer>",
    "xml in a row": _xml(A, B),
    "xml in a row, each declared": "".join(f'<?xml version="1.0"?>\n{_xml(leg)}\n' for leg in (A, B)),
    "xml numbered legs": "<root><session>s</session>"
    + "".join(f"<sub_cdr_{n}>{_xml(leg)[5:-6]}</sub_cdr_{n}>" for n, leg in ((1, A), (2, B)))
    + "</root>",
    "xml attributes": "<cdr_root>"
    + "".join("<cdr " + " ".join(f'{k}="{v}"' for k, v in leg.items()) + "/>" for leg in (A, B))
    + "</cdr_root>",
    "json in a form": urlencode({"payload": json.dumps([A, B])}),
    "json in two form fields": urlencode([("cdr", json.dumps(A)), ("cdr", json.dumps(B))]),
    "two records in a form": urlencode([*A.items(), *B.items()]),
    "a list beside numbered legs": json.dumps({"records": [A], "sub_cdr_1": B}),
    "groups of several calls": json.dumps({"cdr_root": [{"main_cdr": MAIN, "sub_cdr_1": A}, B]}),
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED.keys())
def test_every_wrapping_gives_the_same_legs(text: str) -> None:
    assert rows(text.encode()) == [A, B]


CHARSETS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("wrapping", ["array", "xml", "json in a form"])
def test_every_charset_gives_the_same_legs(charset: str, wrapping: str) -> None:
    assert rows(WRAPPED[wrapping].encode(charset)) == [A, B]


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_letter_beyond_ascii_is_the_same_in_every_charset(charset: str) -> None:
    xml = "<cdr><session>1</session><caller_name>Müller</caller_name></cdr>"
    xml = f'<?xml version="1.0" encoding="ISO-8859-1"?>{xml}'
    for text in ('{"session":"1","caller_name":"Müller"}', xml):
        assert rows(text.encode(charset)) == [{"session": "1", "caller_name": "Müller"}]


def test_utf_16_cut_from_a_stream_before_its_last_zero_is_read() -> None:
    assert rows(json.dumps(A).encode("utf-16-le")[:-1]) == [A]


@pytest.mark.parametrize("cdr", [[], [[]], {}, [None], {"x": 1}], ids=str)
def test_a_record_with_an_empty_wrapper_inside_is_a_record_still(cdr: object) -> None:
    (leg,) = rows(json.dumps({**A, "cdr": cdr}).encode())
    assert leg["uniqueid"] == A["uniqueid"]


def test_a_leg_that_is_named_twice_is_not_passed_over() -> None:
    with pytest.raises(UnreadableCdr):
        rows(f'{{"sub_cdr_1":{json.dumps(A)},"sub_cdr_1":{json.dumps(B)}}}'.encode())


def test_a_field_that_is_named_twice_is_no_reason_to_refuse_a_record() -> None:
    assert rows(b'{"session":"1","caller_name":"","caller_name":"Ana"}') == [
        {"session": "1", "caller_name": "Ana"}
    ]


def test_a_single_record_may_be_a_form() -> None:
    assert rows(urlencode(A).encode(), content_type="application/x-www-form-urlencoded") == [A]


def test_the_content_type_may_lie() -> None:
    assert rows(json.dumps(A).encode(), content_type="application/x-www-form-urlencoded") == [A]


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"cdr_root":[]}',
        b'{"cdr_root":[],"status":0}',
        b"<root/>",
        b"<root><cdr_root/><status>0</status></root>",
        b"<response><cdr_root></cdr_root></response>",
    ],
)
def test_an_empty_container_is_no_error(body: bytes) -> None:
    assert rows(body) == []


def test_more_than_four_sub_legs_are_read_in_their_order() -> None:
    subs = {f"sub_cdr_{n}": {**A, "AcctId": str(n)} for n in (12, 3, 1, 2, 10, 11, 4, 5, 6, 7, 8, 9)}
    assert [leg["AcctId"] for leg in rows(json.dumps({"main_cdr": MAIN, **subs}).encode())] == [
        str(n) for n in range(1, 13)
    ]


def test_numbers_stay_as_they_were_written() -> None:
    (leg,) = rows(
        b'{"session":1661157838988180,"uniqueid":1661157838.2660,"billsec":7,"x":null,"y":true,"z":[1]}'
    )
    assert leg["uniqueid"] == "1661157838.2660"
    assert leg["session"] == "1661157838988180"
    assert (leg["billsec"], leg["x"], leg["y"], leg["z"]) == ("7", "", "true", '["1"]')


def test_text_that_no_database_takes_is_cleaned() -> None:
    (leg,) = rows(b'{"session":"1\\u00002","src":"\\ud800x"}')
    assert leg == {"session": "12", "src": "?x"}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><root><cdr><session>&b;</session></cdr></root>'


@pytest.mark.parametrize(
    "body",
    [
        b"hello",
        b"\xff\xfe\x00",
        b'{"a":1}',
        b'{"session":"1"',
        b'{"session":"1"} trailing',
        b"[1,2]",
        b'{"response":{"error_msg":"Invalid parameters!"},"status":-1}',
        b"<html><body>Log in</body></html>",
        b"<root><cdr>",
        b"<nothing/>",
        BOMB.encode(),
        b"[" * 100_000,
        b'{"cdr":' * 5_000 + b"1" + b"}" * 5_000,
        b"a=1&b=2",
        b"&".join(b"k%d=1" % n for n in range(600)),
        b"cdr=%7Bbroken",
        b'{"main_cdr":{"session":"1"}}',
        b'{"main_cdr":{"session":"1"},"sub_cdr_1":[]}',
        b"<root><main_cdr><session>1</session></main_cdr></root>",
        b"<root><cdr>1661157838</cdr></root>",
        b"<root><cdr><src>1</src></cdr></root>",
    ],
    ids=range(21),
)
def test_anything_else_is_unreadable_with_a_reason(body: bytes) -> None:
    with pytest.raises(UnreadableCdr) as caught:
        rows(body)
    assert caught.value.why.endswith(".")
    assert caught.value.advice
