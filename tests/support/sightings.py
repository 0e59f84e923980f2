"""A look at the servers that found something of everything, and what a process tells whoever scrapes it."""

from datetime import UTC, datetime

from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from services.measured.found import Found
from services.measured.overview import Overview
from services.measured.parts import Part
from services.measured.sighting import (
    DatabaseStanding,
    DueStanding,
    HookStanding,
    QueueStanding,
    ReaderStanding,
    Sighting,
)

WHOLE = Sighting(
    at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    took_seconds=0.25,
    organisations=3,
    events=1_200,
    last_append=datetime(2026, 3, 4, 11, 59, 58, tzinfo=UTC),
    readers=[
        ReaderStanding(reader="adherence", positions=7, seconds=1.5, parked=2, other_code=1),
        ReaderStanding(reader="alerting", positions=0, seconds=0.0),
    ],
    due=[
        DueStanding(what="rounds", waiting=0, late_seconds=0.0),
        DueStanding(what="reminders", waiting=4, late_seconds=12.0),
    ],
    in_hand=5,
    retrying={"reminder.deliver": 1},
    dead={"alert.deliver": 1},
    hooks=HookStanding(waiting=9, late_seconds=3.0, paused=1, stopped=2),
    database=DatabaseStanding(
        bytes=30_000_000,
        connections=31,
        connections_most=200,
        oldest_transaction_seconds=0.5,
        long_transactions=0,
        oldest_snapshot_transactions=12,
        freeze_age_transactions=9_000,
        slot_bytes=16_000_000,
        archive_age_seconds=20.0,
        archive_failing=False,
        backup_age_seconds={"log": 3_600.0, "keys": 7_200.0},
    ),
)
"""Nothing is missing in it, and something is wrong in most of it."""

WELL = replace(
    WHOLE,
    readers=[ReaderStanding(reader=one, positions=0, seconds=0.0) for one in ("adherence", "alerting")],
    due=[DueStanding(what=one, waiting=0, late_seconds=0.0) for one in ("rounds", "reminders", "alerts", "others")],
    retrying={},
    dead={},
    hooks=HookStanding(waiting=0, late_seconds=0.0, paused=0, stopped=0),
)
"""The same platform with nothing to complain of."""

QUEUED = QueueStanding(waiting={"effects": 3, "effects-urgent": 0})


AT = WHOLE.at
PARTS = [
    Part(part=part, host="one", pid=n, version="0.1.0", at=AT.timestamp() - 2, late=[])
    for n, part in enumerate(("api", "engine", "worker"))
]
FINE = Overview(at=AT, version="0.1.0", parts=PARTS, sighting=WELL, queue=QUEUED, pending=[])
"""Nothing is wrong."""


def found(sighting: Sighting | None, queue: QueueStanding = QUEUED) -> CollectorRegistry:
    """A registry that tells of one look and nothing else."""
    kept = Found()
    kept.looks, kept.sighting, kept.queue = True, sighting, queue
    registry = CollectorRegistry()
    registry.register(kept)
    return registry
