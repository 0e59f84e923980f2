"""Telling of calls of the log: one serves many requests, each has its own span with where its events went."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from opentelemetry.trace import Span

from eventstore.records import Append, Outcome, Status
from eventstore.store import Committed
from services.tracing.tracing import Tracing

EVENTS_AT_MOST = 32
"""Of one request in one call that are named one by one. By their places: an enrolment's id is the patient's own."""


def tellers(tracing: Tracing) -> Sequence[Committed]:
    """What a group commit tells; nobody where nothing is traced."""
    if not tracing.on:
        return ()

    def committed(appends: Sequence[Append], outcomes: Sequence[Outcome], began: int) -> None:
        counts = {"carryover.commands": len(appends), "carryover.organisations": len({one.org_id for one in appends})}
        batch = tracing.batch("commit", (one.correlation_id for one in appends), counts, began=began)
        if batch is None:
            return
        of: dict[UUID | None, list[tuple[Append, Outcome]]] = defaultdict(list)
        for append, outcome in zip(appends, outcomes, strict=True):
            of[append.correlation_id].append((append, outcome))
        batch.end(lambda request_id, span: _tell(span, of[request_id]))

    return (committed,)


def _tell(span: Span, own: Sequence[tuple[Append, Outcome]]) -> None:
    span.set_attribute("carryover.organisation", str(own[0][0].org_id))
    span.set_attribute("carryover.commands", len(own))
    for append, outcome in own[:EVENTS_AT_MOST]:
        if outcome.status is not Status.STORED:
            span.add_event(outcome.status.value, {"carryover.type": append.events[0].type})
            continue
        first = outcome.pos - len(append.events) + 1
        for position, event in enumerate(append.events, start=first):
            span.add_event("stored", {"carryover.type": event.type, "carryover.position": position})
