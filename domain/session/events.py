"""What happens to one bout of exercise. Corrections and retractions may arrive before what they correct."""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from domain.decider import Event
from domain.values import Entry, Instant, Level, Provenance, ZoneName

Seconds = Annotated[int, Meta(ge=0, le=86_400)]
Entries = Annotated[tuple[Entry, ...], Meta(max_length=100)]


class SessionLogged(Event):
    """When it was is the event's `occurred_at`; the session's id is the event's."""

    patient_id: UUID
    clinic_id: UUID = field(name="_clinic_id")  # where the patient was when it arrived
    entries: Entries
    provenance: Provenance
    in_clinic: bool = False  # done under the therapist's eyes: shown, never counted
    duration_seconds: Seconds | None = None
    effort: Level | None = None
    private: str | None = None  # keyed digest of the vault's item of this event: a note
    clock_shift: int = field(name="_clock_shift", default=0)  # seconds to add to the sender's times


class SessionCorrected(Event):
    """The fields given replace; of several corrections the one made latest by its own claim, then by event id."""

    corrects: ClassVar[str] = "session_id"

    patient_id: UUID
    session_id: UUID
    moved_to: Instant | UnsetType = UNSET
    moved_zone: ZoneName | UnsetType = UNSET
    entries: Entries | UnsetType = UNSET
    in_clinic: bool | UnsetType = UNSET
    duration_seconds: Seconds | UnsetType | None = UNSET
    effort: Level | UnsetType | None = UNSET
    clock_shift: int = field(name="_clock_shift", default=0)


class SessionRetracted(Event):
    """It never happened. Final."""

    corrects: ClassVar[str] = "session_id"

    patient_id: UUID
    session_id: UUID


SessionEvent = SessionLogged | SessionCorrected | SessionRetracted

EVENTS: dict[str, type[Event]] = {
    "session.logged": SessionLogged,
    "session.corrected": SessionCorrected,
    "session.retracted": SessionRetracted,
}
