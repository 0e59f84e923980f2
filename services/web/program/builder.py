"""A program built anew or revised: what runs, what is known, and everything that it can be made from."""

from datetime import date
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from msgspec import Struct

from domain.values import BodyRegion, CueKind, Prescription
from projections.alert_inbox.queries import InboxAlert
from services.http.alerts import AlertAnswer
from services.http.exercise_library.templates import TemplateShown
from services.http.exercise_pain import ClinicExercisePainAnswer, PatientExercisePainAnswer
from services.http.exercises import ExerciseLine
from services.http.patients import PatientAnswer, TodayAnswer
from services.http.people.programs import ProgramLine, ProgramsAnswer
from services.http.problems import Problem
from services.http.ratings import encode
from services.web.common.exercises import found
from services.web.exercise_library.browse import AT_ONCE, BrowseQuery
from services.web.exercise_library.cards import DEFICITS, REGIONS, card, equipment_in
from services.web.exercise_library.templates import all_templates
from services.web.page import Elsewhere, Shown
from services.web.program import data
from services.web.program.sentences import sentence_words
from services.web.view import View

NEW = "new"
OF_EXERCISES = frozenset({"hurts", "over_the_band"})
"""The rules whose alerts are about one exercise; some about all have an empty scope."""


class BuilderQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`program`: which of several that run, or `new`. `from_alert`: the alert that a revision answers."""

    program: str | None = None
    from_alert: UUID | None = None


class Told(NamedTuple):
    """What the API says of the patient."""

    patient: PatientAnswer
    today: date
    programs: ProgramsAnswer
    alert: InboxAlert | None


async def builder(view: View) -> Shown | Elsewhere:
    told = await _told(view)
    lines = await found(view, retired=True)
    candidates = data.running(told.programs.programs, told.today)
    hurting = _exercise_of(told.alert)
    program = _chosen(view.query.program, candidates, hurting)
    prescriptions = program.versions[-1].prescriptions if program else ()
    region = _region_of(lines, [hurting] if hurting else [each.exercise_id for each in prescriptions])
    usable = [line for line in lines if not line.retired]
    offered = sorted(usable, key=lambda line: line.region != region)
    name = told.patient.person.name if told.patient.person and told.patient.person.name else view.words("Patient")
    may_change = view.may("reviseProgram" if program else "assignProgram")
    here = {line.exercise_id: card(line) for line in lines if line.exercise_id in _named(prescriptions)}
    return Shown(
        "program/builder.html",
        view.words("Program of %(name)s", name=name),
        {
            "patient_id": told.programs.patient_id,
            "told": encode(await _data(view, told, program, lines)).decode(),
            "words_told": sentence_words(view.words),
            "program": program,
            "running": candidates,
            "ended": view.query.program != NEW and not candidates and bool(told.programs.programs),
            "cards_here": here,
            "prescriptions": prescriptions,
            "query": BrowseQuery(),
            "cards": [card(line) for line in offered[:AT_ONCE]],
            "number": len(offered),
            "regions": REGIONS,
            "deficits": DEFICITS,
            "cues": tuple(CueKind),
            "equipment": equipment_in(usable),
            "alert": told.alert,
            "hurting": next((line.name for line in lines if line.exercise_id == hurting), None),
            "today": told.today,
            "may_change": may_change,
            "short_days": [format_date(date(2024, 1, day), "EEE", locale=view.viewer.language) for day in range(1, 8)],
            "long_days": [format_date(date(2024, 1, day), "EEEE", locale=view.viewer.language) for day in range(1, 8)],
        },
    )


async def _told(view: View) -> Told:
    path = {"patient_id": view.path["patient_id"]}
    patient = await view.read("onePatient", PatientAnswer, path)
    today = (await view.read("patientToday", TodayAnswer, path)).today
    programs = await view.read("patientPrograms", ProgramsAnswer, path)
    alert = None
    if view.query.from_alert is not None:
        answer = await view.read("oneAlert", AlertAnswer, {"alert_id": view.query.from_alert})
        if answer.alert.patient_id != programs.patient_id:
            raise Problem("unknown_alert")
        alert = answer.alert if answer.alert.status != "resolved" else None
    zone = ZoneInfo(today.zone) if today else view.viewer.zone
    return Told(patient, today.day if today else view.now.astimezone(zone).date(), programs, alert)


async def _data(view: View, told: Told, program: ProgramLine | None, lines: list[ExerciseLine]) -> data.BuilderData:
    path = {"patient_id": told.programs.patient_id}
    in_care = told.patient.patient
    own = await view.read("patientExercisePain", PatientExercisePainAnswer, path)
    here = None
    if in_care is not None and view.viewer.clinic(in_care.clinic_id) is not None:
        here = await view.read("clinicExercisePain", ClinicExercisePainAnswer, {"clinic_id": in_care.clinic_id})
    return data.BuilderData(
        patient_id=told.programs.patient_id,
        version=told.programs.version,
        today=told.today,
        program_id=program.program_id if program else None,
        program_version=len(program.versions) if program else 0,
        prescriptions=program.versions[-1].prescriptions if program else (),
        meanings=data.meanings(program),
        exercises=data.known(lines),
        pain_here=data.pain_here(here),
        pain_of_patient=data.pain_of_patient(own),
        sources=[*_versions(view, told.programs, program), *map(data.of_template, await _templates(view))],
        usual=data.USUAL,
        alert_id=told.alert.alert_id if told.alert else None,
        alert_exercise=_exercise_of(told.alert),
    )


async def _templates(view: View) -> list[TemplateShown]:
    return await all_templates(view) if view.may("listTemplates") else []


def _versions(view: View, programs: ProgramsAnswer, now: ProgramLine | None) -> list[data.Source]:
    """What this patient was given before, the newest first; not what is being revised."""
    sources = []
    for program in reversed(programs.programs):
        for version in reversed(program.versions):
            if program is now and version is program.versions[-1]:
                continue
            day = format_date(version.effective, "long", locale=view.viewer.language)
            sources.append(data.Source(view.words("From %(day)s", day=day), data.copies(version.prescriptions)))
    return sources


def _chosen(named: str | None, candidates: list[ProgramLine], hurting: UUID | None) -> ProgramLine | None:
    """The program that is meant: as the address says, else the one with what hurts, else the newest."""
    if named == NEW:
        return None
    if named is not None:
        found_ = next((each for each in candidates if str(each.program_id) == named), None)
        if found_ is None:
            raise Problem("unknown_program")
        return found_
    with_it = [each for each in candidates if hurting in _named(each.versions[-1].prescriptions)]
    return next(iter([*with_it, *candidates]), None)


def _named(prescriptions: tuple[Prescription, ...]) -> set[UUID]:
    return {each.exercise_id for each in prescriptions}


def _exercise_of(alert: InboxAlert | None) -> UUID | None:
    """The exercise that an alert is about, where it is about one."""
    return UUID(alert.scope) if alert is not None and alert.rule in OF_EXERCISES and alert.scope else None


def _region_of(lines: list[ExerciseLine], exercise_ids: list[UUID]) -> BodyRegion | None:
    """Where most of these are for: what is looked for next is likely near it."""
    of = {line.exercise_id: line.region for line in lines}
    regions = [of[each] for each in exercise_ids if each in of]
    return max(regions, key=regions.count, default=None)
