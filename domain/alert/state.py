"""An alert as it stands: what decisions about it look at."""

from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import (
    AlertAcknowledged,
    AlertAttached,
    AlertDelivered,
    AlertEscalated,
    AlertEvent,
    AlertRaised,
    AlertRegraded,
    AlertResolved,
    AlertSnoozed,
    AlertWithheld,
    AlertWoken,
    EscalatedBecause,
    Grade,
    Resolution,
    Step,
)
from domain.rejections import refused


class Alert(Struct, frozen=True):
    patient_id: UUID | None = None  # None until raised or withheld
    clinic_id: UUID | None = None
    therapist_id: UUID | None = None  # the patient's when it was raised
    rule: str = ""
    grade: Grade = Grade.MEDIUM
    answer_by: datetime | None = None  # where the clock runs out that runs now
    withheld: bool = False
    facts: frozenset[UUID] = frozenset()
    delivered: frozenset[UUID] = frozenset()  # by effect
    told: frozenset[UUID] = frozenset()  # staff who have it in their inbox, or were written to
    acknowledged: bool = False
    snoozed_at: datetime | None = None  # since when its clock stands
    snoozed_until: datetime | None = None
    step: Step | None = None  # to whom it was passed on last, for want of an answer
    overdue: bool = False  # it was passed on because nobody closed it
    resolution: Resolution | None = None
    graded_on: date | None = None  # the date at whose end its grade was found, where a rule looks at dates

    @property
    def unresolved(self) -> bool:
        """Raised, and not closed."""
        return self.patient_id is not None and not self.withheld and self.resolution is None

    def snoozed(self, now: datetime) -> bool:
        """Whether it is put off at this instant."""
        return self.snoozed_until is not None and now < self.snoozed_until


def whose(alert: Alert, patient_id: UUID | None = None) -> UUID:
    """Whose alert it is. Refuses one that is unknown, only recorded, or another patient's than the one given."""
    if alert.patient_id is None:
        raise refused("unknown_alert")
    if alert.withheld:
        raise refused("not_open")
    if patient_id not in (None, alert.patient_id):
        raise refused("wrong_patient")
    return alert.patient_id


def evolve(alert: Alert, event: AlertEvent) -> Alert:
    match event:
        case AlertRaised():
            return Alert(
                patient_id=event.patient_id,
                clinic_id=event.clinic_id,
                therapist_id=event.therapist_id,
                rule=event.rule,
                grade=event.grade,
                answer_by=event.answer_by,
                facts=frozenset(event.facts),
                graded_on=event.day,
            )
        case AlertWithheld():
            return Alert(
                patient_id=event.patient_id, clinic_id=event.clinic_id, facts=frozenset(event.facts), withheld=True
            )
        case AlertAttached():
            known = replace(alert, facts=alert.facts | {event.fact})
            if event.answer_by is None or not alert.acknowledged:
                return known  # the clock that runs is the earlier one
            return _anew(replace(known, answer_by=event.answer_by))
        case AlertDelivered():
            told = alert.told if event.staff_id is None else alert.told | {event.staff_id}
            return replace(alert, delivered=alert.delivered | {event.effect_id}, told=told)
        case AlertAcknowledged():
            return replace(alert, acknowledged=True)
        case AlertResolved():
            return replace(alert, resolution=event.resolution)
        case AlertRegraded():
            return _anew(replace(alert, grade=event.grade, answer_by=event.answer_by, graded_on=event.day))
        case AlertSnoozed():
            return replace(alert, snoozed_at=alert.snoozed_at or event.at, snoozed_until=event.until)
        case AlertWoken():
            return replace(alert, answer_by=event.answer_by, snoozed_at=None, snoozed_until=None)
        case AlertEscalated():
            overdue = alert.overdue or event.because is EscalatedBecause.UNRESOLVED
            return replace(alert, step=event.to, answer_by=event.answer_by, overdue=overdue)
        case _:
            assert_never(event)


def _anew(alert: Alert) -> Alert:
    """Graver or more than what was taken on, put off or passed on: it wants an answer from its owner again."""
    return replace(
        alert,
        told=frozenset(),
        acknowledged=False,
        snoozed_at=None,
        snoozed_until=None,
        step=None,
        overdue=False,
    )
