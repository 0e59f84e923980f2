"""Hurts: somebody left an exercise out because it hurts.

Source: pain during exercise is the barrier with the strongest evidence (field.md 5.5), and an exercise that hurts is
quietly dropped instead of changed.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.alert.events import Grade
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.barrier.events import BarrierEvent, BarrierReported, BarrierRetracted
from domain.barrier.record import barrier_id_of
from domain.clinic.thresholds import Thresholds
from domain.values import BarrierReason


def fires(history: History, stored: Stored, event: BarrierEvent, thresholds: Thresholds) -> Iterator[Finding]:
    """One per exercise; where none is named, one for the whole program (an empty scope).

    What is taken back counts no more, whichever arrived first. Where its alert is open, the therapist is told there.
    """
    there = history.barriers.get(barrier_id_of(event, stored.event_id))
    taken_back = isinstance(event, BarrierRetracted)
    said = None if there is None else there.said if taken_back else there.stands
    if said is not None and said.reason is BarrierReason.HURTS:
        yield Finding(
            scope="" if said.exercise_id is None else str(said.exercise_id),
            happened_at=said.at,
            provenance=said.provenance,
            facts=(event.barrier_id, stored.event_id) if isinstance(event, BarrierRetracted) else (stored.event_id,),
            only_noted=taken_back,
        )


HURTS = Rule(
    name="hurts",
    version=2,
    grade=Grade.HIGH,
    age=lambda thresholds: timedelta(hours=thresholds.hurts_age_hours),
    looks_at=frozenset({BarrierReported, BarrierRetracted}),
    fires=fires,
)
