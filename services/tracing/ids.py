"""From the number of a request to its trace, and W3C trace contexts as text.

The number that the gate gives a request, and that every event it leads to carries in the log as its correlation id, is
the trace's id; its first half is the id of the request's own span. So an event or an effect needs no more than what it
has to be told in the trace of its request, whichever process comes to it, and each process knows by itself whether that
trace is recorded. What partners send of theirs decides nothing: it is a link, without their flags and their state.
"""

import re
from uuid import UUID

from opentelemetry.trace import SpanContext, TraceFlags

RANDOM_BITS = 56
"""The last ones of a trace's id, which W3C's level 2 wants to be random: by them it is told what is recorded."""

SAMPLED = TraceFlags(TraceFlags.SAMPLED)
UNKNOWN = TraceFlags(TraceFlags.DEFAULT)

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
_LENGTH_AT_MOST = 256
_FIRST, _NEVER = "00", "ff"  # versions


def bound_of(share: float) -> int:
    """Below which number the random bits of a trace's id have to be for it to be recorded. `share`: from 0 to 1."""
    return round(share * (1 << RANDOM_BITS))


def is_below(request_id: UUID, bound: int) -> bool:
    return request_id.int & ((1 << RANDOM_BITS) - 1) < bound


def context_of(request_id: UUID) -> SpanContext:
    """The span of the request itself."""
    return SpanContext(request_id.int, request_id.int >> 64, is_remote=True, trace_flags=SAMPLED)


def traceparent_of(context: SpanContext) -> str:
    """As W3C's header has it."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def read_traceparent(text: str | bytes | None, flags: TraceFlags = UNKNOWN) -> SpanContext | None:
    """What a header names, with these flags instead of its own; None for what is no such header."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    found = _TRACEPARENT.fullmatch(text) if text and len(text) <= _LENGTH_AT_MOST else None
    if found is None or found[1] == _NEVER or (found[1] == _FIRST and found[4]):
        return None
    context = SpanContext(int(found[2], 16), int(found[3], 16), is_remote=True, trace_flags=flags)
    return context if context.is_valid else None
