"""A person at a browser, signed in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def person(db: None) -> User:
    """Somebody who may read and listen, and nothing else."""
    return make_user("rosa", permissions=["play_recording"])


@pytest.fixture
def browser_of(client: Client, person: User) -> Client:
    client.force_login(person)
    return client
