"""High pain: somebody reports pain at or over the clinic's threshold (7 of 10 unless it says otherwise)."""

from datetime import timedelta
from uuid import UUID

from domain.alert.events import Grade
from domain.alerting.history import History, Stored, as_it_stands, as_it_stood
from domain.alerting.rule import Finding, Rule
from domain.clinic.events import Policy
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.symptom.record import Felt
from domain.values import SymptomKind


def fires(
    history: History, stored: Stored, event: SymptomReported | SymptomCorrected, policy: Policy
) -> Finding | None:
    """A report fires, and so does a correction that lifts one over the threshold or moves it to another region."""
    symptom_id = event.symptom_id if isinstance(event, SymptomCorrected) else stored.event_id
    now = as_it_stands(history, symptom_id)
    earlier = as_it_stood(history, symptom_id, before=stored.event_id)
    if now is None or not _high(now, policy):
        return None
    if earlier is not None and _high(earlier, policy) and earlier.region == now.region:
        return None
    return Finding(
        scope=now.region,
        happened_at=now.felt_at,
        provenance=now.provenance,
        facts=_facts(history, symptom_id, deciding=stored.event_id),
    )


def _high(felt: Felt, policy: Policy) -> bool:
    return felt.kind is SymptomKind.PAIN and felt.level >= policy.high_pain


def _facts(history: History, symptom_id: UUID, deciding: UUID) -> tuple[UUID, ...]:
    said = (symptom_id, *(correction.event_id for correction in history.symptoms[symptom_id].record.corrections))
    return (*(event_id for event_id in said if event_id != deciding), deciding)


HIGH_PAIN = Rule(
    name="high_pain",
    version=1,
    grade=Grade.CRITICAL,
    age=lambda policy: timedelta(hours=policy.high_pain_age_hours),
    looks_at=frozenset({SymptomReported, SymptomCorrected}),
    fires=fires,
)
