"""What must be there before calls can be worked on: database, broker, model, disk. In words.

Asked by /readyz, by `manage.py check` and by whoever starts the house.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis
from redis.exceptions import RedisError

from analytics.insight import provision as meaning_model
from calls.recogniser import model_name
from calls.speech import provision


@dataclass(frozen=True, slots=True)
class Finding:
    """`problem` and `mend` are empty when `name` is ready."""

    name: str
    problem: str = ""
    mend: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.problem


def findings() -> list[Finding]:
    return [look() for look in LOOKS]


def database() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(
            "database",
            f"The database cannot be reached ({type(error).__name__}).",
            "Check DATABASE_URL and that the server runs.",
        )
    if missing:
        return Finding("database", "The tables are older than this version.", "Run `manage.py migrate`.")
    return Finding("database")


def broker() -> Finding:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except (RedisError, OSError) as error:
        return Finding(
            "broker",
            f"The broker cannot be reached ({type(error).__name__}). Calls are kept and wait.",
            "Check REDIS_URL and that the server runs, or work without one: `manage.py work`.",
        )
    return Finding("broker")


def model() -> Finding:
    try:
        provision.locate(model_name(), settings.MODELS_DIR)
    except provision.ModelUnavailable as error:
        return Finding("model", error.why, error.mend)
    return Finding("model")


def meaning() -> Finding:
    """The model of meaning, which is not among LOOKS: calls are worked on without it too."""
    try:
        meaning_model.locate(settings.MODELS_DIR)
    except provision.ModelUnavailable as error:
        return Finding("meaning", error.why, error.mend)
    return Finding("meaning")


def disk() -> Finding:
    folder = next(
        path for path in (settings.RECORDINGS_DIR, *settings.RECORDINGS_DIR.parents) if path.exists()
    )
    free = shutil.disk_usage(folder).free
    if free < settings.MIN_FREE_BYTES:
        return Finding(
            "disk",
            f"Only {free // 2**20} MB are free for recordings in {folder}.",
            "Free space there, or point RECORDINGS_DIR to a larger disk.",
        )
    return Finding("disk")


LOOKS: list[Callable[[], Finding]] = [database, broker, model, disk]
