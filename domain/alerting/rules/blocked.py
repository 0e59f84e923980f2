"""Blocked: no time or forgotten, twice within seven days: fewer exercises would do, or a cue.

Source: forgetting and lack of time are barriers a therapist can act on (field.md 5.5; 5.3, B1); two to four exercises
are what people do, and a cue makes a habit (5.6).
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.alert.events import Grade
from domain.alerting.history import History, Stored, day_of
from domain.alerting.program_memory import only_active
from domain.alerting.rule import Finding, Rule
from domain.barrier.events import BarrierReported
from domain.clinic.thresholds import Thresholds
from domain.values import BarrierReason

REASONS = frozenset({BarrierReason.NO_TIME, BarrierReason.FORGOT})


def fires(history: History, stored: Stored, event: BarrierReported, thresholds: Thresholds) -> Iterator[Finding]:
    """The second of the two fires, of whichever reason. The scope is the one program active on its date.

    It is empty where there is none, or more than one.
    """
    there = history.barriers.get(stored.event_id)
    now = there.stands if there else None
    if now is None or now.reason not in REASONS:
        return
    within = timedelta(days=thresholds.blocked_days)
    alike = sorted(
        (other.stands.at, barrier_id)
        for barrier_id, other in history.barriers.items()
        if barrier_id != stored.event_id
        and other.stands is not None
        and other.stands.reason in REASONS
        and abs(other.stands.at - now.at) <= within
    )
    if alike:
        program_id = only_active(history.programs, day_of(history, now.at), history.discharged_on)
        yield Finding(
            scope="" if program_id is None else str(program_id),
            happened_at=max(now.at, alike[-1][0]),
            provenance=now.provenance,
            facts=(*(barrier_id for _, barrier_id in alike), stored.event_id),
            figures={"times": str(len(alike) + 1)},
        )


BLOCKED = Rule(
    name="blocked",
    version=1,
    grade=Grade.MEDIUM,
    age=lambda thresholds: timedelta(hours=thresholds.blocked_age_hours),
    looks_at=frozenset({BarrierReported}),
    fires=fires,
)
