"""The address of an endpoint as people type it, and whether it lies in the house. Pure."""

import ipaddress
from urllib.parse import urlsplit, urlunsplit

HOUSE_ENDINGS = (".local", ".lan", ".internal", ".intranet", ".home.arpa", ".localhost")


class BadAddress(ValueError):
    """What was typed is no address of an API; the text says why."""


def normal(typed: str) -> str:
    """The address up to "/v1", without a slash at its end. Raises BadAddress."""
    typed = typed.strip()
    parts = urlsplit(typed if "//" in typed else f"http://{typed}")
    try:
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise BadAddress("The port is no number up to 65535.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress("An address begins with http:// or https:// and the name of a machine.")
    if parts.username or parts.query or parts.fragment:
        raise BadAddress("Give the address alone: a key belongs in its own field.")
    path = parts.path.rstrip("/").removesuffix("/chat/completions").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path or "/v1", "", ""))


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def is_in_the_house(url: str) -> bool:
    """Whether the address names this machine or one in a private network. A public name is elsewhere."""
    host = host_of(url)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(HOUSE_ENDINGS)
    return address.is_private or address.is_loopback or address.is_link_local


def is_on_this_machine(url: str) -> bool:
    host = host_of(url)
    return host == "localhost" or host.startswith("127.") or host == "::1"
