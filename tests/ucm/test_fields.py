"""Secrets: ciphertext in the database, opened only when read, rows usable without the key."""

from typing import Any

import pytest
from django.db import connection as database

from ucm.fields import UnreadableSecret
from ucm.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored() -> Connection:
    return Connection.objects.create(name="PBX", base_url="https://h:8089", username="u", password="s3cret ü")


def column(connection: Connection) -> str:
    with database.cursor() as cursor:
        cursor.execute("SELECT password FROM ucm_connection WHERE id = %s", [connection.pk])
        return cursor.fetchone()[0]


def test_the_database_holds_no_plain_text(stored: Connection) -> None:
    assert "s3cret" not in column(stored)


def test_what_was_stored_is_read_back(stored: Connection) -> None:
    assert Connection.objects.get().password == "s3cret ü"
    stored.refresh_from_db()
    assert stored.password == "s3cret ü"


def test_an_empty_secret_stays_empty() -> None:
    Connection.objects.create(name="PBX", base_url="https://h:8089", username="u")
    assert Connection.objects.get().password == ""


def test_saving_something_else_does_not_touch_the_secret(stored: Connection) -> None:
    before = column(stored)
    loaded = Connection.objects.get()
    loaded.name = "Renamed"
    loaded.save()
    assert column(stored) == before


def test_a_lost_key_stops_only_the_reading_of_the_secret(stored: Connection, settings: Any) -> None:
    settings.CREDENTIALS_KEYS = ["another key"]
    loaded = Connection.objects.get()
    loaded.name = "Renamed"
    loaded.save()
    with pytest.raises(UnreadableSecret, match="CREDENTIALS_KEYS"):
        _ = loaded.password
    assert Connection.objects.get().name == "Renamed"


def test_keys_rotate(stored: Connection, settings: Any) -> None:
    settings.CREDENTIALS_KEYS = ["new key", *settings.CREDENTIALS_KEYS]
    loaded = Connection.objects.get()
    assert loaded.password == "s3cret ü"
    loaded.password = "s3cret ü"
    loaded.save()
    settings.CREDENTIALS_KEYS = ["new key"]
    assert Connection.objects.get().password == "s3cret ü"
