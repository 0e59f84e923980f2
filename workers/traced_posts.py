"""Telling a post to a webhook in the trace of the request behind its event; the receiver is given the W3C context."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry.trace import SpanKind, Status, StatusCode

from services.tracing.current import Followed, following
from services.tracing.ids import traceparent_of
from services.tracing.tracing import Attributes, Tracing
from services.webhooks.sending import Sent
from workers.webhook_rows import Due

Told = Callable[[Sent], None]


@contextmanager
def posting(tracing: Tracing, one: Due) -> Iterator[tuple[str | None, Told]]:
    """Around posting one piece of news: what its header `traceparent` says, if it has one, and who is told the end."""
    request_id = one.correlation_id
    if request_id is None or not tracing.follows(request_id):
        yield None, lambda _: None
        return
    about: Attributes = {"carryover.position": one.pos, "carryover.type": one.type, "carryover.tries": one.tries}
    with following(Followed(tracing, tracing.begun("send webhook", request_id, about, SpanKind.CLIENT))) as span:

        def told(sent: Sent) -> None:
            if sent.status is not None:
                span.set_attribute("http.response.status_code", sent.status)
            if sent.error is not None:
                span.set_attribute("error.type", sent.error)
            if not sent.arrived:
                span.set_status(Status(StatusCode.ERROR))

        yield traceparent_of(span.get_span_context()), told
