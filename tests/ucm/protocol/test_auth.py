"""Addresses as people type them, and the login token."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.protocol.auth import normalise_base_url, token
from ucm.protocol.errors import BadAddress


def test_the_token_is_md5_of_challenge_then_password() -> None:
    # printf 0000001652831717secret | md5sum
    assert token("0000001652831717", "secret") == "33a99290ce6de3f12537f6e709fa58bc"


def test_a_password_beyond_ascii_counts_as_utf_8() -> None:
    # printf 1pässword | md5sum, in a UTF-8 terminal
    assert token("1", "pässword") == "6215aa4b6a5905679a6a060ca45b874e"


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://ucm.example.com:8089", "https://ucm.example.com:8089"),
        ("ucm.example.com", "https://ucm.example.com:8089"),
        ("192.168.1.20", "https://192.168.1.20:8089"),
        ("  UCM.example.com:443/  ", "https://ucm.example.com:443"),
        ("http://10.0.0.2:8089", "https://10.0.0.2:8089"),
        ("https://10.0.0.2:8089/api", "https://10.0.0.2:8089"),
        ("https://10.0.0.2:8089/api/challenge?user=cdrapi", "https://10.0.0.2:8089"),
        ("https://abc.c.myucm.cloud", "https://abc.c.myucm.cloud:8443"),
        ("https://admin:pw@ucm.local:8089", "https://ucm.local:8089"),
        ("[fd00::1]:8089", "https://[fd00::1]:8089"),
    ],
)
def test_what_people_paste_becomes_an_address(typed: str, url: str) -> None:
    assert normalise_base_url(typed).url == url


@pytest.mark.parametrize(
    "typed", ["", "   ", "https://", "a b", "host:0", "host:99999", "host:port", "[::1", "pass@@", "-x:1"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        normalise_base_url(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("https://h:1/api/challenge", "Invalid parameters!"),
        ("https://h:1/api", "AudiaPro adds /api itself"),
        ("h", "Port 8089 was added"),
        ("x.myucm.cloud", "Port 8443 was added"),
        ("http://h:1", "only over HTTPS"),
        ("u:p@h:1", "user name in the address was removed"),
    ],
)
def test_what_was_changed_is_told(typed: str, told: str) -> None:
    changes = normalise_base_url(typed).changes
    assert told in " ".join(changes)
    assert "p@" not in " ".join(changes)


def test_a_right_address_is_left_alone() -> None:
    assert normalise_base_url("https://ucm.example.com:8089").changes == ()


@given(st.text(max_size=60))
def test_any_text_is_an_address_that_stays_or_is_refused(typed: str) -> None:
    try:
        url = normalise_base_url(typed).url
    except BadAddress:
        return
    assert normalise_base_url(url) == (url, ())
