"""The error tree: every kind says what happened, what to do, and whether to try again."""

from collections.abc import Iterator

import pytest

from ucm.protocol import errors
from ucm.protocol.errors import UcmError


def _kinds(root: type[UcmError]) -> Iterator[type[UcmError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _kinds(kind)


@pytest.mark.parametrize("kind", list(_kinds(UcmError)), ids=lambda kind: kind.__name__)
def test_every_error_speaks_to_a_person(kind: type[UcmError]) -> None:
    error = kind()
    assert str(error) == error.why
    assert error.why.endswith(".")
    assert error.advice.endswith(".")
    assert isinstance(error.retryable, bool)


@pytest.mark.parametrize("kind", list(_kinds(UcmError)), ids=lambda kind: kind.__name__)
def test_every_error_is_drawn_in_the_tree(kind: type[UcmError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


def test_words_for_one_occasion_replace_the_class_words() -> None:
    error = UcmError("So it was.", advice="Do this.", retryable=True, wait=7.0)
    assert (error.why, error.advice, error.retryable, error.wait) == ("So it was.", "Do this.", True, 7.0)
    assert UcmError().retryable is False


def test_a_wrong_password_is_never_retryable() -> None:
    assert not errors.BadCredentials.retryable
    assert not errors.Banned.retryable
