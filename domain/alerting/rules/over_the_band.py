"""Over the band: pain of more than 5 during an exercise.

Source: under the pain-monitoring model up to 5 is acceptable while loading goes on (Silbernagel 2007, field.md 5.2);
bands differ by source, so a clinic or a patient may have another.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.alert.events import Grade
from domain.alerting import session_memory as sessions
from domain.alerting import symptom_memory as symptoms
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.alerting.session_memory import Bout
from domain.clinic.thresholds import Thresholds
from domain.session.events import SessionCorrected, SessionLogged
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.symptom.exercise_pain import exercise_hurt
from domain.symptom.record import Felt, symptom_id_of
from domain.values import Provenance

DecidingEvent = SessionLogged | SessionCorrected | SymptomReported | SymptomCorrected


def fires(history: History, stored: Stored, event: DecidingEvent, thresholds: Thresholds) -> Iterator[Finding]:
    """One per exercise; where nobody can tell which one a session means, one for all of them (an empty scope).

    A correction fires for an exercise that it lifts over the band.
    """
    if isinstance(event, SymptomReported | SymptomCorrected):
        yield from _reported(history, stored, event, thresholds)
        return
    session_id = stored.event_id if isinstance(event, SessionLogged) else event.session_id
    now = sessions.as_it_stands(history.sessions, session_id)
    if now is None or now.provenance is Provenance.INFERRED:
        return
    over = _over(now, thresholds)
    if not over:
        return
    earlier = sessions.as_it_stood(history.sessions, session_id, before=stored.event_id)
    known = _over(earlier, thresholds) if earlier else {}
    for scope, level in over.items():
        if scope not in known:
            yield Finding(
                scope=scope,
                happened_at=now.happened_at,
                provenance=now.provenance,
                facts=sessions.spoken_of(history.sessions, session_id, deciding=stored.event_id),
                figures={"level": str(level)},
            )


def _reported(
    history: History, stored: Stored, event: SymptomReported | SymptomCorrected, thresholds: Thresholds
) -> Iterator[Finding]:
    symptom_id = symptom_id_of(event, stored.event_id)
    now = symptoms.as_it_stands(history.symptoms, symptom_id, event.patient_id)
    scope = _scope(now, thresholds)
    if now is None or scope is None:
        return
    earlier = symptoms.as_it_stood(history.symptoms, symptom_id, event.patient_id, before=stored.event_id)
    if scope != _scope(earlier, thresholds):
        yield Finding(
            scope=scope,
            happened_at=now.felt_at,
            provenance=now.provenance,
            facts=symptoms.spoken_of(history.symptoms, symptom_id, deciding=stored.event_id),
            figures={"level": str(now.level)},
        )


def _scope(felt: Felt | None, thresholds: Thresholds) -> str | None:
    """The exercise that a report names, where it hurt too much during it."""
    if felt is None or felt.level <= thresholds.over_the_band:
        return None
    hurt = exercise_hurt(felt)
    return str(hurt[0]) if hurt else None


def _over(bout: Bout, thresholds: Thresholds) -> dict[str, int]:
    """The levels over the band, in the order of the entries, by exercise."""
    return {str(exercise or ""): level for exercise, level in bout.pains if level > thresholds.over_the_band}


OVER_THE_BAND = Rule(
    name="over_the_band",
    version=1,
    grade=Grade.HIGH,
    age=lambda thresholds: timedelta(hours=thresholds.over_the_band_age_hours),
    looks_at=frozenset({SessionLogged, SessionCorrected, SymptomReported, SymptomCorrected}),
    fires=fires,
)
