"""FailedSignIns: how often somebody tried to sign in in vain. Written by audiapro/sign_in.py only.

Whoever types a password into the field for the name must not find it in our rows, so names are kept as
hashes; a name that is a user's points to the user instead.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class FailedSignInsQuerySet(models.QuerySet["FailedSignIns"]):
    def locked(self) -> "FailedSignInsQuerySet":
        """Those whose tries are used up for now."""
        full = [Q(scope=scope, count__gte=scope.limit) for scope in FailedSignIns.Scope]
        return self.filter(Q.create(full, connector=Q.OR), ends_at__gt=timezone.now())

    def forget(self, *, ended_before: datetime) -> int:
        """Delete what no longer counts; how many rows."""
        return self.filter(ends_at__lt=ended_before).delete()[0]


class FailedSignIns(models.Model):
    """The tries of one kind since a first one; they are counted anew from `ends_at` on.

    `user` is empty where the name is nobody's, `address` where all addresses count together. The address
    of an IPv6 host is its network: a host has 2^64 of them to choose from.
    """

    class Scope(models.TextChoices):
        PAIR = "pair", "one user name from one address"
        ADDRESS = "address", "any user name from one address"
        ACCOUNT = "account", "one user name from any address"

        @property
        def limit(self) -> int:
            """Tries in SIGN_IN_PAUSE seconds. An office shares an address, and a stranger with many
            addresses should not close a colleague's account too easily, so those limits are wider."""
            return settings.SIGN_IN_TRIES * {"pair": 1, "address": 6, "account": 20}[self.value]

    scope = models.CharField("counted", max_length=8, choices=Scope)
    key = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    address = models.CharField(max_length=49, blank=True)
    count = models.PositiveIntegerField("tries", default=0)
    ends_at = models.DateTimeField("counted anew from", db_index=True)
    last_at = models.DateTimeField("last try")

    objects: Any = FailedSignInsQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at"]
        verbose_name = verbose_name_plural = "failed sign-ins"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_tally_of_sign_ins")]

    def __str__(self) -> str:
        return f"{self.count} failed sign-ins ({self.get_scope_display()})"

    @property
    def is_locked(self) -> bool:
        return self.count >= self.Scope(self.scope).limit and self.ends_at > timezone.now()
