"""A recording's name as CDRs and files both have it, and who goes by it.

Called by audio.py and by calls/provisional.py.
"""

import re
from datetime import timedelta

from django.db.models import Q, QuerySet

from calls.models import Recording
from ucm.models import Connection
from ucm.protocol.recording_names import bare, read_name

NEAR = timedelta(days=2)  # a call begins near the time in its recordings' names
_UNFIT = re.compile(r"[@,;\x00-\x1f\x7f]|\.\.")


def wav_name(name: str) -> str:
    """The name under which a CDR, or the record made in its place, may speak of the file."""
    plain = _UNFIT.sub("_", bare(name.removesuffix(".gz")))
    stem = plain[:-4] if plain.lower().endswith((".wav", ".gsm", ".mp3")) else plain
    return f"{stem[:220]}.wav"


def named(connection: Connection, name: str) -> QuerySet[Recording]:
    """Recordings that this connection's CDRs call by that name, whatever month folder stands before it."""
    found = Recording.objects.filter(call__connection=connection).select_related("call")
    if start := read_name(name).start:
        found = found.filter(call__started_at__range=(start - NEAR, start + NEAR))
    return found.filter(Q(name=name) | Q(name__endswith=f"/{name}"))
