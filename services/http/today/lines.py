"""What the day says of each patient: reasons, alerts with their clocks, two weeks of work, the pain, the news."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.symptom.pain_line import pain_line
from domain.values import BodyRegion
from eventstore.walls import Connection
from projections.adherence.recent import recent
from projections.alert_inbox.queries import InboxAlert, alerts_of_many
from projections.alert_inbox.staffing import Staffing
from projections.caseload.queries import InCare, caseload
from projections.course.queries import next_visits
from projections.symptoms.queries import pains_of_many
from services.http.freshness import incomplete_of_many
from services.http.operation import Asked
from services.http.today.forms import Clock, NeedReason, TodayLine, TodaysAlert
from services.http.today.looks import news
from services.http.today.order import Need, rank

READERS = ("caseload", "adherence", "symptoms", "alert_inbox", "course", "messages")
PAIN_SHOWN = timedelta(days=28)
OF_A_REGION = frozenset({"high_pain", "rising_pain", "long_soreness"})
OF_AN_EXERCISE = frozenset({"over_the_band", "hurts"})
"""Rules that are one per region or exercise; all others with a scope are one per program."""


class Asking(NamedTuple):
    """Who asks, of whom there is to answer, when, and from which position on there are news; None: there are none."""

    asked: Asked
    db: Connection
    house: Staffing
    now: datetime
    news_from: int | None


async def lines_of(
    asking: Asking, patient_ids: Sequence[UUID], needed: Mapping[UUID, Need], names: Mapping[UUID, str | None]
) -> dict[UUID, TodayLine]:
    """By patient, in the order given. One statement for each kind of thing, however many patients they are."""
    asked, db, house, now, news_from = asking
    org_id = asked.actor.org_id
    care = {
        line.patient_id: line
        for line in await caseload(db, org_id, now, status=None, patient_ids=patient_ids, limit=len(patient_ids))
    }
    alerts = await alerts_of_many(db, org_id, patient_ids)
    works = await recent(db, org_id, patient_ids, now)
    pains = await pains_of_many(db, org_id, patient_ids, now - PAIN_SHOWN, now)
    visits = await next_visits(db, org_id, patient_ids, now)
    told = {} if news_from is None else await news(db, org_id, patient_ids, news_from, asked.actor.signature)
    lacking = await incomplete_of_many(db, org_id, patient_ids, *READERS)
    found: dict[UUID, TodayLine] = {}
    for patient_id in patient_ids:
        if patient_id not in care:
            continue  # merged into another meanwhile
        patient, work = care[patient_id], works.get(patient_id)
        open_ = [_with_clock(one, house, now) for one in alerts.get(patient_id, ())]
        found[patient_id] = TodayLine(
            patient=patient,
            name=names.get(patient_id),
            why=_why(patient, needed.get(patient_id), open_),
            alerts=open_,
            days=work.days if work else (),
            today=work.today if work else None,
            last_7_days=work.last_7_days if work else None,
            pain=pain_line(pains.get(patient_id, ()), work.zones) if work else None,
            programs=work.programs if work else 0,
            next_visit=visits.get(patient_id),
            news=told.get(patient_id, {}),
            incomplete_from=lacking.get(patient_id),
        )
    return found


def _with_clock(one: InboxAlert, house: Staffing, now: datetime) -> TodaysAlert:
    owners = house.owners(one.clinic_id, one.therapist_id, one.escalated_to, now)
    return TodaysAlert(replace(one, owners=owners), clock_state(one, now))


def clock_state(one: InboxAlert, now: datetime) -> Clock:
    """How the clock of an alert stands that nobody has closed."""
    if one.snoozed_until is not None and one.snoozed_until > now:
        return "put_off"
    return "overdue" if one.answer_by < now else "running"


def _why(patient: InCare, need: Need | None, alerts: Sequence[TodaysAlert]) -> list[NeedReason]:
    """In the order of the list: of several reasons the first one decides the place."""
    reasons: list[NeedReason] = []
    if need and need.held and need.held.held_since:
        reasons.append(NeedReason(kind="red_flag_hold", at=need.held.held_since, signs=need.held.signs))
    pressing = [one.alert for one in alerts if one.clock != "put_off"]
    reasons += [_alerted(one) for one in sorted(pressing, key=lambda one: (rank(one), one.answer_by))]
    if need and need.waits:
        reasons.append(NeedReason(kind="message", at=need.waits.since, unread=need.waits.unread))
    if need and need.visit:
        reasons.append(NeedReason(kind="visit", at=need.visit.at))
    return reasons or [NeedReason(kind="quiet", at=patient.last_session_at or patient.enrolled_at)]


def _alerted(one: InboxAlert) -> NeedReason:
    named = None if not one.scope or one.rule in OF_A_REGION else UUID(one.scope)
    exercise = one.rule in OF_AN_EXERCISE
    return NeedReason(
        kind="alert",
        at=one.raised_at,
        alert_id=one.alert_id,
        rule=one.rule,
        grade=one.grade,
        region=BodyRegion(one.scope) if one.scope and one.rule in OF_A_REGION else None,
        exercise_id=named if exercise else None,
        program_id=None if exercise else named,
        figures=one.figures,
    )
