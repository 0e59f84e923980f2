"""The appointments: each planned at the one before, a few called off, and what was done and found at the others."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from domain.session.decider import LogSession
from domain.values import Entry, Provenance
from domain.visit.decider import CancelVisit, RecordVisit, ScheduleVisit
from domain.visit.events import CancelReason, VisitKind
from services.demo.case import DAY, Case, Wish, workday_after, workday_before
from services.demo.course import recovery, silent_from
from services.demo.measures import measured
from services.demo.people import Kind
from services.demo.plan import Days, Plan
from services.demo.words import AS_BEFORE, BETTER, FIRST_SEEN, WORSE

WEEKLY = 7 * DAY
FORTNIGHTLY = 14 * DAY
LASTS = timedelta(minutes=32)  # with the writing down
OFTEN_AT_FIRST = 3  # visits, the first one among them, a week apart

MOST_NO_SHOWS = 2
"""After so many no more is planned."""

CLEARLY = 0.12  # of the way to recovery


def visits(case: Case, plan: Plan, rng: Random) -> Iterator[Wish]:
    """Up to the one that is to come; what would happen there lies after now."""
    yield from _held(case, plan, case.id("visit 0"), case.first_day, VisitKind.FIRST, rng)
    planned_at, day = case.moment(case.first_day, case.hour + 0.8), _next(case, 1, case.first_day)
    off: CancelReason | None = None
    number, no_shows, ended = 1, 0, False
    while planned_at <= case.now and no_shows < MOST_NO_SHOWS and not ended:
        day = min(day, plan.last_day or day)
        ended = day == plan.last_day
        visit_id, at = case.id(f"visit {number}"), case.moment(day, case.hour)
        kind = VisitKind.DISCHARGE if ended else _kind(case, number)
        yield _planned(case, visit_id, planned_at, at, kind)
        off = None if ended else _prevented(case, plan, day) or _by_chance(off, rng)
        number += 1
        if off is None:
            yield from _held(case, plan, visit_id, day, kind, rng)
            planned_at, day = at + LASTS, _next(case, number, day)
        else:
            no_shows += off is CancelReason.NO_SHOW
            planned_at = _noticed(case, day, off)
            yield _cancelled(case, visit_id, planned_at, off)
            day = workday_after((_away(case, plan, day) or (day, day))[1])


def _next(case: Case, number: int, day: date) -> date:
    often = number < OFTEN_AT_FIRST or case.person.kind is Kind.IN_PAIN
    return workday_before(day + (WEEKLY if often else FORTNIGHTLY))


def _kind(case: Case, number: int) -> VisitKind:
    return VisitKind.TELEHEALTH if (case.number + number) % 9 == 0 else VisitKind.FOLLOW_UP


def _prevented(case: Case, plan: Plan, day: date) -> CancelReason | None:
    silent = silent_from(case)
    if silent and day >= silent:
        return CancelReason.NO_SHOW
    return CancelReason.PATIENT if _away(case, plan, day) else None


def _by_chance(before: CancelReason | None, rng: Random) -> CancelReason | None:
    """Never twice running."""
    chance = rng.random()
    if before or chance > 0.12:
        return None
    return CancelReason.CLINIC if chance < 0.04 else CancelReason.PATIENT


def _noticed(case: Case, day: date, off: CancelReason) -> datetime:
    """On the workday before, unless nobody came."""
    if off is CancelReason.NO_SHOW:
        return case.moment(day, case.hour + 0.5)
    return case.moment(workday_before(day - DAY), case.hour + 0.9)


def _away(case: Case, plan: Plan, day: date) -> Days | None:
    """The days abroad or in bed, where this is one of them."""
    return next((off for off in (case.abroad, plan.pause) if off and off[0] <= day <= off[1]), None)


def _planned(case: Case, visit_id: UUID, planned_at: datetime, at: datetime, kind: VisitKind) -> Wish:
    return case.decided(
        ScheduleVisit,
        f"{visit_id} planned",
        planned_at,
        patient_id=case.patient_id,
        visit_id=visit_id,
        starts_at=at,
        minutes=20 if kind is VisitKind.TELEHEALTH else 30,
        kind=kind,
        therapist_id=case.therapist_id,
    )


def _cancelled(case: Case, visit_id: UUID, at: datetime, reason: CancelReason) -> Wish:
    who = case.patient_id
    return case.decided(CancelVisit, f"{visit_id} off", at, patient_id=who, visit_id=visit_id, reason=reason)


def _held(case: Case, plan: Plan, visit_id: UUID, day: date, kind: VisitKind, rng: Random) -> Iterator[Wish]:
    """Exercises under the therapist's eyes and some measuring; over a screen there is neither."""
    at = case.moment(day, case.hour)
    is_here = kind is not VisitKind.TELEHEALTH
    shown = (plan.first if kind is VisitKind.FIRST else plan.on(day))[:2] if is_here else ()
    if shown:
        yield case.decided(
            LogSession,
            f"{visit_id} session",
            at + timedelta(minutes=12),
            patient_id=case.patient_id,
            occurred_at=at + timedelta(minutes=12),
            provenance=Provenance.CLINICIAN,
            in_clinic=True,
            entries=tuple(Entry(prescription_id=one.prescription_id, sets=1) for one in shown),
        )
    yield case.decided(
        RecordVisit,
        f"{visit_id} held",
        at + LASTS,
        words=_seen(case, day, kind),
        patient_id=case.patient_id,
        visit_id=visit_id,
        occurred_at=at,
        kind=kind,
        therapist_id=case.therapist_id,
        measures=tuple(measured(case, day, rng)) if is_here else (),
    )


def _seen(case: Case, day: date, kind: VisitKind) -> str:
    recovered = recovery(case, day)
    if kind is VisitKind.FIRST:
        words = FIRST_SEEN
    elif abs(recovered) < CLEARLY:
        words = AS_BEFORE
    else:
        words = BETTER if recovered > 0 else WORSE
    return words[case.person.language]
