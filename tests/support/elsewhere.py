"""A server of somebody else's under a public name: it runs here, and who connects to that name's address comes here.

The way out is the real one but for the resolver, the certificates it trusts, and the last step to the socket.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from httpcore2 import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from services.egress import Egress

HERE = "127.0.0.1"
PUBLIC = "93.184.215.14"
HOST = "hooks.partner.example"

Answer = Callable[[bytes, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Given the head of a request, answers it."""


class Outward(AsyncNetworkBackend):
    """Notes which addresses are connected to, and connects to a port of this machine instead."""

    def __init__(self, port: int) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.beside: dict[str, int] = {}
        """Ports of this machine for other addresses."""
        self.port = port

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the library's signature)
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        self.dialled.append((host, port))
        return await AnyIOBackend().connect_tcp(
            HERE, self.beside.get(host, self.port), timeout, local_address, socket_options
        )


class Elsewhere:
    """`asked`: the heads of the requests that came; `names`: the hosts that TLS was begun with."""

    def __init__(self, port: int, anchor: str, trust: ssl.SSLContext) -> None:
        self.asked: list[bytes] = []
        self.names: list[str | None] = []
        self.looked_up: list[str] = []
        self.network = Outward(port)
        self.addresses: list[Sequence[str]] = [[PUBLIC]]
        """What the resolver answers, one after the other; the last again and again."""
        self._others: dict[str, str] = {}
        self._anchor = anchor
        self._trust = trust

    @property
    def dialled(self) -> list[tuple[str, int]]:
        return self.network.dialled

    def knows(self, host: str, address: str, other: "Elsewhere") -> None:
        """The way out that ends here leads there, too, for that host."""
        self._others[host] = address
        self.network.beside[address] = other.network.port
        self._trust.load_verify_locations(cadata=other._anchor)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.looked_up.append(host)
        if host in self._others:
            return [self._others[host]]
        return self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]

    def egress(self, *, seconds: float = 10.0) -> Egress:
        """The way out that ends here. Nothing about it is for trying out."""
        return Egress(resolve=self.resolve, trust=self._trust, network=self.network, seconds=seconds)


@asynccontextmanager
async def elsewhere(
    answer: Answer, *, certified: str = HOST, trusted: bool = True, days: int = 1
) -> AsyncIterator[Elsewhere]:
    """A TLS server whose certificate is for `certified`, of an issuer that may be trusted, and ends in so many days."""
    with TemporaryDirectory() as folder:
        served, anchor = _certificate(Path(folder), certified, days)
    trust = ssl.create_default_context(cadata=anchor) if trusted else ssl.create_default_context()
    found: list[Elsewhere] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            found[0].asked.append(head)
            await answer(head, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            return  # whoever asked has left
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    served.sni_callback = lambda _, name, __: found[0].names.append(name)
    server = await asyncio.start_server(serve, HERE, 0, ssl=served)
    found.append(Elsewhere(server.sockets[0].getsockname()[1], anchor, trust))
    try:
        yield found[0]
    finally:
        server.close()


def saying(said: bytes) -> Answer:
    """Always the same answer, whole."""

    async def answer(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()

    return answer


def _certificate(folder: Path, host: str, days: int) -> tuple[ssl.SSLContext, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    anchor = made.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    both = folder / "both.pem"
    both.write_bytes(private + anchor)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(both)
    return served, anchor.decode()
