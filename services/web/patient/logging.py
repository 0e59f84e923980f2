"""Logging for a patient who tells it by phone or in the clinic: sessions, pain, what stood in the way, red flags."""

import asyncio
from typing import NamedTuple

from domain.patient.events import RedFlagSign
from domain.score.instruments import INSTRUMENTS
from domain.values import BarrierReason, BodyRegion, Prescription, Side, SymptomKind, Timing
from domain.visit.events import VisitKind
from domain.visit.motion import Joint, Movement
from services.http.barriers import BarriersAnswer
from services.http.patients import TodayAnswer
from services.http.people.programs import ProgramsAnswer
from services.http.sessions import SessionsAnswer
from services.http.symptom_lines import SymptomsAnswer
from services.http.visits import ScoresAnswer, VisitsAnswer
from services.web.page import Shown
from services.web.patient.lately import lately_of
from services.web.patient.overview import about
from services.web.patient.told import Few, frame_of, named
from services.web.view import View

LATELY_DAYS = 7


class Work(NamedTuple):
    """What may be ticked as done."""

    prescription: Prescription
    left: str | None  # of today's doses; None for what today does not ask for


async def log_page(view: View) -> Shown:
    frame = await frame_of(view)
    of = {"patient_id": frame.patient_id}
    since, few = frame.start(LATELY_DAYS), Few(view)
    today, sessions, symptoms, barriers, programs = await asyncio.gather(
        few.read("patientToday", TodayAnswer, of),
        few.read("patientSessions", SessionsAnswer, of, **{"from": since}),
        few.read("patientSymptoms", SymptomsAnswer, of, **{"from": since}),
        few.read("patientBarriers", BarriersAnswer, of),
        few.read("patientPrograms", ProgramsAnswer, of),
    )
    scores, visits = await asyncio.gather(
        few.read("patientScores", ScoresAnswer, of), few.read("patientVisits", VisitsAnswer, of)
    )
    names = await named(view, programs)
    fields = {
        **about(view, frame, names),
        "work": work_of(today),
        "lately": lately_of(frame, sessions, symptoms, barriers, scores, visits, names, LATELY_DAYS),
        "regions": list(BodyRegion),
        "sides": [side for side in Side if side is not Side.NONE],
        "kinds": list(SymptomKind),
        "timings": list(Timing),
        "reasons": list(BarrierReason),
        "signs": list(RedFlagSign),
        "instruments": INSTRUMENTS,
        "visit_kinds": list(VisitKind),
        "joints": list(Joint),
        "movements": list(Movement),
    }
    return Shown("patient/log.html", frame.name or view.words("Patient without a name"), fields)


def work_of(answer: TodayAnswer) -> list[Work]:
    """All that is prescribed, what is due today first."""
    if answer.today is None:
        return []
    left = {due.prescription.prescription_id: due.left for due in answer.today.due}
    all_of_it = [each for program in answer.today.programs for each in program.prescriptions]
    found = [Work(each, left.get(each.prescription_id)) for each in all_of_it]
    return sorted(found, key=lambda work: work.left is None)
