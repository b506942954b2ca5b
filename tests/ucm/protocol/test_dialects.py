"""Every wrapping a firmware might send gives the same rows."""

import json
from urllib.parse import urlencode

import pytest

from ucm.protocol.dialects import rows
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
    "json in a form": urlencode({"payload": json.dumps([A, B])}),
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED.keys())
def test_every_wrapping_gives_the_same_legs(text: str) -> None:
    assert rows(text.encode()) == [A, B]


def test_a_single_record_may_be_a_form() -> None:
    assert rows(urlencode(A).encode(), content_type="application/x-www-form-urlencoded") == [A]


def test_the_content_type_may_lie() -> None:
    assert rows(json.dumps(A).encode(), content_type="application/x-www-form-urlencoded") == [A]


@pytest.mark.parametrize("body", [b"[]", b'{"cdr_root":[]}', b'{"cdr_root":[],"status":0}', b"<root/>"])
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


def test_latin_1_names_are_read() -> None:
    assert rows('{"session":"1","caller_name":"Müller"}'.encode("latin-1"))[0]["caller_name"] == "Müller"


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
    ],
    ids=range(16),
)
def test_anything_else_is_unreadable_with_a_reason(body: bytes) -> None:
    with pytest.raises(UnreadableCdr) as caught:
        rows(body)
    assert caught.value.why.endswith(".")
    assert caught.value.advice
