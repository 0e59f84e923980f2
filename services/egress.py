"""The only way out to addresses that others gave: webhooks, key sets, providers of sign-in.

Nothing here follows a redirect, keeps a cookie, asks a proxy or unpacks an answer, and all of it is over after ten
seconds, however slowly the other side speaks.
"""

import asyncio
import ssl
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import httpcore2
from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream
from msgspec import Struct

from services.egress_target import EgressRefused, Resolve, Target, reachable, read_url, resolved_here

__all__ = ["Egress", "EgressFailed", "EgressRefused", "Fetched", "fetch"]

SECONDS = 10.0  # for everything together: looking up, connecting, asking, reading
MOST_BYTES = 65_536
LOST = (httpcore2.NetworkError, httpcore2.TimeoutException, OSError)


class EgressFailed(Exception):
    """It may be reached, and did not answer as it should: `unknown_host`, `unreachable`, `bad_certificate`,
    `timed_out`, `broken` (what came is no HTTP), `too_large`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Egress(Struct, frozen=True, dict=True):
    """How this process reaches what is outside."""

    trying_out: bool = False  # this machine may be reached, by http and on any port
    resolve: Resolve = resolved_here
    trust: ssl.SSLContext | None = None  # None: the certificates that the system trusts
    network: AsyncNetworkBackend = httpcore2.AnyIOBackend()  # connects to an address and a port
    seconds: float = SECONDS

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Made once: reading the system's certificates takes tens of milliseconds."""
        return self.trust or httpcore2.default_ssl_context()


class HasEgress(Protocol):
    """What of a context is needed here."""

    @property
    def egress(self) -> Egress: ...


class Fetched(Struct, frozen=True):
    """An answer, whatever its status. Header names are in small letters; of several of a name the first is kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes  # as it came, never unpacked


async def fetch(
    context: HasEgress,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    most_bytes: int = MOST_BYTES,
) -> Fetched:
    """Ask an address that somebody else gave. `most_bytes` 0: nobody wants the body, and it is not read.

    Raises EgressRefused, before anything is sent, for what may not be reached; EgressFailed for all else.
    """
    egress = context.egress
    target = read_url(url, trying_out=egress.trying_out)
    try:
        async with asyncio.timeout(egress.seconds):
            try:
                pinned = await reachable(target, egress.resolve, trying_out=egress.trying_out)
            except OSError as error:
                raise EgressFailed("unknown_host", "The host has no address.") from error
            return await _ask(egress, target, pinned, method, headers, body, most_bytes)
    except (TimeoutError, httpcore2.TimeoutException) as error:
        raise EgressFailed("timed_out", f"No whole answer came within {egress.seconds:g} seconds.") from error
    except httpcore2.LocalProtocolError as error:
        raise EgressRefused("bad_url", "A header or the address holds what HTTP does not allow.") from error
    except httpcore2.RemoteProtocolError as error:
        raise EgressFailed("broken", "What came back is no HTTP.") from error
    except (httpcore2.NetworkError, OSError) as error:
        if _causes(error, ssl.SSLError):
            raise EgressFailed("bad_certificate", "TLS failed: the certificate is not good for this host.") from error
        raise EgressFailed("unreachable", "The connection was refused or lost.") from error


async def _ask(
    egress: Egress,
    target: Target,
    pinned: Sequence[str],
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    most_bytes: int,
) -> Fetched:
    url = httpcore2.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    tls = egress.tls if target.scheme == "https" else None
    connection = httpcore2.AsyncHTTPConnection(
        url.origin, ssl_context=tls, network_backend=_Pinned(egress.network, pinned)
    )
    told = {"host": target.named, "accept-encoding": "identity", "user-agent": "Carryover", **headers}
    try:
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told.items()]
    except UnicodeEncodeError as error:
        raise EgressRefused("bad_url", "A header holds what HTTP does not allow.") from error
    try:
        async with connection.stream(method, url, headers=sent, content=body or None) as answer:
            read = await _body(answer, most_bytes) if most_bytes else b""
            got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers[::-1]}
            return Fetched(answer.status, got, read)
    finally:
        await connection.aclose()


async def _body(answer: httpcore2.Response, most_bytes: int) -> bytes:
    read = bytearray()
    async for piece in answer.aiter_stream():
        read += piece
        if len(read) > most_bytes:
            raise EgressFailed("too_large", f"The answer is longer than {most_bytes} bytes.")
    return bytes(read)


class _Pinned(AsyncNetworkBackend):
    """Connects to the addresses that were judged, whatever host is asked for: the name is looked up no second time."""

    def __init__(self, below: AsyncNetworkBackend, pinned: Sequence[str]) -> None:
        self._below = below
        self._pinned = pinned

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the library's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        lost: Exception | None = None
        for address in self._pinned:
            try:
                return await self._below.connect_tcp(address, port, timeout, local_address, socket_options)
            except LOST as error:
                lost = error
        raise httpcore2.ConnectError("none of the addresses can be reached") from lost


def _causes(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
