"""What the clinic decides about a patient: enrolling, assigning, and changing the program when it must."""

from collections.abc import Iterator
from typing import Any

from domain.patient.commands import (
    DischargePatient,
    EnrolPatient,
    RecordConsent,
    SetContactPreferences,
    SetPatientZone,
)
from domain.patient.events import Channel, DischargeReason, Purpose
from domain.program.commands import (
    AdviseRest,
    AssignProgram,
    CompleteProgram,
    PauseProgram,
    ResumeProgram,
    ReviseProgram,
)
from domain.program.events import PauseReason
from services.demo.case import ABROAD, DAY, Case, Wish
from services.demo.plan import Plan


def treatment(case: Case, plan: Plan) -> Iterator[Wish]:
    yield from _arrival(case, plan)
    yield from _changes(case, plan)
    yield from _journey(case)


def _arrival(case: Case, plan: Plan) -> Iterator[Wish]:
    hour, person, who = case.hour, case.person, case.patient_id
    at = case.moment(case.first_day, hour)
    enrolled = case.decided(
        EnrolPatient,
        "enrolled",
        at,
        patient_id=who,
        clinic_id=case.clinic_id,
        zone=case.home,
        language=person.language,
        therapist_id=case.therapist_id,
    )
    yield Wish(enrolled.by, enrolled.command, {"name": person.name, "email": person.email})
    for minutes, purpose in ((4, Purpose.TREATMENT), (5, Purpose.REMINDERS), (6, Purpose.SHARING)):
        at = case.moment(case.first_day, hour + minutes / 60)
        yield case.decided(RecordConsent, purpose, at, patient_id=who, purpose=purpose, text_version="2026-1")
    at = case.moment(case.first_day, hour + 0.15)
    channels = (Channel.EMAIL, Channel.PUSH) if case.number % 3 else (Channel.EMAIL,)
    yield case.decided(
        SetContactPreferences, "contact", at, patient_id=who, channels=channels, language=person.language
    )
    at = case.moment(case.first_day, hour + 0.7)
    yield case.decided(
        AssignProgram,
        "assigned",
        at,
        patient_id=who,
        program_id=case.program_id,
        prescriptions=plan.first,
        effective=case.first_day + DAY,
    )


def _changes(case: Case, plan: Plan) -> Iterator[Wish]:
    program: dict[str, Any] = {"patient_id": case.patient_id, "program_id": case.program_id}
    if plan.revised_on:
        at = case.moment(plan.revised_on, case.hour + 0.4)
        yield case.decided(ReviseProgram, "revised", at, prescriptions=plan.revised, **program)
    if plan.rest:
        at = case.moment(plan.rest[0] - DAY, case.hour + 0.5)
        yield case.decided(AdviseRest, "rest", at, first_day=plan.rest[0], last_day=plan.rest[1], **program)
    if plan.pause:
        at = case.moment(plan.pause[0] - DAY, 16.2)
        reason = PauseReason.UNWELL
        yield case.decided(PauseProgram, "paused", at, first_day=plan.pause[0], reason=reason, **program)
        at = case.moment(plan.pause[1], 11.3)
        yield case.decided(ResumeProgram, "resumed", at, first_day=plan.pause[1] + DAY, **program)
    if plan.last_day:
        at = case.moment(plan.last_day, case.hour + 0.6)
        yield case.decided(CompleteProgram, "completed", at, last_day=plan.last_day, **program)
        reason_of_leaving = DischargeReason.GOALS_MET
        at = case.moment(plan.last_day, case.hour + 0.7)
        yield case.decided(DischargePatient, "discharged", at, patient_id=case.patient_id, reason=reason_of_leaving)


def _journey(case: Case) -> Iterator[Wish]:
    """The app notices that the clocks around it have changed."""
    if case.journey is None:
        return
    for name, zone, since in (("left", ABROAD, case.journey[0]), ("returned", case.home, case.journey[1])):
        wish = case.decided(SetPatientZone, name, since, patient_id=case.patient_id, zone=zone, since=since)
        yield Wish(case.app, wish.command)
