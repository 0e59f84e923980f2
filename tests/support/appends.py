"""Commands for the log that say little, and the proof that a log is whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from eventstore.chain import genesis, link_recorded
from eventstore.records import Append, Head, NewEvent, Recorded
from eventstore.store import EventStore
from tests.support.times import NOON

ONE = UUID(int=1)
TWO = UUID(int=2)
STREAM = UUID(int=100)
OTHER = UUID(int=101)
PERSON = UUID(int=900)


def event(number: int, body: bytes = b'{"level":5}', **more: Any) -> NewEvent:
    fields: dict[str, Any] = {
        "event_id": UUID(int=number),
        "type": "pain",
        "schema_v": 1,
        "occurred_at": NOON,
        "data": body,
    }
    return NewEvent(**{**fields, "subject_id": PERSON, **more})


def append(
    *events: NewEvent, org: UUID = ONE, stream: UUID = STREAM, expected: int = 0, at: datetime = NOON, **more: Any
) -> Append:
    return Append(
        org_id=org, stream_id=stream, expected=expected, events=events, recorded_at=at, actor="system:test", **more
    )


def opening(org: UUID) -> Append:
    """The first event of an organisation's feed."""
    return append(event(org.int + 7_000), org=org, stream=org, opens_feed=True)


async def whole_log(store: EventStore, org_id: UUID) -> list[Recorded]:
    """Every event of the organisation, after proving: no gap, nothing twice, every hash right, and the head too.

    Read again where it grew meanwhile: Postgres may still be at the last append of a process that was killed.
    """
    grown = True
    while grown:
        log, before = list[Recorded](), await store.head(org_id)
        while page := await store.read(org_id, after=len(log)):
            log += page
        head = await store.head(org_id)
        grown = head != before
    assert_whole(org_id, log, head)
    return log


def assert_whole(org_id: UUID, log: Sequence[Recorded], head: Head | None) -> None:
    assert [event.pos for event in log] == list(range(1, len(log) + 1))
    chain, versions = genesis(org_id), dict[UUID, int]()
    for event in log:
        chain = link_recorded(chain, event)
        assert event.hash == chain, f"the hash at {event.pos} is wrong"
        versions[event.stream_id] = versions.get(event.stream_id, 0) + 1
        assert event.version == versions[event.stream_id], f"the version at {event.pos} is wrong"
    assert len({event.event_id for event in log}) == len(log), "an event is there twice"
    assert head == Head(len(log), log[-1].recorded_at, chain)
