"""Telling what becomes of effects: handed on, done, and sent to a provider, each in the trace of the request behind it.

Effects are handed on and done by the handful: that is told in a trace of its own, from the dispatcher through the
message to whoever does them; and each effect has a span in its own request's trace, with a link there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from msgspec.structs import replace
from opentelemetry.trace import Span, SpanContext, SpanKind

from services.tracing.current import Followed, failed, resumed
from services.tracing.ids import SAMPLED, read_traceparent, traceparent_of
from services.tracing.tracing import Batch, Tracing
from workers.effects import Claim, End

if TYPE_CHECKING:
    from workers.dispatcher import Handful

Told = Callable[[Mapping[UUID, End]], None]
"""How the effects ended; one that is not among them was put back, or was somebody else's by then."""


class _Doing(NamedTuple):
    """The effects that are being done, as far as they are told of."""

    tracing: Tracing
    spans: Mapping[UUID, Span]


_doing: ContextVar[_Doing | None] = ContextVar("doing", default=None)
_handed_on: ContextVar[SpanContext | None] = ContextVar("handed on", default=None)


def handed_on_in(tracing: Tracing, handful: "Handful") -> "tuple[Handful, Batch | None]":
    """The handful with what is to travel in its message, and the batch to be ended once it is handed on."""
    about = {"carryover.effects": len(handful.effect_ids), "carryover.urgent": handful.urgent}
    batch = tracing.batch("hand on", handful.requests, about, kind=SpanKind.PRODUCER)
    if batch is None:
        return handful, None
    return replace(handful, traceparent=traceparent_of(batch.context)), batch


@contextmanager
def handed_on_under(traceparent: str | None) -> Iterator[None]:
    """Within the block effects are done that were handed on so."""
    token = _handed_on.set(read_traceparent(traceparent, SAMPLED))
    try:
        yield
    finally:
        _handed_on.reset(token)


@contextmanager
def doing(tracing: Tracing, claims: Sequence[Claim]) -> Iterator[Told]:
    """Around doing claims that were taken in hand together."""
    batch = tracing.batch(
        "do effects",
        (claim.correlation_id for claim in claims),
        {"carryover.effects": len(claims)},
        kind=SpanKind.CONSUMER,
        within=_handed_on.get(),
    )
    if batch is None:
        yield lambda _: None
        return
    spans = {
        claim.effect_id: tracing.begun(f"do {claim.kind}", claim.correlation_id, _about(claim), links=[batch.link])
        for claim in claims
        if claim.correlation_id in batch.request_ids and claim.correlation_id is not None
    }
    token = _doing.set(_Doing(tracing, spans))
    try:
        yield lambda ended: _tell(spans, ended)
    except BaseException as error:
        for span in spans.values():
            failed(span, error)
        raise
    finally:
        _doing.reset(token)
        for span in spans.values():
            span.end()
        batch.end(short=False)


@contextmanager
def at_effect(claim: Claim) -> Iterator[None]:
    """While one of them is done by itself: its steps, and lines in the log, belong to its span."""
    now = _doing.get()
    span = now.spans.get(claim.effect_id) if now else None
    with resumed(Followed(now.tracing, span)) if now and span else nullcontext():
        yield


@contextmanager
def sending(claim: Claim, channel: str) -> Iterator[SpanContext | None]:
    """Around giving something to a provider. Answers what the provider may be told, if it is told anything."""
    now = _doing.get()
    span = now.spans.get(claim.effect_id) if now else None
    if now is None or span is None:
        yield None
        return
    within = span.get_span_context()
    about = {"carryover.channel": channel, "carryover.effect": str(claim.effect_id)}
    with now.tracing.step(f"send {channel}", within, about, SpanKind.CLIENT) as sent:
        yield sent.get_span_context()


def _about(claim: Claim) -> dict[str, str | int | bool]:
    return {
        "carryover.organisation": str(claim.org_id),
        "carryover.effect": str(claim.effect_id),
        "carryover.kind": claim.kind,
        "carryover.attempt": claim.attempt,
        "carryover.urgent": claim.urgent,
    }


def _tell(spans: Mapping[UUID, Span], ended: Mapping[UUID, End]) -> None:
    for effect_id, span in spans.items():
        span.set_attribute("carryover.outcome", str(ended.get(effect_id, "put_back")))
