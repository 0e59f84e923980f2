"""Sending spans to a collector by OTLP over HTTP: never waited for, bounded in memory, given up when it is away.

Needs the extra `tracing`. Spans wait in a queue of a thread of its own; what does not fit is dropped.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from uuid import UUID

import requests
import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from services.tracing.ids import context_of
from services.tracing.tracing import Tracing

log = structlog.get_logger()

QUEUE = 8192
"""Spans that wait, some 2 KB each."""
AT_ONCE = 512
EVERY_MS = 1000
SEND_SECONDS = 3.0
"""For one batch, its tries together."""
FLUSH_SECONDS = 3.0
"""For what waits when the process ends."""

LIMITS = SpanLimits(
    max_span_attributes=32, max_events=32, max_links=32, max_event_attributes=8, max_span_attribute_length=200
)


class _Ids(RandomIdGenerator):
    """Random, but for the span of a request, which has the ids that follow from the request's number."""

    def __init__(self) -> None:
        self._given: ContextVar[UUID | None] = ContextVar("given", default=None)

    @contextmanager
    def give(self, request_id: UUID) -> Iterator[None]:
        token = self._given.set(request_id)
        try:
            yield
        finally:
            self._given.reset(token)

    def generate_trace_id(self) -> int:
        given = self._given.get()
        return super().generate_trace_id() if given is None else context_of(given).trace_id

    def generate_span_id(self) -> int:
        given = self._given.get()
        return super().generate_span_id() if given is None else context_of(given).span_id


class Patient(SpanExporter):
    """Passes spans on. That they do not arrive is told once, and once that they do again; and never by the library,
    whose words may hold the collector's address with what opens it."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._lost = 0
        self.ending = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if self.ending and self._lost:  # it is away: whoever ends does not wait for it again
            return SpanExportResult.FAILURE
        try:
            result = self._exporter.export(spans)
        except Exception as error:  # noqa: BLE001  whatever it is, no span is worth more
            result, fault = SpanExportResult.FAILURE, type(error).__name__
        else:
            fault = "refused or not reached"
        if result is SpanExportResult.SUCCESS:
            if self._lost:
                log.info("traces_arrive_again", lost_spans=self._lost)
            self._lost = 0
        else:
            if not self._lost:
                log.warning("traces_not_sent", error=fault)
            self._lost += len(spans)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


@contextmanager
def recording(exporter: SpanExporter, part: str, share: float) -> Iterator[Tracing]:
    """Spans of one process to this exporter. At the end what waits is sent, for FLUSH_SECONDS at the longest."""
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    ids = _Ids()
    patient = Patient(exporter)
    resource = Resource(
        {
            "service.namespace": "carryover",
            "service.name": f"carryover-{part}",
            "service.version": version("carryover"),
        }
    )
    provider = TracerProvider(
        sampler=ALWAYS_ON, resource=resource, shutdown_on_exit=False, id_generator=ids, span_limits=LIMITS
    )
    processor = BatchSpanProcessor(patient, QUEUE, EVERY_MS, AT_ONCE)
    provider.add_span_processor(processor)
    try:
        yield Tracing(provider.get_tracer("carryover"), ids.give, share)
    finally:
        patient.ending = True
        ender = threading.Thread(target=provider.shutdown, name="traces end", daemon=True)
        ender.start()
        ender.join(FLUSH_SECONDS)


def otlp_exporter(url: str) -> SpanExporter:
    """To a collector. `url`: with the path, as it is to be posted to."""
    session = requests.Session()
    session.trust_env = False  # no proxy, and no password from a .netrc
    return OTLPSpanExporter(endpoint=url, timeout=SEND_SECONDS, session=session)
