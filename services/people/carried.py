"""A duplicate's reports as those of the patient who is kept: under ids that follow from the old ones, so that carrying
them over again meets what is there."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from msgspec import UNSET
from msgspec.structs import replace

from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.decider import Event
from domain.program.state import Programs
from domain.score.events import ScoreRecorded
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import Entry, Side
from domain.visit.events import VisitCancelled, VisitRecorded, VisitScheduled

CARRIED: frozenset[type[Event]] = frozenset(
    {
        SessionLogged,
        SessionCorrected,
        SessionRetracted,
        SymptomReported,
        SymptomCorrected,
        SymptomRetracted,
        BarrierReported,
        BarrierRetracted,
        ScoreRecorded,
        VisitScheduled,
        VisitCancelled,
        VisitRecorded,
    }
)
"""What was done, felt, said and measured. What was decided about the duplicate ends with it."""

NAMES_A_REPORT = ("session_id", "symptom_id", "barrier_id", "visit_id")

Work = tuple[UUID, Side]
"""An exercise and its side."""


def new_id(kept: UUID, old: UUID) -> UUID:
    """The id under which something of a duplicate is the kept one's."""
    return uuid5(kept, str(old))


def works_of(programs: Programs) -> Mapping[UUID, Work]:
    """What each of a patient's prescriptions was, by its id."""
    return MappingProxyType(
        {
            prescription.prescription_id: (prescription.exercise_id, prescription.side)
            for program in programs.by_id.values()
            for version in program.versions
            for prescription in version.prescriptions
        }
    )


def carried(event: Event, kept: UUID, works: Mapping[UUID, Work], private: str | None) -> Event:
    """The event as the kept one's. `private`: the digest of its texts, sealed for that one; None where it has none.

    What was done goes by exercise and side: the duplicate's prescriptions are none of the other's.
    """
    changed: dict[str, Any] = {"patient_id": kept}
    for name in NAMES_A_REPORT:
        old = getattr(event, name, None)
        if isinstance(old, UUID):
            changed[name] = new_id(kept, old)
    if "private" in event.__struct_fields__:
        changed["private"] = private
    entries = getattr(event, "entries", UNSET)
    if entries is not UNSET:
        changed["entries"] = tuple(_entry(entry, works) for entry in entries)
    return replace(event, **changed)


def _entry(entry: Entry, works: Mapping[UUID, Work]) -> Entry:
    if entry.prescription_id is None:
        return entry
    exercise_id, side = entry.exercise_id, entry.side
    if exercise_id is None:
        exercise_id, side = works.get(entry.prescription_id, (None, side))
    return replace(entry, prescription_id=None, exercise_id=exercise_id, side=side)
