"""Who is to answer an alert now: the therapist, whoever covers, the clinic's lead, or else those who manage it."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.alert.events import EscalatedBecause, Step
from domain.staff.events import MANAGERS
from domain.staff.member import Staff, answers_alerts


class Care(Struct, frozen=True, kw_only=True):
    """Who there is for a patient of a clinic, on a date by its clocks. `staff`: all who may be asked about, by id."""

    clinic_id: UUID
    day: date
    therapist_id: UUID | None  # the patient's, now
    lead_id: UUID | None
    staff: Mapping[UUID, Staff]


Asked = tuple[Step, tuple[UUID, ...]]
"""A step, and who stands on it; never nobody."""


def steps(care: Care, managers: tuple[UUID, ...] | None = None) -> list[Asked]:
    """Who may be asked, one after the other; the first one owns the alert.

    The therapist, or who covers while away; the lead, or who covers for them. Then every owner and admin that reaches
    the clinic, away or not: somebody has to know. `managers`: what `managers_of` says, where it was asked before.
    """
    therapist, lead = _present(care, care.therapist_id), _present(care, care.lead_id)
    found = [
        (Step.THERAPIST, therapist),
        (Step.COVER, None if therapist else _cover(care, care.therapist_id)),
        (Step.LEAD, lead or _cover(care, care.lead_id)),
    ]
    asked: list[Asked] = [(step, (staff_id,)) for step, staff_id in found if staff_id]
    managers = managers_of(care) if managers is None else managers
    return [*asked, (Step.MANAGERS, managers)] if managers else asked


def owners(care: Care) -> tuple[UUID, ...]:
    """Whose alert it is now; nobody where a clinic has no staff that answers any."""
    return next((people for _, people in steps(care)), ())


def next_step(
    care: Care, because: EscalatedBecause, *, told: Collection[UUID] = (), after: Step | None = None
) -> Asked | None:
    """To whom an alert goes on: who has not been told of it, behind the step `after`. None: there is nobody left.

    What somebody took on and nobody closed goes to the lead, and where there is none to the managers; only once.
    """
    order = list(Step)
    for step, people in steps(care):
        if because is EscalatedBecause.UNRESOLVED and step in (Step.THERAPIST, Step.COVER):
            continue
        if because is EscalatedBecause.UNANSWERED and after and order.index(step) <= order.index(after):
            continue
        if not set(people) <= set(told):
            return step, people
        if because is EscalatedBecause.UNRESOLVED:
            return None  # the lead knows
    return None


def told_of_danger(care: Care) -> list[Asked]:
    """Who is told of a red flag, all at once: therapist, cover and lead; the managers where there is none of them."""
    found = steps(care)
    return [(step, people) for step, people in found if step is not Step.MANAGERS] or found


def managers_of(care: Care) -> tuple[UUID, ...]:
    """Every owner and admin that reaches the clinic, by id."""
    return tuple(
        sorted(
            staff_id
            for staff_id, staff in care.staff.items()
            if staff.role in MANAGERS and answers_alerts(staff, care.clinic_id)
        )
    )


def _present(care: Care, staff_id: UUID | None) -> UUID | None:
    staff = care.staff.get(staff_id) if staff_id else None
    if staff is None or not answers_alerts(staff, care.clinic_id) or staff.away_on(care.day):
        return None
    return staff_id


def _cover(care: Care, staff_id: UUID | None) -> UUID | None:
    """Who stands in for somebody who is away; who is away themselves passes it on, everybody once."""
    passed: set[UUID] = set()
    while staff_id is not None and staff_id not in passed:
        passed.add(staff_id)
        staff = care.staff.get(staff_id)
        away = staff.away_on(care.day) if staff else None
        if away is None:
            return _present(care, staff_id) if len(passed) > 1 else None
        staff_id = away.cover_id
    return None


def unknown_covers(staff: Mapping[UUID, Staff], day: date) -> set[UUID]:
    """Of whom more has to be known to tell who covers on a date."""
    away = (known.away_on(day) for known in staff.values())
    return {told.cover_id for told in away if told and told.cover_id} - staff.keys()
