"""Writing stories into the real log: events as they would have been decided, appended to their streams in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.alert.events import AlertEvent
from domain.barrier.events import BarrierRetracted
from domain.clinic.events import ClinicEvent
from domain.decider import Event
from domain.patient.events import PatientEvent
from domain.program.decider import programs_of
from domain.program.events import ProgramEvent
from domain.reminder.decider import reminders_of
from domain.reminder.events import ReminderEvent
from domain.session.events import SessionCorrected, SessionRetracted
from domain.staff.events import StaffEvent
from domain.symptom.events import SymptomCorrected, SymptomRetracted
from domain.thread.decider import thread_of
from domain.thread.events import ThreadEvent
from domain.visit.events import VisitEvent
from eventstore.codec import Codec
from eventstore.postgres import PostgresStore
from eventstore.records import Append, NewEvent, Status
from eventstore.walls import Pool
from projections.reading import codec

CODEC = codec()


class Told(Struct, frozen=True):
    """Something that happened, with its id and when by the sender's claim."""

    event_id: UUID
    event: Event
    occurred_at: datetime
    occurred_zone: str | None = None


class Feed:
    """One organisation's log. Each event is recorded a second after the one before, as `written` writes it."""

    def __init__(self, pool: Pool, org_id: UUID, since: datetime, written: Codec = CODEC) -> None:
        self._store = PostgresStore(pool)
        self._codec = written
        self.org_id = org_id
        self.pos = 0
        self._now = since
        self._versions: dict[UUID, int] = {}

    async def tell(self, told: Sequence[Told]) -> int:
        """Append in this order; answers the position of the last one."""
        appends = [self._append(one) for one in told]
        outcomes = await self._store.append(appends)
        assert {outcome.status for outcome in outcomes} <= {Status.STORED}, outcomes
        self.pos = outcomes[-1].pos
        return self.pos

    async def tell_again(self, told: Sequence[Told]) -> None:
        """What was told before, as a sender that missed the answers sends it again: nothing is stored."""
        versions = dict(self._versions)
        outcomes = await self._store.append([self._append(one) for one in told])
        assert {outcome.status for outcome in outcomes} <= {Status.DUPLICATE}, outcomes
        self._versions = versions

    def _append(self, told: Told) -> Append:
        stream_id = stream_of(told)
        version = self._versions.get(stream_id, 0)
        self._versions[stream_id] = version + 1
        self._now += timedelta(seconds=1)
        name, schema_v, data = self._codec.encode(told.event)
        return Append(
            org_id=self.org_id,
            stream_id=stream_id,
            expected=version,
            events=(
                NewEvent(
                    event_id=told.event_id,
                    type=name,
                    schema_v=schema_v,
                    occurred_at=told.occurred_at,
                    occurred_zone=told.occurred_zone,
                    data=data,
                    subject_id=getattr(told.event, "patient_id", None) or getattr(told.event, "staff_id", None),
                ),
            ),
            recorded_at=self._now,
            actor="system:test",
            opens_feed=self.pos == 0,
        )


def stream_of(told: Told) -> UUID:
    """Whose history an event belongs to."""
    event = told.event
    if isinstance(event, PatientEvent):
        return event.patient_id
    if isinstance(event, ProgramEvent):
        return programs_of(event.patient_id)
    if isinstance(event, AlertEvent):
        return event.alert_id
    if isinstance(event, ClinicEvent):
        return event.clinic_id
    if isinstance(event, StaffEvent):
        return event.staff_id
    if isinstance(event, SessionCorrected | SessionRetracted):
        return event.session_id
    if isinstance(event, SymptomCorrected | SymptomRetracted):
        return event.symptom_id
    if isinstance(event, BarrierRetracted):
        return event.barrier_id
    if isinstance(event, VisitEvent):
        return event.visit_id
    if isinstance(event, ReminderEvent):
        return reminders_of(event.patient_id, event.day)
    if isinstance(event, ThreadEvent):
        return thread_of(event.patient_id)
    return told.event_id
