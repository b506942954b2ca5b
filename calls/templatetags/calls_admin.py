"""What the admin's pages of lower apps show of the record: the connection page its polls and backfills."""

from django import template
from django.utils import timezone

from calls.missed import notices
from calls.models import Poll
from ucm.models import Connection

register = template.Library()


@register.inclusion_tag("admin/calls/_reconciled.html", takes_context=True)
def reconciled(context: template.Context, connection: Connection) -> dict[str, object]:
    """How far this phone system's records are compared with ours, and what real-time output missed."""
    trouble = connection.polls.open().exclude(why="").first()
    return {
        "connection": connection,
        "until": Poll.objects.reconciled_until(connection),
        "trouble": trouble,
        "notices": notices([connection], now=timezone.now()),
        "backfill": connection.backfills.unfinished().first(),
        "perms": context["perms"],
    }


@register.filter
def roughly(left: object) -> str:
    """A time left as a person would say it: “about 3 hours”."""
    seconds = getattr(left, "total_seconds", lambda: None)()
    if seconds is None:
        return ""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if (number := round(seconds / length)) and seconds >= length:
            return f"about {number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"
