"""HTTP Basic: the right pair and nothing else."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucm.basic_auth import hash_password, matches

HASH = hash_password("sécret: one")


def header(pair: str, *, charset: str = "utf-8", scheme: str = "Basic") -> str:
    return f"{scheme} {b64encode(pair.encode(charset)).decode()}"


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_the_right_pair_matches(charset: str, scheme: str) -> None:
    assert matches(header("ucm:sécret: one", charset=charset, scheme=scheme), user="ucm", password_hash=HASH)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic Zm9v",
        header("ucm:secret"),
        header("UCM:sécret: one"),
        header(":sécret: one"),
        header("ucm:"),
        header("ucm:sécret: one", scheme="Digest"),
        "Bearer abc",
    ],
)
def test_anything_else_does_not(authorization: str) -> None:
    assert not matches(authorization, user="ucm", password_hash=HASH)


@given(st.text())
def test_no_header_raises(authorization: str) -> None:
    assert not matches(authorization, user="ucm", password_hash=HASH)
    assert not matches(f"Basic {authorization}", user="ucm", password_hash=HASH)


def test_the_hash_does_not_show_the_password_and_is_salted() -> None:
    assert "sécret" not in HASH
    assert hash_password("sécret: one") != HASH
