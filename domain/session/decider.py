"""Logging a session, correcting it and taking it back. A report is never refused because of a program or a clock."""

from uuid import UUID

from msgspec import UNSET, UnsetType

from domain.decider import Report
from domain.session.events import Entries, Seconds
from domain.values import Instant, Level, ZoneName


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
