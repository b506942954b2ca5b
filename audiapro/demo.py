"""What a first visitor needs: a login, and a PBX to look at (the simulator, as any UCM)."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from analytics import topics
from analytics.models import Topic
from ucm.models import Connection
from ucm.simulator.certificate import kept_certificate

NAME = "Demo UCM (simulator)"


@dataclass(frozen=True, slots=True)
class Login:
    """`password` is empty when the user chose it and we no longer know it."""

    user: str
    password: str


def ensure_login(user: str, password: str) -> Login:
    """A person who may see and do everything. With no password given, one is made and kept."""
    people = get_user_model().objects
    kept = settings.DATA_DIR / f"{user}_password"
    if password:
        kept.unlink(missing_ok=True)
    else:
        password = kept.read_text() if kept.exists() else ""
    person = people.filter(username=user).first()
    if person is None:
        password = password or _new_password(kept)
        people.create_superuser(user, password=password)
    elif password and not person.check_password(password):
        person.set_password(password)
        person.save(update_fields=["password"])
    return Login(user, password)


def _new_password(kept: Path) -> str:
    kept.touch(mode=0o600)
    password = secrets.token_urlsafe(9)
    kept.write_text(password)
    return password


def ensure_connection(port: int) -> Connection:
    """The demo PBX's connection, pointed at today's port."""
    certificate = kept_certificate(settings.DATA_DIR / "simulator", "127.0.0.1")
    connection = Connection.objects.filter(name=NAME).first() or Connection(
        name=NAME, username="cdrapi", password=secrets.token_urlsafe(12)
    )
    connection.base_url = f"https://127.0.0.1:{port}"
    connection.tls = Connection.Tls.PIN
    connection.fingerprint = certificate.fingerprint
    connection.save()
    return connection


def ensure_topics() -> None:
    """Something to tell the demo's calls by; what an admin made of it stays."""
    if not Topic.objects.exists():
        topics.add_starter_set()
