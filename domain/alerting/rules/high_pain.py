"""High pain: somebody reports pain at or over the threshold (7 of 10 unless the clinic or the patient has another).

Source: 7 of 10 at any time is what the products in use alert at (field.md 5.3, P1).
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.alert.events import Grade
from domain.alerting import symptom_memory as symptoms
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.clinic.thresholds import Thresholds
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.symptom.record import Felt, symptom_id_of
from domain.values import SymptomKind


def fires(
    history: History, stored: Stored, event: SymptomReported | SymptomCorrected, thresholds: Thresholds
) -> Iterator[Finding]:
    """A report fires, and so does a correction that lifts one over the threshold or moves it to another region."""
    symptom_id = symptom_id_of(event, stored.event_id)
    now = symptoms.as_it_stands(history.symptoms, symptom_id, event.patient_id)
    if now is None or not _high(now, thresholds):
        return
    earlier = symptoms.as_it_stood(history.symptoms, symptom_id, event.patient_id, before=stored.event_id)
    if earlier is None or not _high(earlier, thresholds) or earlier.region != now.region:
        yield Finding(
            scope=now.region,
            happened_at=now.felt_at,
            provenance=now.provenance,
            facts=symptoms.spoken_of(history.symptoms, symptom_id, deciding=stored.event_id),
            figures={"level": str(now.level)},
        )


def _high(felt: Felt, thresholds: Thresholds) -> bool:
    return felt.kind is SymptomKind.PAIN and felt.level >= thresholds.high_pain


HIGH_PAIN = Rule(
    name="high_pain",
    version=1,
    grade=Grade.CRITICAL,
    age=lambda thresholds: timedelta(hours=thresholds.high_pain_age_hours),
    looks_at=frozenset({SymptomReported, SymptomCorrected}),
    fires=fires,
)
