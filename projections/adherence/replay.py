"""A patient's adherence from the log itself: the same fold as the read model's, of one patient and up to any place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, get_args
from uuid import UUID

from domain.adherence.facts import SessionFact, settle
from domain.adherence.plan import DayEvent
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from projections.adherence.chart import Chart
from projections.adherence.document import Known
from projections.adherence.fold import Patient
from projections.base import Fact

WANTS: frozenset[type[Event]] = frozenset((*get_args(DayEvent), *get_args(ProgramEvent), *get_args(SessionEvent)))


class Replayed(NamedTuple):
    """What is known, and what it is made of."""

    known: Known
    sessions: Sequence[SessionFact]  # that stand, in no order
    events: Mapping[UUID, tuple[UUID, ...]]  # by session: its log's id and its corrections', the winning one last


def replay(patient_id: UUID, facts: Iterable[Fact], *, complete: bool) -> Replayed | None:
    """Of all of a patient's events up to a place, in the order of the feed. None for one whom nobody enrolled."""
    told = [(recorded, event) for recorded, event in facts if isinstance(event, DayEvent | ProgramEvent | SessionEvent)]
    chart = Chart(patient_id, Patient())
    for recorded, event in told:
        if not isinstance(event, SessionEvent):
            chart.plan_told(recorded, event)
    if not chart.patient.plan.zones:
        return None
    chart.sessions_told(told)
    weeks = {judged.monday: judged.week for judged in chart.judged()}
    apart = (settle(one.record) for one in chart.apart.values())
    return Replayed(
        Known(patient_id, chart.patient.clinic_id, chart.patient.plan, weeks, complete),
        [*chart.logged.values(), *(fact for fact in apart if fact is not None)],
        _events(chart),
    )


def _events(chart: Chart) -> Mapping[UUID, tuple[UUID, ...]]:
    corrected = {
        session_id: (session_id, *(correction.event_id for correction in one.record.corrections))
        for session_id, one in chart.apart.items()
    }
    return {session_id: (session_id,) for session_id in chart.logged} | corrected
