"""A text column that is ciphertext in the database and plain text in Python.

Fernet (AES-128-CBC with HMAC-SHA256, from `cryptography`) under CREDENTIALS_KEYS: the first key
encrypts, every key decrypts, so keys can be rotated by putting a new one in front.
"""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class UnreadableSecret(Exception):
    """The stored secret was encrypted under a key that is no longer in CREDENTIALS_KEYS."""

    advice = (
        "Put the old key back at the end of CREDENTIALS_KEYS (or restore credentials_key in the "
        "data directory), or type the secret again in the admin."
    )


def _cipher() -> MultiFernet:
    digests = (hashlib.sha256(key.encode()).digest() for key in settings.CREDENTIALS_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class EncryptedTextField(models.TextField):
    """Cannot be filtered or ordered by: every encryption of the same text differs."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecret(UnreadableSecret.advice) from error
