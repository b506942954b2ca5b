"""How a UCM is addressed and how a login proves the password. Called by the client and the admin.

Source: Grandstream “IPPBX HTTPS API” (2024-11), pp. 3-8; ports of CloudUCM from field notes.
"""

import hashlib
import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from ucm.protocol.errors import BadAddress

APPLIANCE_PORT = 8089
CLOUD_PORT = 8443
COOKIE_LIFE = 9 * 60.0
"""Seconds we trust a cookie; the UCM lets it die after ten minutes."""


def token(challenge: str, password: str) -> str:
    """What `login` sends instead of the password: lower-case hex MD5 of challenge and password."""
    # MD5 is the UCM's choice; a challenge is used once and the line is encrypted.
    return hashlib.md5((challenge + password).encode(), usedforsecurity=False).hexdigest()


class BaseUrl(NamedTuple):
    """`url` is https://host:port without a path; `changes` says in words what was corrected."""

    url: str
    changes: tuple[str, ...]


def normalise_base_url(text: str) -> BaseUrl:
    """Make an API address of what people paste: with or without scheme, port, /api or /api/challenge.

    Raises BadAddress when no host can be read. Normalising twice changes nothing.
    """
    parts = _split(text)
    host = parts.hostname or ""
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?|[0-9a-f:.]*:[0-9a-f:.]*", host):
        raise BadAddress
    port = _port(parts)
    changes = tuple(_changes(text.strip(), parts, port=port))
    port = port or _default_port(host)
    return BaseUrl(f"https://{f'[{host}]' if ':' in host else host}:{port}", changes)


def _split(text: str) -> SplitResult:
    text = text.strip()
    try:
        return urlsplit(text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) else f"//{text}")
    except ValueError:
        raise BadAddress from None


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        raise BadAddress("The port of the API address is no number from 1 to 65535.") from None
    if port == 0:
        raise BadAddress("The port of the API address is no number from 1 to 65535.")
    return port


def _default_port(host: str) -> int:
    return CLOUD_PORT if host.rstrip(".").endswith(".myucm.cloud") else APPLIANCE_PORT


def _changes(text: str, parts: SplitResult, *, port: int | None) -> list[str]:
    changes = []
    if parts.scheme not in ("https", ""):
        changes.append(f"“{parts.scheme}” became “https”: the API exists only over HTTPS.")
    if parts.username is not None:
        changes.append("A user name in the address was removed; user and password have their own fields.")
    path = parts.path.rstrip("/")
    if path.endswith("/challenge"):
        changes.append(
            f"The path “{path}” was removed. “challenge” is an action inside a POST to /api, not a path: "
            "a GET there is answered with “Invalid parameters!”."
        )
    elif path or parts.query or parts.fragment:
        changes.append("Everything after host and port was removed; AudiaPro adds /api itself.")
    if port is None:
        changes.append(f"Port {_default_port(parts.hostname or '')} was added.")
    return changes
