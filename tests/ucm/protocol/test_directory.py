"""Names for numbers, read from whatever a UCM answers to a list action."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucm.protocol.directory import Entry, Kind, NoList, read_page


def names(answer: dict[str, Any], kind: Kind = Kind.EXTENSION) -> dict[str, str]:
    return {entry.number: entry.name for entry in read_page(kind, answer).entries}


def test_each_kind_is_read_under_its_own_key_and_fields() -> None:
    assert names({"account": [{"extension": "1002", "fullname": "Maria Lopez"}]}) == {"1002": "Maria Lopez"}
    queue = {"queue": [{"extension": "6500", "queue_name": "Front desk"}]}
    assert names(queue, Kind.QUEUE) == {"6500": "Front desk"}
    trunk = {"voip_trunk": [{"trunk_index": 1, "trunk_name": "City Line"}]}
    assert names(trunk, Kind.TRUNK) == {"1": "City Line"}


def test_the_number_of_pages_is_told_if_the_ucm_tells_it() -> None:
    assert read_page(Kind.QUEUE, {"queue": [], "total_page": 3}).pages == 3
    assert read_page(Kind.QUEUE, {"queue": [], "total_page": "2"}).pages == 2
    assert read_page(Kind.QUEUE, {"queue": []}).pages is None


@pytest.mark.parametrize(
    "answer",
    [
        {"account": [{"extension": 1002, "fullname": "Maria Lopez"}]},
        {"account": {"extension": "1002", "fullname": "Maria Lopez"}},
        {"accounts": [{"extension": "1002", "fullname": "Maria Lopez"}], "total_item": 1},
        {"body": {"account": [{"extension": "1002", "fullname": "Maria Lopez"}]}, "page": 1},
        {"account": [{"extension": " 1002", "first_name": "Maria", "last_name": "Lopez"}]},
        {"account": [{"extension": "1002", "fullname": "  Maria \n Lopez\x00"}]},
        {"account": [{"fullname": "Nobody"}, None, "x", {"extension": "1002", "fullname": "Maria Lopez"}]},
    ],
)
def test_every_variant_of_an_answer_gives_the_same(answer: dict[str, Any]) -> None:
    assert names(answer) == {"1002": "Maria Lopez"}


@pytest.mark.parametrize("name", [None, "", "1002", True, ["x"]])
def test_what_is_no_name_is_none(name: object) -> None:
    assert names({"account": [{"extension": "1002", "fullname": name}]}) == {"1002": ""}


def test_a_number_too_long_to_keep_is_passed_over_and_a_name_is_cut() -> None:
    rows = [{"extension": "1" * 81, "fullname": "A"}, {"extension": "2", "fullname": "B" * 200}]
    assert names({"account": rows}) == {"2": "B" * 120}


def test_an_empty_list_is_one_and_no_list_is_an_error() -> None:
    assert names({"account": []}) == names({"total_item": 0}) == {}
    for answer in ({}, {"page": 1}, {"account": "1002"}):
        with pytest.raises(NoList):
            read_page(Kind.EXTENSION, answer)


def test_an_entry_shows_neither_name_nor_number() -> None:
    assert repr(Entry(Kind.EXTENSION, "1002", "Maria Lopez")) == "<Entry extension>"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
keys = st.sampled_from(["account", "extension", "fullname", "total_page", "total_item", "response"])


@settings(deadline=None)
@given(st.sampled_from(Kind), st.dictionaries(keys, json_values | st.dictionaries(keys, json_values)))
def test_no_answer_raises_anything_but_our_own_error(kind: Kind, answer: dict[str, Any]) -> None:
    try:
        page = read_page(kind, answer)
    except NoList:
        return
    assert all(entry.number and len(entry.name) <= 120 for entry in page.entries)
