"""The patient on paper for a visit: one or two pages of A4."""

import asyncio

from services.http.patients import TodayAnswer
from services.web.page import Shown
from services.web.patient.days import calendars, key_of
from services.web.patient.felt import felt_of
from services.web.patient.names import Names
from services.web.patient.overview import about, mornings_of, since_last_visit
from services.web.patient.told import Few, Past, PatientQuery, frame_of, named, past_of, present_of
from services.web.view import View

DAYS = 182  # that paper has room for
LINES = 6
"""Of each list on paper."""


async def print_page(view: View) -> Shown:
    query: PatientQuery = view.query
    days = min(query.days, DAYS)
    frame, few = await frame_of(view), Few(view)
    past, present = await asyncio.gather(past_of(few, frame, days), present_of(few, frame, days))
    names = await named(view, present.programs)
    felt = felt_of(frame, past, present, names, days)
    visits = [visit for visit in reversed(present.visits.visits) if visit.happened_at]
    fields = {
        **about(view, frame, names),
        "days": days,
        "past": past,
        "present": present,
        "stretch": since_last_visit(present.between.stretches),
        "last_visit": visits[0] if visits else None,
        "barriers": present.barriers.barriers[:LINES],
        "mornings": mornings_of(past)[:LINES],
        "pains": present.pain.exercises[:LINES],
        "calendars": calendars(frame, past, present.programs, names, days),
        "key": key_of(view.words),
        "felt": felt,
        "work": prescribed(past, names),
        "scores": present.scores.scores[-LINES:],
    }
    return Shown("patient/print.html", frame.name or view.words("Patient without a name"), fields)


def prescribed(past: Past, names: Names) -> list[tuple[str, str, str]]:
    """What is to be done now: exercise, dose, schedule."""
    today: TodayAnswer = past.today
    v = names.vocabulary
    return [
        (names.exercise(each.exercise_id, each.side), v.dose(each.dose), v.schedule(each.schedule))
        for program in (today.today.programs if today.today else ())
        for each in program.prescriptions
    ]
