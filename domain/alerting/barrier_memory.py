"""What kept a patient from the work lately, as far as an alert rule looks."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.alerting.recent import let_go, with_newest
from domain.barrier.events import BarrierEvent, BarrierReported
from domain.values import BarrierReason, Provenance
from domain.zones import shifted

KEPT_FOR = timedelta(days=22)
"""As long as two may lie apart, of which the later one may be a week late."""

MOST_KEPT = 50

LOOKED_AT = frozenset({BarrierReason.HURTS, BarrierReason.NO_TIME, BarrierReason.FORGOT})


class Hindrance(Struct, frozen=True, array_like=True):
    at: datetime  # UTC, by a clock set right
    reason: BarrierReason
    provenance: Provenance
    exercise_id: UUID | None


class RememberedBarrier(Struct, frozen=True, array_like=True):
    touched: date  # the day (UTC) on which it was last spoken of
    said: Hindrance | None  # None while only its retraction has arrived
    taken_back: bool = False

    @property
    def stands(self) -> Hindrance | None:
        return None if self.taken_back else self.said


Barriers = Mapping[UUID, RememberedBarrier]
"""By report, the longest untouched first."""


def with_barrier(
    known: Barriers, event: BarrierEvent, event_id: UUID, occurred_at: datetime, recorded_at: datetime
) -> dict[UUID, RememberedBarrier]:
    """The barriers with one more event, without those that no rule looks at any more."""
    today = recorded_at.date()
    if isinstance(event, BarrierReported):
        barrier_id, there = event_id, known.get(event_id) or RememberedBarrier(today, None)
        at = shifted(occurred_at, event.clock_shift)
        now = replace(there, touched=today, said=Hindrance(at, event.reason, event.provenance, event.exercise_id))
    else:
        barrier_id = event.barrier_id
        now = replace(known.get(barrier_id) or RememberedBarrier(today, None), touched=today, taken_back=True)
    touched = with_newest(known, barrier_id, now)
    if now.said is not None and now.said.reason not in LOOKED_AT:
        del touched[barrier_id]
    return let_go(touched, today - KEPT_FOR, MOST_KEPT)
