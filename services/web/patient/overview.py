"""The page of one patient: what happened since the last visit, what was done and felt, and what waits to be decided."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.symptom.record import Symptom
from services.http.audit.seen import BREAK_GLASS
from services.http.between_visits import StretchLine
from services.http.people.programs import ProgramsAnswer
from services.http.reminders import RemindersAnswer
from services.http.symptom_lines import NextMorningLine
from services.http.today.lines import clock_state
from services.web.alerts.wording import Wording
from services.web.charts.marks import by_width
from services.web.page import Shown
from services.web.patient.changed import changed_since
from services.web.patient.days import calendars, key_of
from services.web.patient.felt import felt_of
from services.web.patient.glass import glass_page
from services.web.patient.names import Names
from services.web.patient.saying import Saying
from services.web.patient.scores import questionnaires_of
from services.web.patient.terms import Terms
from services.web.patient.told import (
    Few,
    Frame,
    Past,
    PatientQuery,
    Present,
    frame_of,
    named,
    past_of,
    present_of,
    up_to,
)
from services.web.today.later import laters
from services.web.view import View

MORNINGS_SHOWN, BARRIERS_SHOWN, VISITS_SHOWN, ALERTS_SHOWN = 6, 6, 5, 8
STRETCHES = (28, 90, 365)
"""How many days may be looked back upon."""


class Morning(NamedTuple):
    """The answer to how it was on the morning after a session."""

    at: datetime
    session_at: datetime | None
    line: NextMorningLine


async def patient_page(view: View) -> Shown:
    query: PatientQuery = view.query
    if query.glass:
        return glass_page(view)
    view = up_to(view, query.at_least)
    frame, few = await frame_of(view, query.as_of), Few(view)
    past, present = await asyncio.gather(past_of(few, frame, query.days), _present(few, frame, query.days))
    programs = present.programs if present else None
    names = await named(view, programs or await view.read("patientPrograms", ProgramsAnswer, view.path))
    felt = felt_of(frame, past, present, names, query.days)
    fields: dict[str, Any] = {
        **about(view, frame, names),
        "query": query,
        "stretches": STRETCHES,
        "past": past,
        "present": present,
        "calendars": calendars(frame, past, programs, names, query.days),
        "key": key_of(view.words),
        "felt": felt,
        "timeline": by_width(felt.narrow, felt.wide.svg),
        "mornings": mornings_of(past)[:MORNINGS_SHOWN],
        "changed": changed_since(past),
    }
    if present is not None:
        fields |= _as_it_stands(view, frame, present)
    return Shown("patient/page.html", frame.name or view.words("Patient without a name"), fields)


async def _present(few: Few, frame: Frame, days: int) -> Present | None:
    """Nothing on a page about the past."""
    return None if frame.as_of else await present_of(few, frame, days)


def about(view: View, frame: Frame, names: Names) -> dict[str, Any]:
    """What every page about a patient is filled with."""
    return {
        "frame": frame,
        "names": names,
        "terms": Terms(view.words),
        "wording": Wording(view.words, names.exercises),
        "say": Saying(view.words.language, frame.zone),
        "zone": frame.zone,
        "through_glass": BREAK_GLASS in view.asked.seen.rights,
        "clinic": view.viewer.clinic(frame.care.clinic_id),
        "therapist": names.member(frame.care.therapist_id),
        "path": f"/patients/{frame.patient_id}",
    }


def _as_it_stands(view: View, frame: Frame, present: Present) -> Mapping[str, Any]:
    visits = present.visits.visits
    return {
        "stretch": since_last_visit(present.between.stretches),
        "last_visit": next((visit for visit in reversed(visits) if visit.happened_at), None),
        "next_visit": next((visit for visit in visits if visit.status == "scheduled" and _ahead(visit, frame)), None),
        "visits": [visit for visit in reversed(visits) if visit.status != "scheduled" or _ahead(visit, frame)][
            :VISITS_SHOWN
        ],
        "barriers": present.barriers.barriers[:BARRIERS_SHOWN],
        "questionnaires": questionnaires_of(present.scores, view.words, frame.zone),
        "reminded": reminded(present.reminders),
        "resolved": sorted(present.resolved.alerts, key=lambda each: each.raised_at, reverse=True)[:ALERTS_SHOWN],
        "clocks": {alert.alert_id: clock_state(alert, frame.now) for alert in present.alerts.alerts},
        "laters": laters(view),
    }


def _ahead(visit: Any, frame: Frame) -> bool:
    return visit.starts_at is not None and visit.starts_at >= frame.now - timedelta(hours=1)


def since_last_visit(stretches: Sequence[StretchLine]) -> StretchLine | None:
    """The stretch that goes on; None where no visit was recorded or no whole day has passed since."""
    return stretches[-1] if stretches and stretches[-1].until is None else None


def mornings_of(past: Past) -> list[Morning]:
    """The newest first."""
    felt: dict[Any, Symptom] = {symptom.symptom_id: symptom for symptom in past.symptoms.symptoms}
    sessions = {session.session_id: session.at for session in past.sessions.sessions}
    found = [
        Morning(felt[line.symptom_id].felt.felt_at, sessions.get(line.session_id) if line.session_id else None, line)
        for line in past.symptoms.next_mornings or ()
        if line.symptom_id in felt
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


class Reminded(NamedTuple):
    """What became of the doses of the last days that could be reminded of, and of what was sent."""

    slots: int
    reminded: int
    suppressed: list[tuple[str, int]]  # by reason, the most frequent first
    sent: int
    opened: int
    followed: int


def reminded(answer: RemindersAnswer) -> Reminded:
    because = Counter(slot.because for slot in answer.slots)
    told = because.pop(None, 0)
    return Reminded(
        slots=len(answer.slots),
        reminded=told,
        suppressed=[(reason, number) for reason, number in because.most_common() if reason],
        sent=len(answer.messages),
        opened=sum(message.opened_at is not None for message in answer.messages),
        followed=sum(message.followed for message in answer.messages),
    )
