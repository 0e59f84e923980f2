"""What one look at the servers found: the same for dashboards, for `carryover status` and for the operations page."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class ReaderStanding(Struct, frozen=True, kw_only=True):
    """A reader of the log, in the organisation where it stands worst."""

    reader: str
    positions: int  # unread events
    seconds: float  # age of the oldest one
    parked: int = 0  # subjects set aside, in all organisations
    other_code: int = 0  # organisations whose rows another version of its code made


class DueStanding(Struct, frozen=True, kw_only=True):
    what: str  # rounds, reminders, alerts, others
    waiting: int  # due, and in nobody's hands
    late_seconds: float  # of the most overdue


class HookStanding(Struct, frozen=True, kw_only=True):
    waiting: int  # news of webhooks that are neither paused nor stopped
    late_seconds: float
    paused: int  # webhooks
    stopped: int


class DatabaseStanding(Struct, frozen=True, kw_only=True):
    """None where it cannot be known: no archive, no slot, or no right to see others' transactions."""

    bytes: int
    connections: int
    connections_most: int
    oldest_transaction_seconds: float | None
    long_transactions: int | None
    oldest_snapshot_transactions: int
    freeze_age_transactions: int
    slot_bytes: int | None  # of the slot furthest behind
    archive_age_seconds: float | None
    archive_failing: bool
    backup_age_seconds: Mapping[str, float]  # of log and keys, where a folder is named; infinite: it holds none


class Sighting(Struct, frozen=True, kw_only=True):
    at: datetime  # real, UTC
    took_seconds: float
    organisations: int
    events: int
    last_append: datetime | None  # by the clocks of the organisations
    readers: list[ReaderStanding]
    due: list[DueStanding]
    in_hand: int
    retrying: Mapping[str, int]  # by kind of effect
    dead: Mapping[str, int]
    hooks: HookStanding
    database: DatabaseStanding


class QueueStanding(Struct, frozen=True, kw_only=True):
    """None where the broker does not answer."""

    waiting: Mapping[str, int] | None  # messages by queue
