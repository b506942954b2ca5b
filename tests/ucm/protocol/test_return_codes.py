"""Grandstream's return codes, each with the error it becomes."""

import pytest

from ucm.protocol import errors
from ucm.protocol.return_codes import RETURN_CODES, refusal

# The list in Grandstream's document, -98 from an older edition.
DOCUMENTED = [
    *(-1, -5, -6, -7, -8, -9, -15, -16, -19, -24, -25, -26, -37, -43, -44, -45, -46, -47, -50, -51, -57),
    *(-68, -69, -70, -71, -90, -98),
]


@pytest.mark.parametrize("code", DOCUMENTED)
def test_every_documented_code_has_a_row(code: int) -> None:
    refused = refusal(code, action="cdrapi")
    assert type(refused) is RETURN_CODES[code].error
    assert refused.code == code
    assert f"answer {code} to “cdrapi”" in str(refused)
    assert refused.advice


@pytest.mark.parametrize(
    ("code", "kind", "retryable", "wait"),
    [
        (-1, errors.InvalidParameters, False, None),
        (-5, errors.CookieDead, True, None),
        (-6, errors.CookieDead, True, None),
        (-8, errors.CookieDead, True, None),
        (-9, errors.Busy, True, None),
        (-16, errors.NoSuchItem, False, None),
        (-19, errors.Refused, False, None),
        (-37, errors.BadCredentials, False, None),
        (-45, errors.TooFrequent, True, 15.0),
        (-46, errors.TooFrequent, True, 15.0),
        (-47, errors.NotPermitted, False, None),
        (-57, errors.TooFrequent, True, 60.0),
        (-68, errors.Banned, False, None),
    ],
)
def test_a_code_says_whether_and_when_to_try_again(
    code: int, kind: type[errors.Refused], retryable: bool, wait: float | None
) -> None:
    refused = refusal(code, action="recapi")
    assert (type(refused), refused.retryable, refused.wait) == (kind, retryable, wait)


def test_an_unknown_code_is_still_an_error() -> None:
    refused = refusal(-4711, action="cdrapi")
    assert type(refused) is errors.Refused
    assert "-4711" in refused.why


def test_a_closed_api_is_told_from_a_missing_permission() -> None:
    closed, missing = refusal(-47, action="challenge"), refusal(-47, action="recapi")
    assert "Tick Enable".lower() in closed.advice.lower()
    assert "permission" in missing.advice


def test_tries_and_ban_time_left_are_told() -> None:
    refused = refusal(-37, action="login", response={"remain_num": 3, "remain_time": "299"})
    assert "tries left: 3" in refused.why
    assert "ban time left, in seconds: 299" in refused.why


def test_nothing_but_numbers_is_quoted_from_the_answer() -> None:
    refused = refusal(-37, action="login", response={"remain_num": "secret"})
    assert "secret" not in refused.why


def test_invalid_parameters_explains_the_challenge_path() -> None:
    assert "/api/challenge" in refusal(-1, action="challenge").advice
