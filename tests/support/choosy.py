"""Events that cannot be digested: a read model with a distaste for some, and bodies that no decoder understands."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from domain.decider import Event
from eventstore.postgres import PostgresStore
from eventstore.records import NewEvent, Status
from eventstore.walls import Pool
from projections.base import Fact, Reader
from projections.desk import Desk
from tests.support.appends import append


class Choosy:
    """A reader that cannot digest some events until somebody mends it: then the reader itself is taken."""

    def __init__(self, reader: Reader, poison: Collection[UUID]) -> None:
        self.name, self.version = reader.name, reader.version
        self.wants: frozenset[type[Event]] = reader.wants
        self._reader = reader
        self._poison = frozenset(poison)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        await self._reader.apply(desk, facts)
        if not self._poison.isdisjoint(fact.recorded.event_id for fact in facts):
            raise ValueError("cannot digest this")


class Unread(NamedTuple):
    """A stored form that this program does not understand."""

    schema_v: int
    data: bytes


GARBLED = Unread(1, b'{"level":"a lot"}')
OF_A_NEWER_PROGRAM = Unread(9, b'{"said":"otherwise"}')


async def tell_unread(pool: Pool, org_id: UUID, patient_id: UUID, form: Unread, at: datetime) -> int:
    """Put a symptom that nobody can read into the log, as the append takes it; answers its position."""
    event_id = uuid4()
    event = NewEvent(
        event_id=event_id,
        type="symptom.reported",
        schema_v=form.schema_v,
        occurred_at=at,
        data=form.data,
        subject_id=patient_id,
    )
    [outcome] = await PostgresStore(pool).append([append(event, org=org_id, stream=event_id, at=at)])
    assert outcome.status is Status.STORED
    return outcome.pos
