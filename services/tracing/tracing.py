"""Telling spans: of a request, of the steps within it, and of what is done for many requests at once.

A batch (a commit, a fold, a handful of effects) serves many requests. It is a span in a trace of its own, and each
request that is recorded has a short one in its own trace, with the batch's times and a link to it. Nothing is told of
requests that are not recorded, and a batch without one that is recorded is not told either.

Attributes are ids, kinds, counts and codes. No exception is recorded: its text may quote what somebody said; its type
is told.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Tracer,
    set_span_in_context,
)

from services.tracing.current import Followed, failed, following
from services.tracing.ids import bound_of, context_of, is_below, read_traceparent

Attributes = Mapping[str, str | int | bool]

OWN_AT_MOST = 64
"""Requests of one batch that have a span of their own of it; the batch's tells how many there were."""

GiveId = Callable[[UUID], AbstractContextManager[None]]
"""While it is open, the next span has the ids of that request's own."""


def _gives_none(_: UUID) -> AbstractContextManager[None]:
    return nullcontext()


class Tracing:
    """Of one process. `share` of all requests is recorded; without a tracer none is, and nothing costs anything."""

    def __init__(self, tracer: Tracer | None = None, give_id: GiveId = _gives_none, share: float = 0.0) -> None:
        self._tracer = tracer
        self._give_id = give_id
        self._bound = bound_of(share) if tracer else 0

    @property
    def on(self) -> bool:
        return self._bound > 0

    def follows(self, request_id: UUID | None) -> bool:
        """Whether what belongs to this request is recorded."""
        return self._bound > 0 and request_id is not None and is_below(request_id, self._bound)

    @contextmanager
    def request(self, request_id: UUID, traceparent: bytes | None) -> Iterator[Span]:
        """The span of a request that is followed. Whoever ends it gives it its name."""
        heard = read_traceparent(traceparent)
        with self._give_id(request_id):
            span = self._started("request", None, SpanKind.SERVER, links=[Link(heard)] if heard else ())
        with following(Followed(self, span)):
            yield span

    @contextmanager
    def step(
        self,
        name: str,
        within: SpanContext,
        attributes: Attributes | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
    ) -> Iterator[Span]:
        """A span within another. What is raised there is told by its type alone."""
        span = self._started(name, within, kind, attributes=attributes)
        with following(Followed(self, span)):
            yield span

    def begun(
        self,
        name: str,
        request_id: UUID,
        attributes: Attributes | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        links: Sequence[Link] = (),
    ) -> Span:
        """A span of a request that is followed, to be ended by whoever asked for it."""
        return self._started(name, context_of(request_id), kind, attributes=attributes, links=links)

    def batch(
        self,
        name: str,
        request_ids: Iterable[UUID | None],
        attributes: Attributes,
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        within: SpanContext | None = None,
        began: int | None = None,
    ) -> "Batch | None":
        """What is done for these requests together; None where none of them is followed.

        `within`: the batch it was handed on in; `began`: nanoseconds since 1970, now where it only begins.
        """
        if not self._bound:
            return None
        followed = [one for one in dict.fromkeys(request_ids) if one is not None and self.follows(one)]
        if not followed:
            return None
        about = {"carryover.requests": len(followed), **attributes}
        began = began or time.time_ns()
        span = self._started(f"{name} (batch)", within, kind, attributes=about, began=began)
        return Batch(self, name, followed[:OWN_AT_MOST], began, span)

    def _started(
        self,
        name: str,
        within: SpanContext | None,
        kind: SpanKind,
        *,
        attributes: Attributes | None = None,
        links: Sequence[Link] = (),
        began: int | None = None,
    ) -> Span:
        if self._tracer is None:
            raise RuntimeError("tracing is off")
        around = Context() if within is None else set_span_in_context(NonRecordingSpan(within), Context())
        return self._tracer.start_span(
            name,
            around,
            kind,
            attributes,
            links,
            began,
            record_exception=False,
            set_status_on_exception=False,
        )


class Batch:
    """Something under way for several requests that are followed. Ended once, with `end`."""

    def __init__(self, tracing: Tracing, name: str, request_ids: Sequence[UUID], began: int, span: Span) -> None:
        self._tracing = tracing
        self._name = name
        self._began = began
        self._span = span
        self.request_ids = request_ids

    @property
    def context(self) -> SpanContext:
        return self._span.get_span_context()

    @property
    def link(self) -> Link:
        return Link(self.context)

    def end(
        self, own: Callable[[UUID, Span], None] | None = None, *, error: BaseException | None = None, short: bool = True
    ) -> None:
        """Also ends, where they are told after it (`short`), each request's own span, once `own` has added to it."""
        for request_id in self.request_ids if short else ():
            span = self._tracing._started(
                self._name, context_of(request_id), SpanKind.INTERNAL, links=[self.link], began=self._began
            )
            if own is not None:
                own(request_id, span)
            if error is not None:
                failed(span, error)
            span.end()
        if error is not None:
            failed(self._span, error)
        self._span.end()


OFF = Tracing()
