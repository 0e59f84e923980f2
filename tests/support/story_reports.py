"""What a story's patients report: sessions, symptoms, barriers and scores, late, doubled, corrected and taken back."""

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.score.events import ScoreRecorded
from domain.score.instruments import InstrumentName
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import BarrierReason, BodyRegion, Entry, Prescription, Provenance, Side, SymptomKind, Timing
from tests.support.feed import Told
from tests.support.story_draws import BEGIN, NOW, drawn_moment, drawn_told


def _entry(chance: random.Random, prescription: Prescription) -> Entry:
    pain = chance.choice([None, None, 20, 65])
    if chance.random() < 0.5:
        return Entry(prescription_id=prescription.prescription_id, sets=chance.randrange(5), pain=pain)
    return Entry(exercise_id=prescription.exercise_id, side=prescription.side, reps=chance.randrange(40), pain=pain)


def sessions(
    chance: random.Random, patient_id: UUID, patients: tuple[UUID, ...], prescriptions: tuple[Prescription, ...]
) -> Iterator[Told]:
    for _ in range(24):
        entries = tuple(_entry(chance, p) for p in chance.sample(prescriptions, chance.randrange(3)))
        logged = SessionLogged(
            patient_id=patient_id,
            clinic_id=patient_id,
            entries=entries,
            provenance=chance.choice([Provenance.PATIENT, Provenance.PATIENT, Provenance.INFERRED]),
            in_clinic=chance.random() < 0.1,
            clock_shift=chance.choice([0, 0, 0, 90_000]),
        )
        told = drawn_told(chance, logged, drawn_moment(chance))
        yield told
        target: dict[str, Any] = {
            "session_id": told.event_id,
            "patient_id": chance.choice([patient_id, patient_id, *patients]),
        }
        for _ in range(chance.choice([0, 0, 1, 2, 3])):
            yield drawn_told(chance, SessionCorrected(**target, moved_to=drawn_moment(chance)), drawn_moment(chance))
            yield drawn_told(chance, SessionCorrected(**target, entries=(_entry(chance, prescriptions[1]),)), BEGIN)
        if chance.random() < 0.15:
            yield drawn_told(chance, SessionRetracted(**target), NOW)


def symptoms(
    chance: random.Random, patient_id: UUID, patients: tuple[UUID, ...], exercises: list[UUID]
) -> Iterator[Told]:
    for _ in range(16):
        reported = SymptomReported(
            patient_id=patient_id,
            clinic_id=patient_id,
            kind=chance.choice([SymptomKind.PAIN, SymptomKind.SORENESS]),
            level=chance.randrange(101),
            region=chance.choice([BodyRegion.KNEE, BodyRegion.HIP]),
            side=chance.choice([Side.LEFT, Side.RIGHT]),
            timing=chance.choice(list(Timing)),
            provenance=Provenance.PATIENT,
            exercise_id=chance.choice([None, *exercises]),
        )
        told = drawn_told(chance, reported, drawn_moment(chance))
        yield told
        target: dict[str, Any] = {
            "symptom_id": told.event_id,
            "patient_id": chance.choice([patient_id, patient_id, *patients]),
        }
        for _ in range(chance.choice([0, 0, 1, 2])):
            yield drawn_told(chance, SymptomCorrected(**target, level=chance.randrange(101)), drawn_moment(chance))
            yield drawn_told(chance, SymptomCorrected(**target, moved_to=drawn_moment(chance), exercise_id=None), BEGIN)
        if chance.random() < 0.2:
            yield drawn_told(chance, SymptomRetracted(**target), NOW)


def barriers(chance: random.Random, patient_id: UUID, exercises: list[UUID]) -> Iterator[Told]:
    for _ in range(5):
        reported = BarrierReported(
            patient_id=patient_id,
            clinic_id=patient_id,
            reason=chance.choice([*BarrierReason, *[BarrierReason.HURTS] * 4]),
            provenance=Provenance.PATIENT,
            exercise_id=chance.choice([None, *exercises]),
        )
        told = drawn_told(chance, reported, drawn_moment(chance))
        yield told
        if chance.random() < 0.3:
            yield drawn_told(chance, BarrierRetracted(patient_id=patient_id, barrier_id=told.event_id), NOW)


def scores(chance: random.Random, patient_id: UUID) -> Iterator[Told]:
    for _ in range(4):
        recorded = ScoreRecorded(
            patient_id=patient_id,
            clinic_id=patient_id,
            instrument=chance.choice([InstrumentName.PSFS, InstrumentName.LEFS]),
            value=10 * chance.randrange(11),
            provenance=Provenance.PATIENT,
        )
        yield drawn_told(chance, recorded, drawn_moment(chance))
