"""Rising pain: pain two points or more over what is usual in its place, for the second time within seven days.

Source: a change of 2 on the 0-10 scale is real (Childs 2005, field.md 5.1); twice, so that one bad day is none (5.3,
P2). What is usual is the median of the last five reports of the same place (domain.symptom.baseline).
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from domain.alert.events import Grade
from domain.alerting import symptom_memory as symptoms
from domain.alerting.history import History, Stored
from domain.alerting.rule import Finding, Rule
from domain.clinic.thresholds import Thresholds
from domain.symptom.baseline import baseline, compared_with
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.symptom.record import Felt, Symptom, symptom_id_of
from domain.values import BodyRegion, SymptomKind


def fires(
    history: History, stored: Stored, event: SymptomReported | SymptomCorrected, thresholds: Thresholds
) -> Iterator[Finding]:
    """The second of the two fires. One that arrives late fires as well, where the other was felt after it."""
    symptom_id = symptom_id_of(event, stored.event_id)
    now = symptoms.as_it_stands(history.symptoms, symptom_id, event.patient_id)
    if now is None or now.kind is not SymptomKind.PAIN or now.level < thresholds.rising_pain_over:
        return
    others = _others(history, event.patient_id, now.region, symptom_id)
    usual = _exceeded(others, Symptom(symptom_id, now), thresholds)
    if usual is None:
        return
    earlier = symptoms.as_it_stood(history.symptoms, symptom_id, event.patient_id, before=stored.event_id)
    if earlier is not None and _rose_before(history, event.patient_id, Symptom(symptom_id, earlier), now, thresholds):
        return
    every = [*others, Symptom(symptom_id, now)]
    within = timedelta(days=thresholds.rising_pain_days)
    for other in sorted(others, key=lambda symptom: symptom.when, reverse=True):
        if abs(other.felt.felt_at - now.felt_at) <= within and _exceeded(every, other, thresholds) is not None:
            yield Finding(
                scope=now.region,
                happened_at=max(now.felt_at, other.felt.felt_at),
                provenance=now.provenance,
                facts=(
                    other.symptom_id,
                    *symptoms.spoken_of(history.symptoms, symptom_id, deciding=stored.event_id),
                ),
                figures={"level": str(now.level), "baseline": str(usual)},
            )
            return


def _others(history: History, patient_id: UUID, region: BodyRegion, than: UUID) -> list[Symptom]:
    there = symptoms.standing(history.symptoms, patient_id, SymptomKind.PAIN, region)
    return [symptom for symptom in there if symptom.symptom_id != than]


def _exceeded(known: list[Symptom], symptom: Symptom, thresholds: Thresholds) -> Fraction | None:
    """The baseline that a report lies far enough over; None where there is none, or it does not."""
    usual = baseline(compared_with(known, symptom))
    return usual if usual is not None and symptom.felt.level - usual >= thresholds.rising_pain_over else None


def _rose_before(history: History, patient_id: UUID, before: Symptom, now: Felt, thresholds: Thresholds) -> bool:
    """Whether a report had risen there already, before it was corrected."""
    if before.felt.kind is not SymptomKind.PAIN or before.felt.region is not now.region:
        return False
    return _exceeded(_others(history, patient_id, now.region, before.symptom_id), before, thresholds) is not None


RISING_PAIN = Rule(
    name="rising_pain",
    version=1,
    grade=Grade.HIGH,
    age=lambda thresholds: timedelta(hours=thresholds.rising_pain_age_hours),
    looks_at=frozenset({SymptomReported, SymptomCorrected}),
    fires=fires,
)
