"""The old CDR and REC API of a UCM: GET /cdrapi and /recapi on a listener of its own.

Used by ucm/connect.py and ucm/diagnosis/. session.py knows how to get in, client.py what to ask,
places.py where recordings lie. Free of Django.
"""

from ucm.old_api.client import OldApiClient

__all__ = ["OldApiClient"]
