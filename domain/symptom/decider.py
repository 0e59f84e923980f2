"""Reporting a symptom (ReportPain and its siblings), correcting the report and taking it back."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, UnsetType

from domain.decider import Decider, Need, Report, Seen, clock_shift
from domain.patient.state import clinic_of
from domain.rejections import refused
from domain.reports import Reported, arrived, belongs_to, taken_back
from domain.symptom.events import EVENTS, SymptomCorrected, SymptomEvent, SymptomReported, SymptomRetracted
from domain.values import BodyRegion, Instant, Level, Side, SymptomKind, Timing, ZoneName
from domain.zones import shifted


class ReportPain(Report):
    """All symptom kinds, pain first. The report's id is the command's id."""

    region: BodyRegion
    level: Level
    kind: SymptomKind = SymptomKind.PAIN
    side: Side = Side.NONE
    timing: Timing = Timing.AT_REST
    session_id: UUID | None = None
    exercise_id: UUID | None = None
    private: str | None = None


class CorrectSymptom(Report):
    """`occurred_at` is when the correction was made, by the sender's claim."""

    symptom_id: UUID
    moved_to: Instant | UnsetType = UNSET
    moved_zone: ZoneName | UnsetType = UNSET
    kind: SymptomKind | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    region: BodyRegion | UnsetType = UNSET
    side: Side | UnsetType = UNSET
    timing: Timing | UnsetType = UNSET
    session_id: UUID | UnsetType | None = UNSET
    exercise_id: UUID | UnsetType | None = UNSET


class RetractSymptom(Report):
    symptom_id: UUID


SymptomCommand = ReportPain | CorrectSymptom | RetractSymptom


def decide(command: SymptomCommand, symptom: Reported, seen: Seen) -> Sequence[SymptomEvent]:
    clinic_id = clinic_of(seen, command.patient_id)
    match command:
        case ReportPain():
            return report(command, symptom, clinic_id)
        case CorrectSymptom():
            return correct(command, symptom)
        case RetractSymptom():
            return retract(command, symptom)
        case _:
            assert_never(command)


def report(command: ReportPain, symptom: Reported, clinic_id: UUID) -> Sequence[SymptomReported]:
    if symptom.patient_id is not None:
        return []
    return [
        SymptomReported(
            patient_id=command.patient_id,
            clinic_id=clinic_id,
            kind=command.kind,
            level=command.level,
            region=command.region,
            provenance=command.provenance,
            side=command.side,
            timing=command.timing,
            session_id=command.session_id,
            exercise_id=command.exercise_id,
            private=command.private,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def correct(command: CorrectSymptom, symptom: Reported) -> Sequence[SymptomCorrected]:
    """Stored even when the same was said before, or after a retraction: a repeat is known by its id alone."""
    given = (
        command.moved_to,
        command.moved_zone,
        command.kind,
        command.level,
        command.region,
        command.side,
        command.timing,
        command.session_id,
        command.exercise_id,
    )
    if all(field is UNSET for field in given):
        raise refused("nothing_to_correct")
    belongs_to(symptom, command.patient_id)
    return [
        SymptomCorrected(
            patient_id=command.patient_id,
            symptom_id=command.symptom_id,
            moved_to=UNSET if isinstance(command.moved_to, UnsetType) else shifted(command.moved_to, 0),
            moved_zone=command.moved_zone,
            kind=command.kind,
            level=command.level,
            region=command.region,
            side=command.side,
            timing=command.timing,
            session_id=command.session_id,
            exercise_id=command.exercise_id,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def retract(command: RetractSymptom, symptom: Reported) -> Sequence[SymptomRetracted]:
    belongs_to(symptom, command.patient_id)
    if command.patient_id in symptom.retracted_for:
        return []
    return [SymptomRetracted(patient_id=command.patient_id, symptom_id=command.symptom_id)]


def evolve(symptom: Reported, event: SymptomEvent) -> Reported:
    match event:
        case SymptomReported():
            return arrived(symptom, event.patient_id)
        case SymptomCorrected():
            return symptom
        case SymptomRetracted():
            return taken_back(symptom, event.patient_id)
        case _:
            assert_never(event)


def stream(command: SymptomCommand) -> UUID:
    return command.command_id if isinstance(command, ReportPain) else command.symptom_id


SYMPTOM = Decider(
    kind="symptom",
    empty=Reported(),
    commands=(ReportPain, CorrectSymptom, RetractSymptom),
    events=EVENTS,
    stream=stream,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("patient", command.patient_id)],
    opens=frozenset({ReportPain}),
)
