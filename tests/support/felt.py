"""Symptom reports as they stand, in June 2026: pain of the knee at rest, unless said otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.symptom.record import Felt, Symptom
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing

PATIENT, CLINIC = UUID(int=1), UUID(int=9)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday."""


def on(day: int, hour: float = 12) -> datetime:
    """An hour of a day in June, UTC."""
    return JUNE + timedelta(days=day - 1, hours=hour)


def felt(number: int, level: int, at: datetime, **other: Any) -> Symptom:
    """Report `number`; the level is in tenths of a point."""
    said = {
        "patient_id": PATIENT,
        "clinic_id": CLINIC,
        "kind": SymptomKind.PAIN,
        "region": BodyRegion.KNEE,
        "side": Side.NONE,
        "timing": Timing.AT_REST,
        "provenance": Provenance.PATIENT,
        **other,
    }
    return Symptom(UUID(int=number), Felt(felt_at=at, level=level, **said))


def daily(*levels: int, **other: Any) -> list[Symptom]:
    """A report at noon of each day from the first of June on."""
    return [felt(day, level, on(day), **other) for day, level in enumerate(levels, start=1)]
