"""Refusal: pushes that were turned away at the webhook, counted for the admin of a connection.

A stranger may cause as many as they like, so what they can write is bounded: one row for a cause and
address, a few addresses for a cause, one write a second for each process.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from django.db import DatabaseError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from ucm.protocol.menus import REAL_TIME_OUTPUT

logger = logging.getLogger(__name__)

ADDRESSES = 20  # remembered for a cause; further ones are counted together, without their address
REMEMBERED = timedelta(days=30)
WRITE_EVERY = 1.0  # seconds

Key: TypeAlias = tuple[int | None, str, str]


class Cause(models.TextChoices):
    """Why a push was turned away; the label ends the sentence “12 refused from …:”."""

    TOKEN = "token", "no connection has this webhook address"
    ADDRESS = "address", "the sender is not on the allow-list"
    NO_LOGIN = "no-login", "no user and password were sent"
    WRONG_LOGIN = "wrong-login", "the user or the password is wrong"
    RATE = "rate", "more records in a short time than the limit allows"
    SIZE = "size", "the body was too large"


MENDS = {
    Cause.TOKEN: "Is it your UCM, with an old address? Then copy the webhook address to the UCM again.",
    Cause.ADDRESS: "If it is your UCM, add it to the allow-list. Behind a proxy TRUSTED_PROXIES must be set.",
    Cause.NO_LOGIN: (
        f"Enter user and password on the UCM under {REAL_TIME_OUTPUT}. If they are entered there, this UCM "
        "does not send them, as was seen with CloudUCM: empty the user on the connection's page. The secret "
        "in the address still keeps others out."
    ),
    Cause.WRONG_LOGIN: f"Enter the same user and password here and on the UCM under {REAL_TIME_OUTPUT}.",
    Cause.RATE: (
        "The UCM keeps these records and sends them again. If it stays so, raise WEBHOOK_RATE and "
        "WEBHOOK_BURST."
    ),
    Cause.SIZE: "Let the UCM send one record at a time, or raise WEBHOOK_MAX_BYTES.",
}


class RefusalQuerySet(models.QuerySet["Refusal"]):
    def shown_to(self, connection: models.Model) -> "RefusalQuerySet":
        """Those of the last weeks at this connection, and at addresses that are nobody's: once its own?"""
        recent = self.filter(last_at__gte=timezone.now() - REMEMBERED)
        return recent.filter(Q(connection=connection) | Q(connection=None))


class Refusal(models.Model):
    """`address` is empty for an unknown sender, and for all senders beyond the first ADDRESSES."""

    connection = models.ForeignKey(
        "ucm.Connection", null=True, on_delete=models.CASCADE, related_name="refusals"
    )
    cause = models.CharField(max_length=12, choices=Cause)
    address = models.CharField(max_length=45, blank=True)
    count = models.PositiveBigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = RefusalQuerySet.as_manager()

    class Meta:
        ordering = ["cause", "-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "cause", "address"], name="one_refusal_per_sender"),
            # To a database two unknown connections are never the same.
            models.UniqueConstraint(
                fields=["cause", "address"], condition=Q(connection=None), name="one_refusal_per_stranger"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} refused: {self.get_cause_display()}"

    @property
    def mend(self) -> str:
        return MENDS[Cause(self.cause)]


class Tally:
    """Counts in memory and writes at most every `every` seconds, with the first one at once.

    What was counted since is written with the next refusal; a process that ends before loses it.
    """

    def __init__(self, *, every: float = WRITE_EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = every, clock
        self._counts: Counter[Key] = Counter()
        self._next = float("-inf")
        self._lock = threading.Lock()

    def note(self, connection_id: int | None, cause: Cause, address: str) -> None:
        """One more. Never raises: the sender gets its answer whatever the database says."""
        due = self._due((connection_id, cause.value, address))
        if not due:
            return
        try:
            with transaction.atomic():
                for key, count in due.items():
                    _add(*key, count=count)
        except DatabaseError as error:
            logger.warning("Refused posts could not be counted (%s).", type(error).__name__)

    def _due(self, key: Key) -> Counter[Key]:
        with self._lock:
            self._counts[key if len(self._counts) < ADDRESSES else (*key[:2], "")] += 1
            if self._clock() < self._next:
                return Counter()
            self._next = self._clock() + self._every
            due, self._counts = self._counts, Counter()
            return due


def _add(connection_id: int | None, cause: str, address: str, *, count: int) -> None:
    now = timezone.now()
    rows = Refusal.objects.filter(connection_id=connection_id, cause=cause)
    if not rows.filter(address=address).exists():
        rows.filter(last_at__lt=now - REMEMBERED).delete()
        address = address if rows.count() < ADDRESSES else ""
    row, is_new = Refusal.objects.get_or_create(
        connection_id=connection_id, cause=cause, address=address,
        defaults={"count": count, "first_at": now, "last_at": now},
    )  # fmt: skip
    if not is_new:
        rows.filter(pk=row.pk).update(count=F("count") + count, last_at=now)


TALLY = Tally()
