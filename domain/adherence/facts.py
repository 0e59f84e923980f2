"""A session as it stands after its corrections, whatever the order in which they and the log arrived."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import astuple, replace

from domain.corrections import as_corrected, with_correction, with_retraction
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.values import Entry, Level, Provenance
from domain.zones import shifted


class Logged(Struct, frozen=True, omit_defaults=True):
    """What the first report of a session said: its patient, then the fields of `SessionFact` in their order."""

    patient_id: UUID
    happened_at: datetime  # UTC, by a clock set right
    entries: tuple[Entry, ...]
    provenance: Provenance
    in_clinic: bool = False
    zone: str | None = None  # as the sender gave it: shown, never used
    duration_seconds: int | None = None
    effort: Level | None = None
    shifted_by: int = 0  # seconds that were added to the sender's times


class Correction(Struct, frozen=True, omit_defaults=True):
    """The fields a correction gives (domain.corrections)."""

    made_at: datetime  # UTC, by a clock set right
    event_id: UUID
    patient_id: UUID
    happened_at: datetime | UnsetType = UNSET  # UTC, by a clock set right
    entries: tuple[Entry, ...] | UnsetType = UNSET
    in_clinic: bool | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    duration_seconds: int | UnsetType | None = UNSET
    effort: Level | UnsetType | None = UNSET


CORRECTABLE = ("happened_at", "entries", "in_clinic", "zone", "duration_seconds", "effort")


class SessionRecord(Struct, frozen=True, omit_defaults=True):
    """All that was said of one session: the same bytes for any order of arrival and any number of repeats."""

    session_id: UUID
    logged: Logged | None = None
    corrections: tuple[Correction, ...] = ()  # the one that wins last
    retracted_for: tuple[UUID, ...] = ()  # the patients for whom it was taken back, in order


class SessionFact(Struct, frozen=True, array_like=True):
    """A session that stands. Judging looks at the first five fields; the others are shown."""

    session_id: UUID
    happened_at: datetime  # UTC, by a clock set right
    entries: tuple[Entry, ...]
    provenance: Provenance
    in_clinic: bool
    zone: str | None = None
    duration_seconds: int | None = None
    effort: Level | None = None
    shifted_by: int = 0


def session_id_of(event: SessionEvent, event_id: UUID) -> UUID:
    """The session an event speaks of; a log's own id is the session's."""
    return event_id if isinstance(event, SessionLogged) else event.session_id


def as_logged(event: SessionLogged, session_id: UUID, occurred_at: datetime, zone: str | None = None) -> SessionFact:
    """The session as its log alone tells it; `occurred_at` and `zone` are the sender's claim."""
    return SessionFact(
        session_id,
        shifted(occurred_at, event.clock_shift),
        event.entries,
        event.provenance,
        event.in_clinic,
        zone,
        event.duration_seconds,
        event.effort,
        event.clock_shift,
    )


def record_of(fact: SessionFact, patient_id: UUID) -> SessionRecord:
    """All that was said of a session of which only its log has spoken."""
    return SessionRecord(fact.session_id, Logged(patient_id, *astuple(fact)[1:]))


def only_logged(record: SessionRecord) -> bool:
    """Whether the log is here and nothing else was said."""
    return record.logged is not None and not record.corrections and not record.retracted_for


def merge(
    record: SessionRecord, event: SessionEvent, event_id: UUID, occurred_at: datetime, zone: str | None = None
) -> SessionRecord:
    """The record with one more event, whether it is the log, a correction or a retraction."""
    match event:
        case SessionLogged():
            return merge_logged(record, event, occurred_at, zone)
        case SessionCorrected():
            return merge_correction(record, event, event_id, occurred_at)
        case SessionRetracted():
            return merge_retraction(record, event)
        case _:
            assert_never(event)


def merge_logged(
    record: SessionRecord, event: SessionLogged, occurred_at: datetime, zone: str | None = None
) -> SessionRecord:
    """The record with its log; `occurred_at` and `zone` are the sender's claim."""
    fact = as_logged(event, record.session_id, occurred_at, zone)
    return replace(record, logged=record_of(fact, event.patient_id).logged)


def merge_correction(
    record: SessionRecord, event: SessionCorrected, event_id: UUID, occurred_at: datetime
) -> SessionRecord:
    """The record with one more correction, made at `occurred_at` by the sender's claim."""
    correction = Correction(
        made_at=shifted(occurred_at, event.clock_shift),
        event_id=event_id,
        patient_id=event.patient_id,
        happened_at=UNSET if event.moved_to is UNSET else shifted(event.moved_to, event.clock_shift),
        entries=event.entries,
        in_clinic=event.in_clinic,
        zone=event.moved_zone,
        duration_seconds=event.duration_seconds,
        effort=event.effort,
    )
    return replace(record, corrections=with_correction(record.corrections, correction))


def merge_retraction(record: SessionRecord, event: SessionRetracted) -> SessionRecord:
    """The record of a session that was taken back."""
    return replace(record, retracted_for=with_retraction(record.retracted_for, event.patient_id))


def settle(record: SessionRecord) -> SessionFact | None:
    """The session as it stands; None while its log has not arrived, and after it was taken back."""
    logged = record.logged
    if logged is None or logged.patient_id in record.retracted_for:
        return None
    stands = as_corrected(logged, logged.patient_id, record.corrections, CORRECTABLE)
    return SessionFact(record.session_id, *astuple(stands)[1:])
