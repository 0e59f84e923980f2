"""Where a request comes from: the peer of the connection, or what proxies say of it that the deployment trusts."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from litestar.types import Scope

Network = IPv4Network | IPv6Network
FORWARDED = b"x-forwarded-for"
HOPS_AT_MOST = 20
OF_ONE_PLACE = 64  # bits of an IPv6 address: a household or a server has all that follow


def networks_in(text: str) -> tuple[Network, ...]:
    """Addresses and networks with commas between. Raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


class Addresses:
    """Who is trusted to say for whom it speaks."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self.trusted = tuple(trusted)

    def __call__(self, scope: Scope) -> str | None:
        """The nearest address that no trusted proxy has; None where the server knows none.

        What stands farther left in the header was written by whoever is there, and may be anything.
        """
        client = scope.get("client")
        if client is None:
            return None
        peer: str = client[0]
        if not self.trusted:
            return peer
        nearest = _address(peer)
        if nearest is None or not self._is_trusted(nearest):
            return peer
        for text in reversed(_forwarded(scope)):
            told = _address(text)
            if told is None:
                break
            nearest = told
            if not self._is_trusted(told):
                break
        return str(nearest)

    def _is_trusted(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self.trusted)


def place_of(address: str | None) -> str | None:
    """What is counted as one: an IPv4 address, or the network of an IPv6 one."""
    known = None if address is None else _address(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, OF_ONE_PLACE), strict=False))
    return address if known is None else str(known)


def _forwarded(scope: Scope) -> list[str]:
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == FORWARDED]
    return ",".join(said).split(",")[-HOPS_AT_MOST:]


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
