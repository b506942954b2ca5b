"""IP addresses: which networks a list names, whether an address is in one, who is behind a proxy.

Knows no Django. Called by the webhook, the TCP feed and the form of a connection.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks and single addresses, separated by blanks, commas or lines. ValueError names a wrong one."""
    return tuple(read_network(entry) for entry in re.split(r"[\s,;]+", text) if entry)


def read_network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"“{text}” is no address or network. Use 203.0.113.7 or 198.51.100.0/24.") from None


def is_in(address: str, networks: Iterable[Network]) -> bool:
    """False for what is no address, such as that of a Unix socket."""
    ip = _read(address)
    return ip is not None and any(ip in network for network in networks)


def sender(remote: str, *, forwarded_for: str, proxies: int) -> str:
    """The address a request came from, "" when that cannot be known.

    Each of our own `proxies` appends the address it saw to X-Forwarded-For, so the entry that counts is
    that many from the right; what is left of it was written by the sender and means nothing. Without
    proxies the header means nothing at all.
    """
    hops = [remote, *(hop.strip() for hop in reversed(forwarded_for.split(",")))]
    if proxies and not forwarded_for.strip():
        return ""
    ip = _read(hops[proxies]) if proxies < len(hops) else None
    return str(ip or "")


def neighbourhood(address: str) -> str:
    """What one sender is likely to have all of: an IPv4 address, or the /64 around an IPv6 one."""
    ip = _read(address)
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip and ip.version == 6 else address


def _read(text: str) -> Address | None:
    """`203.0.113.7`, also with a port; IPv6 with a zone, in brackets, or with an IPv4 address inside."""
    bare = re.sub(r"^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$", r"\1\2", text).partition("%")[0]
    try:
        ip = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip
