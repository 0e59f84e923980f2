"""Corrections and retractions of a report: the fields given replace, the one made latest wins, a retraction is final.

Of several corrections the latest by its own claim wins, then the greater event id (product.md, Adherence 8). What
names another patient than the report counts for nothing, so nobody changes a stranger's report.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from msgspec import UNSET, Struct
from msgspec.structs import replace


class Correction(Protocol):
    """A correction has fields named like the report's, UNSET where it says nothing of them."""

    @property
    def made_at(self) -> datetime: ...  # UTC, by a clock set right
    @property
    def event_id(self) -> UUID: ...
    @property
    def patient_id(self) -> UUID: ...


C = TypeVar("C", bound=Correction)
R = TypeVar("R", bound=Struct)


def with_correction(known: Iterable[C], correction: C) -> tuple[C, ...]:
    """The corrections with one more, the one that wins last; the same again changes nothing."""
    others = (other for other in known if other.event_id != correction.event_id)
    return tuple(sorted((*others, correction), key=lambda each: (each.made_at, each.event_id)))


def with_retraction(retracted_for: Iterable[UUID], patient_id: UUID) -> tuple[UUID, ...]:
    """The patients for whom a report was taken back, with one more, in order."""
    return tuple(sorted({*retracted_for, patient_id}))


def as_corrected(report: R, patient_id: UUID, corrections: Iterable[Correction], fields: Sequence[str]) -> R:
    """The patient's report with what these corrections, the winning one last, give of its fields."""
    given = {
        field: value
        for correction in corrections
        if correction.patient_id == patient_id
        for field in fields
        if (value := getattr(correction, field)) is not UNSET
    }
    return replace(report, **given) if given else report
