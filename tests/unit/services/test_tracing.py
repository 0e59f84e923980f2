"""Spans as they are told, by the real SDK into a list: ids that follow from a request's number, links, and no words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import StatusCode

from eventstore.ids import random_id
from eventstore.records import Append, NewEvent, Outcome, Status
from services.tracing.commits import tellers
from services.tracing.current import ids_now, step
from services.tracing.exporting import QUEUE, recording
from services.tracing.ids import bound_of, context_of, is_below, read_traceparent, traceparent_of
from services.tracing.tracing import OFF, Tracing

REQUEST = UUID("6f1f2a3b-4c5d-4e6f-8a7b-0c9d8e7f6a5b")
OTHER = UUID("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")
ORG = UUID(int=7)
AT = datetime(2026, 3, 4, tzinfo=UTC)


class Kept(SpanExporter):
    """Keeps what it is given; `away` while the collector is not there."""

    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []
        self.away = False
        self.asked = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.asked += 1
        if self.away:
            raise ConnectionError("canary: nobody there")
        self.spans += spans
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Nothing to end."""

    def one(self, name: str) -> ReadableSpan:
        [span] = [span for span in self.spans if span.name == name]
        return span


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def opened(kept: Kept) -> Iterator[Iterator[Tracing]]:
    """Ended by `next(…, None)`: then all is exported."""

    def run() -> Iterator[Tracing]:
        with recording(kept, "api", 1.0) as tracing:
            yield tracing

    running = run()
    yield running
    running.close()  # type: ignore[attr-defined]


def append(request_id: UUID | None, kind: str = "symptom.reported") -> Append:
    event = NewEvent(event_id=random_id(), type=kind, schema_v=1, occurred_at=AT, data=b'{"note":"canary"}')
    return Append(
        org_id=ORG,
        stream_id=random_id(),
        expected=0,
        events=(event,),
        recorded_at=AT,
        actor="staff:canary",
        correlation_id=request_id,
    )


def test_a_requests_span_has_the_ids_that_follow_from_its_number(kept: Kept, opened: Iterator[Tracing]) -> None:
    tracing = next(opened)
    with tracing.request(REQUEST, None), step("decide", commands=2):
        assert ids_now() is not None
    next(opened, None)
    told = {span.name: (span.context.trace_id, span.parent and span.parent.span_id) for span in kept.spans}
    assert told == {"request": (REQUEST.int, None), "decide": (REQUEST.int, REQUEST.int >> 64)}
    assert kept.one("decide").attributes == {"carryover.commands": 2}
    assert ids_now() is None


def test_a_fault_is_told_by_its_type_alone(kept: Kept, opened: Iterator[Tracing]) -> None:
    tracing = next(opened)
    with pytest.raises(ValueError, match="canary"), tracing.request(REQUEST, None), step("decide"):
        raise ValueError("canary")
    next(opened, None)
    for span in kept.spans:
        assert (span.attributes, span.events) == ({"error.type": "ValueError"}, ())
        assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)


def test_a_batch_is_a_trace_of_its_own_and_each_request_has_a_span_linked_to_it(
    kept: Kept, opened: Iterator[Tracing]
) -> None:
    [tell] = tellers(next(opened))
    appends = [append(REQUEST), append(None), append(OTHER, "session.logged"), append(REQUEST, "barrier.reported")]
    outcomes = [Outcome(Status.STORED, pos, 1) for pos in (5, 6, 7)]
    tell(appends, [*outcomes, Outcome(Status.DUPLICATE, 3, 1)], 1)
    next(opened, None)
    batch = kept.one("commit (batch)")
    assert batch.attributes == {
        "carryover.requests": 2,
        "carryover.commands": 4,
        "carryover.organisations": 1,
    }
    own = {span.context.trace_id: span for span in kept.spans if span.name == "commit"}
    assert set(own) == {REQUEST.int, OTHER.int}
    told = own[REQUEST.int]
    assert [link.context for link in told.links] == [batch.context]
    assert (told.parent and told.parent.span_id, told.start_time, batch.start_time) == (REQUEST.int >> 64, 1, 1)
    assert [(event.name, dict(event.attributes or {})) for event in told.events] == [
        ("stored", {"carryover.type": "symptom.reported", "carryover.position": 5}),
        ("duplicate", {"carryover.type": "barrier.reported"}),
    ]


def test_a_batch_of_requests_that_nobody_follows_is_not_told(kept: Kept) -> None:
    with recording(kept, "api", 0.0) as none, recording(kept, "api", 1.0) as all_:
        assert tellers(none) == ()
        assert (none.follows(REQUEST), all_.follows(REQUEST), all_.follows(None), OFF.follows(REQUEST)) == (
            *(False, True, False, False),
        )
        assert all_.batch("commit", [None], {}) is None
    assert kept.spans == []


def test_all_processes_follow_the_same_share_of_all_requests() -> None:
    bound = bound_of(0.05)
    followed = sum(is_below(random_id(), bound) for _ in range(20_000))
    assert 800 < followed < 1200
    assert not is_below(REQUEST, 0)
    assert is_below(UUID(int=(1 << 128) - 1), bound_of(1.0))


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"",
        b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        b"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        b"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        b"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        b"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        b"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-" + b"x" * 300,
        b"\xff" * 55,
    ],
)
def test_what_is_no_trace_context_is_no_link(text: bytes | None) -> None:
    assert read_traceparent(text) is None


def test_a_trace_context_is_read_without_its_flags_and_written_as_w3c_has_it() -> None:
    read = read_traceparent(b"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later")
    assert read is not None
    assert traceparent_of(read) == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    assert traceparent_of(context_of(REQUEST)) == f"00-{REQUEST.hex}-{REQUEST.hex[:16]}-01"


def test_a_collector_that_is_away_raises_nothing(kept: Kept) -> None:
    kept.away = True
    with recording(kept, "api", 1.0) as tracing:
        for _ in range(QUEUE * 2):
            tracing.begun("decide", REQUEST).end()
    assert kept.spans == []
    assert kept.asked > 0
