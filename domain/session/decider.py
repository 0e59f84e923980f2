"""Logging a session, correcting it and taking it back. A report is never refused because of a program or a clock."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, UnsetType

from domain.decider import Decider, Need, Report, Seen, clock_shift
from domain.patient.state import clinic_of
from domain.rejections import refused
from domain.reports import Reported, arrived, belongs_to, taken_back
from domain.session.events import (
    EVENTS,
    Entries,
    Seconds,
    SessionCorrected,
    SessionEvent,
    SessionLogged,
    SessionRetracted,
)
from domain.values import Instant, Level, ZoneName
from domain.zones import shifted


class LogSession(Report):
    """The session's id is the command's id."""

    entries: Entries = ()
    in_clinic: bool = False
    duration_seconds: Seconds | None = None
    effort: Level | None = None
    private: str | None = None


class CorrectSession(Report):
    """`occurred_at` is when the correction was made, by the sender's claim."""

    session_id: UUID
    moved_to: Instant | UnsetType = UNSET
    moved_zone: ZoneName | UnsetType = UNSET
    entries: Entries | UnsetType = UNSET
    in_clinic: bool | UnsetType = UNSET
    duration_seconds: Seconds | UnsetType | None = UNSET
    effort: Level | UnsetType | None = UNSET


class RetractSession(Report):
    session_id: UUID


SessionCommand = LogSession | CorrectSession | RetractSession


def decide(command: SessionCommand, session: Reported, seen: Seen) -> Sequence[SessionEvent]:
    clinic_id = clinic_of(seen, command.patient_id)
    match command:
        case LogSession():
            return log(command, session, clinic_id)
        case CorrectSession():
            return correct(command, session)
        case RetractSession():
            return retract(command, session)
        case _:
            assert_never(command)


def log(command: LogSession, session: Reported, clinic_id: UUID) -> Sequence[SessionLogged]:
    if session.patient_id is not None:
        return []
    return [
        SessionLogged(
            patient_id=command.patient_id,
            clinic_id=clinic_id,
            entries=command.entries,
            provenance=command.provenance,
            in_clinic=command.in_clinic,
            duration_seconds=command.duration_seconds,
            effort=command.effort,
            private=command.private,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def correct(command: CorrectSession, session: Reported) -> Sequence[SessionCorrected]:
    """Stored even when the same was said before, or after a retraction: a repeat is known by its id alone."""
    given = (
        command.moved_to,
        command.moved_zone,
        command.entries,
        command.in_clinic,
        command.duration_seconds,
        command.effort,
    )
    if all(field is UNSET for field in given):
        raise refused("nothing_to_correct")
    belongs_to(session, command.patient_id)
    return [
        SessionCorrected(
            patient_id=command.patient_id,
            session_id=command.session_id,
            moved_to=UNSET if isinstance(command.moved_to, UnsetType) else shifted(command.moved_to, 0),
            moved_zone=command.moved_zone,
            entries=command.entries,
            in_clinic=command.in_clinic,
            duration_seconds=command.duration_seconds,
            effort=command.effort,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def retract(command: RetractSession, session: Reported) -> Sequence[SessionRetracted]:
    belongs_to(session, command.patient_id)
    if command.patient_id in session.retracted_for:
        return []
    return [SessionRetracted(patient_id=command.patient_id, session_id=command.session_id)]


def evolve(session: Reported, event: SessionEvent) -> Reported:
    match event:
        case SessionLogged():
            return arrived(session, event.patient_id)
        case SessionCorrected():
            return session
        case SessionRetracted():
            return taken_back(session, event.patient_id)
        case _:
            assert_never(event)


def stream(command: SessionCommand) -> UUID:
    return command.command_id if isinstance(command, LogSession) else command.session_id


SESSION = Decider(
    kind="session",
    empty=Reported(),
    commands=(LogSession, CorrectSession, RetractSession),
    events=EVENTS,
    stream=stream,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("patient", command.patient_id)],
    opens=frozenset({LogSession}),
)
