"""Everything that happened to one alert, with who and when."""

from datetime import datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from msgspec import Meta, Raw, Struct

from domain.alert.decider import ALERT
from domain.alert.events import AlertResolved
from domain.decider import Event, fold
from eventstore.codec import Undecodable
from eventstore.records import Recorded
from services.http.alerts import alert_in
from services.http.audit.seen import right_at
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode


class AlertStep(Struct, frozen=True):
    """One event of the alert."""

    version: int  # of the alert after it
    type: str  # as stored: alert.raised, alert.acknowledged, ...
    at: datetime  # UTC, when it was recorded
    by: str  # staff:<id>, or system:<which part of the service>
    data: Annotated[Any, Meta(description="As stored, in the newest version.")]
    note: str | None  # what was written about it, opened from the vault


class AlertHistoryAnswer(Struct, frozen=True):
    """In the order of the log."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    events: list[AlertStep]


class Told(NamedTuple):
    """An alert with everything that was recorded of it."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    events: list[tuple[Recorded, Event]]


async def told_of(asked: Asked) -> Told:
    """The alert in the address, as the log tells it. Raises Problem `unknown_alert` also for one out of reach."""
    alert_id, org_id, context = alert_in(asked), asked.actor.org_id, asked.context
    stored = await context.store.load(org_id, [alert_id])
    if not stored or stored[0].type not in ALERT.events:  # some other stream's id
        raise Problem("unknown_alert")
    try:
        told = [(one, context.codec.decode(one.type, one.schema_v, one.data)) for one in stored]
    except Undecodable as error:
        raise Problem("unreadable") from error
    alert = fold(ALERT, [event for _, event in told])
    if alert.patient_id is None or alert.clinic_id is None:
        raise Problem("unknown_alert")
    if not asked.actor.reaches(alert.clinic_id):
        asked.seen.refused(alert.patient_id)
        raise Problem("unknown_alert")
    asked.seen.patient(alert.patient_id, right_at(asked.actor, alert.clinic_id))
    return Told(alert_id, alert.patient_id, alert.clinic_id, told)


async def alert_history(asked: Asked) -> Reply:
    """Asked of the log itself: it is never behind."""
    told = await told_of(asked)
    notes = await _notes(asked, told.patient_id, told.events)
    steps = [_step(asked, recorded, event, notes.get(recorded.event_id)) for recorded, event in told.events]
    return Reply(encode(AlertHistoryAnswer(told.alert_id, told.patient_id, told.clinic_id, steps)))


async def _notes(asked: Asked, patient_id: UUID, told: list[tuple[Recorded, Event]]) -> dict[UUID, str]:
    sealed = [recorded.event_id for recorded, event in told if isinstance(event, AlertResolved) and event.private]
    if not sealed:
        return {}
    org_id = asked.actor.org_id
    async with asked.context.reading(org_id) as db:
        opened = (await asked.context.vault.open_many(db, org_id, {patient_id: sealed})).get(patient_id, {})
    return {item_id: fields["note"] for item_id, fields in opened.items() if "note" in fields}


def _step(asked: Asked, recorded: Recorded, event: Event, note: str | None) -> AlertStep:
    _, _, data = asked.context.codec.encode(event)
    return AlertStep(recorded.version, recorded.type, recorded.recorded_at, recorded.actor, Raw(data), note)
