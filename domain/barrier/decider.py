"""Reporting a barrier."""

from uuid import UUID

from domain.decider import Report
from domain.values import BarrierReason, Side


class ReportBarrier(Report):
    reason: BarrierReason
    exercise_id: UUID | None = None
    side: Side = Side.NONE
    private: str | None = None
