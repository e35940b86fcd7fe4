"""Who sends a request, as far as limits and turns tell clients apart."""

from __future__ import annotations

import ipaddress

from starlette.requests import Request


def client_of(request: Request) -> str:
    """The key of a request's client."""
    return client_key(request.client.host if request.client else "")


def client_key(host: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
