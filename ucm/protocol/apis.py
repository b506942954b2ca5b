"""The two APIs of a UCM, and which is the likelier at an address. Called by connect.py.

Ports: Grandstream's guides and user manuals; CloudUCM's from field notes (hosted systems have no old API).
"""

from enum import StrEnum
from urllib.parse import urlsplit

OLD_API_PORTS = frozenset({8443, 8088})
"""Where the old API listens on an appliance; both stand in Grandstream's samples, 8443 is the default."""


class Dialect(StrEnum):
    """NEW: POST /api, actions in JSON. OLD: GET /cdrapi and /recapi, HTTP's own authentication."""

    NEW = "new"
    OLD = "old"


def likelier_first(base_url: str) -> tuple[Dialect, Dialect]:
    """In which order to try the two at https://host:port. Port 8443 means another API on CloudUCM."""
    address = urlsplit(base_url)
    hosted = (address.hostname or "").rstrip(".").endswith(".myucm.cloud")
    if address.port in OLD_API_PORTS and not hosted:
        return Dialect.OLD, Dialect.NEW
    return Dialect.NEW, Dialect.OLD
