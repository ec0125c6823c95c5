"""From where: the request that is being answered, known without handing it through every function."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

from perfeval.observing import request_id

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Origin:
    """Client address (None: not an IP address) and a number of the request's own."""

    address: str | None
    request_id: str


_present: ContextVar[Origin | None] = ContextVar("origin", default=None)


def present() -> Origin | None:
    """Of the request being answered; None at the command line."""
    return _present.get()


@contextmanager
def of(meta: Mapping[str, Any]) -> Iterator[None]:
    """Everything inside happens for the request of this META."""
    before = _present.set(Origin(client_address(meta), request_id() or secrets.token_hex(8)))
    try:
        yield
    finally:
        _present.reset(before)


def client_address(meta: Mapping[str, Any]) -> str | None:
    """The nearest address that is not a trusted proxy (PERFEVAL_PROXIES): what lies beyond may be forged."""
    address = read_address(meta.get("REMOTE_ADDR", ""))
    hops = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while hops and _is_trusted(address) and (hop := read_address(hops.pop())):
        address = hop
    return str(address) if address else None


def read_address(text: str) -> Address | None:
    """An IP address, of version 4 where it is one in the clothes of version 6; None for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: Address | None) -> bool:
    """A socket of this machine has no address; `unix` among the proxies trusts it."""
    if address is None:
        return "unix" in settings.TRUSTED_PROXIES
    return any(address in ip_network(text) for text in settings.TRUSTED_PROXIES if text != "unix")
