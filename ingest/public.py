"""Which addresses on the internet may be fetched for somebody who is not at this machine."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from ingest.errors import Unreadable

_PORTS = {"http": 80, "https": 443}


def public_address(url: str) -> str:
    """The numeric address to connect to for a URL.

    Raises Unreadable where its host has an address that is not on the public internet, or it
    names another port than that of its scheme: it may lead to a service of our own network.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError as error:
        raise Unreadable(f"cannot be fetched: {error}") from error
    if port is None or port != _PORTS[parts.scheme]:
        raise Unreadable("only the usual ports of http and https may be fetched from")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreadable(
            f"cannot be fetched: no address of {host or 'no host'} is known"
        ) from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not _is_public(address):
            raise Unreadable(f"{host} is not on the public internet, and is not fetched from here")
    return addresses[0]


def _is_public(address: str) -> bool:
    number = ipaddress.ip_address(address)
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if inner is not None:
            return _is_public(str(inner))
        if number in _NAT64:
            return _is_public(str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)))
    return number.is_global and not (number.is_multicast or number.is_reserved)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
