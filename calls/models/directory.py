"""Directory: which name a number has, had, and since when. Written by calls/directory/ only."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ucm.protocol.directory import Kind

if TYPE_CHECKING:
    from ucm.models import Connection


class Directory(models.Model):
    """What was read from one phone system, when it is read next, and why a part of it cannot be had."""

    connection = models.OneToOneField("ucm.Connection", on_delete=models.CASCADE, related_name="directory")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When names were last read.")
    due_at = models.DateTimeField(default=timezone.now, help_text="When they are read next.")
    why = models.TextField(blank=True, help_text="Why names are missing or old, for a person.")
    mend = models.TextField(blank=True, help_text="What a person can do.")

    class Meta:
        verbose_name_plural = "directories"

    def __str__(self) -> str:
        return f"directory of {self.connection}"


class DirectoryEntryQuerySet(models.QuerySet["DirectoryEntry"]):
    def at(self, moment: "datetime | F | models.OuterRef") -> "DirectoryEntryQuerySet":
        """Those that held at this moment, which may be a column of the query."""
        begun = Q(since=None) | Q(since__lte=moment)
        return self.filter(begun, Q(until=None) | Q(until__gt=moment))

    def current(self) -> "DirectoryEntryQuerySet":
        return self.filter(until=None)

    def of(self, connection: "Connection", kind: Kind) -> "DirectoryEntryQuerySet":
        return self.filter(connection=connection, kind=kind)


class DirectoryEntry(models.Model):
    """A number's name from `since` up to, and without, `until`.

    The spans of one number never overlap. The first one has no `since`: whatever came before we looked
    gets the first name we learned. A change is dated when it is noticed, because a UCM does not tell.
    `kind` is a ucm.protocol.directory.Kind; an entry without a name is a number that is known to have none.
    """

    # No index of its own: SQLite would take it in place of name_of_number and read every entry for each call.
    connection = models.ForeignKey(
        "ucm.Connection", on_delete=models.CASCADE, related_name="names", db_index=False
    )
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.capitalize()) for kind in Kind])
    number = models.CharField(max_length=80, help_text="Of a trunk: its index on the phone system.")
    name = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(null=True, blank=True, help_text="Empty: as far back as calls go.")
    until = models.DateTimeField(null=True, blank=True, help_text="Empty: still.")

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["number", "id"]
        verbose_name = "name of a number"
        verbose_name_plural = "names of numbers"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "number"], condition=Q(until=None), name="one_name_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="since_before_until"
            ),
        ]
        indexes = [models.Index(fields=["connection", "number", "kind"], name="name_of_number")]

    def __str__(self) -> str:
        return f"name {self.pk}"
