"""Hurts: somebody left an exercise out because it hurts."""

from datetime import timedelta

from domain.alert.events import Grade
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.barrier.events import BarrierReported
from domain.clinic.events import Policy
from domain.values import BarrierReason
from domain.zones import shifted


def fires(history: History, stored: Stored, event: BarrierReported, policy: Policy) -> Finding | None:
    """One per exercise; where none is named, one for the whole program (an empty scope)."""
    if event.reason is not BarrierReason.HURTS:
        return None
    return Finding(
        scope="" if event.exercise_id is None else str(event.exercise_id),
        happened_at=shifted(stored.occurred_at, event.clock_shift),
        provenance=event.provenance,
        facts=(stored.event_id,),
    )


HURTS = Rule(
    name="hurts",
    version=1,
    grade=Grade.HIGH,
    age=lambda policy: timedelta(hours=policy.hurts_age_hours),
    looks_at=frozenset({BarrierReported}),
    fires=fires,
)
