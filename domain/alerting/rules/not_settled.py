"""Not settled: on two mornings within 14 days it hurts 2 or more over the level before the session of the day before.

Source: the 24-hour rule; how it is the next day says more than pain during exercise (field.md 5.2; 5.3, P4). What a
morning answers is said in domain.symptom.next_morning.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import Grade
from domain.alerting import session_memory as sessions
from domain.alerting import symptom_memory as symptoms
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.clinic.thresholds import Thresholds
from domain.session.events import SessionCorrected, SessionLogged
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.symptom.next_morning import Mornings
from domain.symptom.record import Symptom, symptom_id_of
from domain.values import Timing

DecidingEvent = SymptomReported | SymptomCorrected | SessionLogged | SessionCorrected


class Unsettled(Struct, frozen=True):
    """A morning that was too much, the session it answers, and the level it is compared with."""

    morning: Symptom
    session_id: UUID
    before: Symptom
    over: int  # tenths of a point


def fires(history: History, stored: Stored, event: DecidingEvent, thresholds: Thresholds) -> Iterator[Finding]:
    """The second morning fires; so does a session, or a level before one, that arrives after the mornings it tells."""
    if not history.zones or not _may_matter(history, stored, event):
        return
    now = _unsettled(history, event.patient_id, thresholds)
    if len(now) < 2:
        return
    earlier = {
        (each.morning.symptom_id, each.session_id)
        for each in _unsettled(_before(history, stored, event), event.patient_id, thresholds)
    }
    told: set[str] = set()
    for new in (each for each in now if (each.morning.symptom_id, each.session_id) not in earlier):
        other = _another(now, new, timedelta(days=thresholds.not_settled_days))
        scope = _program(history, new.session_id)
        if other is not None and scope not in told:
            told.add(scope)
            used = (_used(other), _used(new))
            yield Finding(
                scope=scope,
                happened_at=max(new.morning.felt.felt_at, other.morning.felt.felt_at),
                provenance=new.morning.felt.provenance,
                facts=(*_but(stored.event_id, *used), stored.event_id),
                figures={"over": str(new.over), "over_the_time_before": str(other.over)},
            )


def _may_matter(history: History, stored: Stored, event: DecidingEvent) -> bool:
    """A cheap look that spares most events the binding: two mornings are known, and one may be about this event."""
    mornings = [
        there.said.felt_at
        for there in history.symptoms.values()
        if there.said is not None and (there.said.timing is Timing.NEXT_MORNING or there.corrections)
    ]
    if len(mornings) < 2:
        return False
    if isinstance(event, SessionLogged):
        bout = sessions.as_it_stands(history.sessions, stored.event_id)
        return bout is not None and max(mornings) > bout.happened_at
    if isinstance(event, SymptomReported):
        felt = symptoms.as_it_stands(history.symptoms, stored.event_id, event.patient_id)
        return felt is not None and max(mornings) >= felt.felt_at
    return True


def _unsettled(history: History, patient_id: UUID, thresholds: Thresholds) -> list[Unsettled]:
    """All mornings that are too much, the earliest first."""
    known = sorted(symptoms.standing(history.symptoms, patient_id), key=lambda symptom: symptom.when)
    mornings = Mornings(known, sessions.facts(history.sessions), history.zones)
    found = []
    for symptom in known:
        if symptom.felt.timing is Timing.NEXT_MORNING:
            bound = mornings.bind(symptom)
            if bound.session_id and bound.before and (bound.over or 0) >= thresholds.not_settled_over:
                found.append(Unsettled(symptom, bound.session_id, bound.before, bound.over or 0))
    return found


def _before(history: History, stored: Stored, event: DecidingEvent) -> History:
    if isinstance(event, SymptomReported | SymptomCorrected):
        symptom_id = symptom_id_of(event, stored.event_id)
        return replace(history, symptoms=symptoms.without(history.symptoms, symptom_id, stored.event_id))
    session_id = stored.event_id if isinstance(event, SessionLogged) else event.session_id
    return replace(history, sessions=sessions.without(history.sessions, session_id, stored.event_id))


def _another(now: list[Unsettled], new: Unsettled, within: timedelta) -> Unsettled | None:
    """The latest other morning near it that answers another session."""
    for each in reversed(now):
        near = abs(each.morning.felt.felt_at - new.morning.felt.felt_at) <= within
        if near and each.session_id != new.session_id and each.morning.symptom_id != new.morning.symptom_id:
            return each
    return None


def _program(history: History, session_id: UUID) -> str:
    bout = sessions.as_it_stands(history.sessions, session_id)
    return str(bout.program_id or "") if bout else ""


def _used(each: Unsettled) -> tuple[UUID, UUID, UUID]:
    return each.before.symptom_id, each.session_id, each.morning.symptom_id


def _but(deciding: UUID, *used: tuple[UUID, ...]) -> Iterator[UUID]:
    for event_id in dict.fromkeys(each for ids in used for each in ids):
        if event_id != deciding:
            yield event_id


NOT_SETTLED = Rule(
    name="not_settled",
    version=1,
    grade=Grade.HIGH,
    age=lambda thresholds: timedelta(hours=thresholds.not_settled_age_hours),
    looks_at=frozenset({SymptomReported, SymptomCorrected, SessionLogged, SessionCorrected}),
    fires=fires,
)
