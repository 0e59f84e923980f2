"""A collector of traces on this machine: takes OTLP over HTTP, and keeps the spans as it was sent them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from msgspec import Struct
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

HOST = "127.0.0.1"


class Told(Struct, frozen=True):
    """One span; ids in hexadecimal."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: Mapping[str, Any]
    events: tuple[tuple[str, Mapping[str, Any]], ...]
    links: tuple[tuple[str, str], ...]  # trace and span
    state: str  # of the trace, as W3C's header has it
    failed: bool


class Collector:
    """`text` is all that was sent, also what no field above holds."""

    def __init__(self) -> None:
        self.port = 0
        self.spans: list[Told] = []
        self.text = ""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/v1/traces"

    def of(self, trace: str) -> list[Told]:
        return [span for span in self.spans if span.trace == trace]

    def named(self, name: str, trace: str | None = None) -> list[Told]:
        return [span for span in self.spans if span.name == name and trace in (None, span.trace)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
                sent = ExportTraceServiceRequest.FromString(await reader.readexactly(int(headers["content-length"])))
                self.text += head.decode() + str(sent)
                self.spans += _spans(sent)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the sender has ended
        finally:
            writer.close()


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """Listening on a port that the kernel chooses, until the block ends."""
    collector = Collector()
    server = await asyncio.start_server(collector._serve, HOST, 0)
    collector.port = server.sockets[0].getsockname()[1]
    try:
        yield collector
    finally:
        server.close()


def _spans(sent: ExportTraceServiceRequest) -> Iterator[Told]:
    for resource in sent.resource_spans:
        service = _values(resource.resource.attributes)["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Told(
                    service=service,
                    name=span.name,
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    attributes=_values(span.attributes),
                    events=tuple((event.name, _values(event.attributes)) for event in span.events),
                    links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
                    state=span.trace_state,
                    failed=span.status.code == 2,
                )


def _values(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}
