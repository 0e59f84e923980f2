"""Which addresses given by others may be reached: public ones, by https, on two ports; nothing inside the house.

What is judged is what is connected to: a name is resolved once, every address it has must be public, and the
connection goes to one of those (services/egress.py), whatever the name says a moment later.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from msgspec import Struct

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, as text. Raises OSError where it has none."""

LONGEST_URL = 2_000
PORTS = frozenset({443, 8443})
USUAL_PORTS = {"https": 443, "http": 80}
HIGHEST_PORT = 65_535
MOST_ADDRESSES = 16  # of one name that are looked at; more are nobody's

# Narrow on purpose: what two readers could take for two hosts (user@, \\, %, fragments, other letters) is no address.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?P<query>\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that makes some readers see an address: 2130706433, 0x7f.1

_PUBLIC_V6 = IPv6Network("2000::/3")
_WRAPPING_V6 = (  # they carry an IPv4 address inside, which would be reached
    IPv6Network("2001::/23"),  # Teredo, ORCHID and other special uses
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),  # documentation, which Python 3.11 does not know yet
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # the third quarter of such an address
_INSIDE_V4 = (
    IPv4Network("168.63.129.16/32"),  # the host's own agent on one large cloud, under a public number
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
)


class EgressRefused(Exception):
    """The address may not be reached, and nothing was sent: `bad_url`, `not_https`, `bad_port`, `not_public`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Target(Struct, frozen=True):
    """An address as it was read: what is told to the other side, and what is looked up."""

    scheme: str
    host: str  # small letters, without brackets
    port: int
    path: str  # with the query

    @property
    def named(self) -> str:
        """Host and port as a Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: all that may stand in a log, for the rest can hold a secret."""
        return f"{self.scheme}://{self.named}"


def read_url(url: str, *, trying_out: bool) -> Target:
    """The parts of an address that others gave. Raises EgressRefused for all but https on 443 or 8443.

    `trying_out` leaves scheme and port to `reachable`, which lets them pass for this machine alone.
    """
    found = _URL.fullmatch(url) if len(url) <= LONGEST_URL else None
    if found is None:
        raise EgressRefused("bad_url", "It is no plain https address of at most 2,000 letters.")
    host = found["host"].lower().strip("[]")
    literal = _literal(host) if found["host"].startswith("[") or _NUMBER.fullmatch(host.rpartition(".")[2]) else None
    if literal is None and not all(map(_LABEL.fullmatch, host.split("."))):
        raise EgressRefused("bad_url", "The host is no name.")
    port = int(found["port"]) if found["port"] else USUAL_PORTS[found["scheme"]]
    if not 0 < port <= HIGHEST_PORT:
        raise EgressRefused("bad_port", "There is no such port.")
    target = Target(found["scheme"], host, port, (found["target"] or "/") + (found["query"] or ""))
    if not trying_out:
        refuse_unusual(target)
    return target


def refuse_unusual(target: Target) -> None:
    """Raises EgressRefused for all but https on 443 or 8443."""
    if target.scheme != "https":
        raise EgressRefused("not_https", "It is reached by https alone.")
    if target.port not in PORTS:
        raise EgressRefused("bad_port", "It is reached on port 443 or 8443.")


async def reachable(target: Target, resolve: Resolve, *, trying_out: bool) -> list[str]:
    """Where the target is, all of it public. Raises EgressRefused, and OSError where the name is nobody's."""
    given = (await resolve(target.host, target.port))[:MOST_ADDRESSES]
    if not given:
        raise OSError("the name has no address")
    for text in given:
        address = ip_address(text.partition("%")[0])
        if trying_out and address.is_loopback:
            continue
        refuse_unusual(target)
        if not is_public(address):
            raise EgressRefused("not_public", "The host is not on the public internet.")
    return list(dict.fromkeys(given))


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and not one that stands for another."""
    if isinstance(address, IPv6Address):
        quarter = int(address) >> 32 & 0xFFFFFFFF
        return (
            address.is_global
            and address in _PUBLIC_V6  # so neither mapped, translated (NAT64), site-local nor multicast
            and quarter not in _ISATAP
            and not any(address in network for network in _WRAPPING_V6)
        )
    return address.is_global and not address.is_multicast and not any(address in network for network in _INSIDE_V4)


def _literal(host: str) -> Address:
    """Only the one usual way to write an address: 127.1 and 0x7f000001 are none."""
    try:
        return ip_address(host)
    except ValueError as error:
        raise EgressRefused("bad_url", "The host is no name, and no address in its usual form.") from error


async def resolved_here(host: str, port: int) -> list[str]:
    """By the resolver of this machine."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in found]
