"""Where we may connect to: hosts that PERFEVAL_WEBHOOK_TARGETS lists, and nowhere private unless listed too.

A name is resolved once, every address it stands for is judged, and the connection goes to one that was
judged: a name that changes its mind in between leads nowhere.
"""

import socket
from dataclasses import dataclass
from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from departments.audit.origin import Address, read_address

NOT_LISTED = "主机“{host}”不在允许推送的名单中，请联系运维人员（PERFEVAL_WEBHOOK_TARGETS）。"
PORTS = {"http": 80, "https": 443}


class Forbidden(Exception):
    """Not an address we connect to; the message says why, in Chinese."""


@dataclass(frozen=True)
class Target:
    """One address of the web, and the machine it was found to be."""

    is_secure: bool
    host: str
    port: int
    path: str
    machine: str


def parsed(address: str) -> SplitResult:
    """An address that could be connected to: http or https, a listed host, no name and password."""
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError as wrong:
        raise Forbidden("地址写得不对。") from wrong
    if url.scheme not in PORTS or not url.hostname or not url.netloc.isascii() or port == 0:
        raise Forbidden("地址应以 https:// 或 http:// 开头，后面是主机名。")
    if url.username is not None or url.password is not None or url.fragment:
        raise Forbidden("地址中不能有用户名、密码或#。")
    if any(x <= " " or x == "\x7f" for x in address):
        raise Forbidden("地址中不能有空格。")
    if not _is_listed(url.hostname):
        raise Forbidden(NOT_LISTED.format(host=url.hostname))
    return url


def _is_listed(host: str) -> bool:
    return host in (x.lower() for x in settings.WEBHOOK_TARGETS) or _is_in_network(read_address(host))


def _is_in_network(address: Address | None) -> bool:
    networks = (x for x in settings.WEBHOOK_TARGETS if "/" in x)
    return address is not None and any(address in ip_network(x, strict=False) for x in networks)


def resolved(address: str) -> Target:
    """Where to connect to now. Raises Forbidden, or OSError when the name is not known."""
    url = parsed(address)
    host, port = str(url.hostname), url.port or PORTS[url.scheme]
    found = [str(x[4][0]) for x in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for machine in found:
        _judge(url.scheme, machine)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    return Target(url.scheme == "https", host, port, path, found[0])


def _judge(scheme: str, machine: str) -> None:
    address = read_address(machine.partition("%")[0])
    if _is_in_network(address):
        return
    if address is None or not address.is_global or address.is_multicast:
        raise Forbidden(f"主机指向内部地址{machine}，而这个网段没有列入允许推送的名单。")
    if scheme != "https":
        raise Forbidden("外部地址只能用 https://。")


def why_not(address: str) -> str:
    """Why it is no address to tell; "" when it is one."""
    try:
        parsed(address)
    except Forbidden as refused:
        return str(refused)
    return ""
