"""What counts as personal data, and where in a conversation some was found."""

from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """The values are what stands in the text instead, in brackets."""

    CARD = "card number"
    CARD_CODE = "card security code"
    CARD_EXPIRY = "card expiry date"
    BANK = "bank account"
    PHONE = "phone number"
    EMAIL = "e-mail address"
    NATIONAL_ID = "national id"
    BIRTH = "date of birth"
    SECRET = "password or PIN"  # noqa: S105 - the name of a kind, no password


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` of the text of the turn at `place` (its position, not its index)."""

    place: int
    start: int
    end: int
    kind: PersonalKind
