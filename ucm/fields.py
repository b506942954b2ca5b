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
from django.db.models.query_utils import DeferredAttribute


class UnreadableSecret(Exception):
    """The stored secret was encrypted under a key that is no longer in CREDENTIALS_KEYS."""

    advice = (
        "Put the old key back at the end of CREDENTIALS_KEYS (or restore credentials_key in the "
        "data directory), or type the secret again in the admin."
    )


def _cipher() -> MultiFernet:
    digests = (hashlib.sha256(key.encode()).digest() for key in settings.CREDENTIALS_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class Sealed(str):
    """Ciphertext as it lies in the database."""


class Opening(DeferredAttribute):
    """Decrypts when the attribute is read, not when the row is loaded: one secret under a lost key
    must not stop the rows around it, such as CDRs coming in."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if not isinstance(value, Sealed):
            return value
        instance.__dict__[self.field.attname] = opened = _open(value)
        return opened

    def __set__(self, instance: Any, value: Any) -> None:
        # Without it the instance's own dictionary would answer first, with the ciphertext.
        instance.__dict__[self.field.attname] = value


def _open(sealed: Sealed) -> str:
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecret(UnreadableSecret.advice) from error


class EncryptedTextField(models.TextField):
    """Cannot be filtered or ordered by: every encryption of the same text differs.

    Reading the attribute raises UnreadableSecret when no key fits; loading or saving the row does not.
    """

    descriptor_class = Opening

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return model_instance.__dict__.get(self.attname)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return str(value)
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode() if value else value
