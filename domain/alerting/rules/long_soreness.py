"""Long soreness: soreness of a region that is reported again after seven days, with no free day between.

Source: soreness after exercise is gone in five to seven days (field.md 5.2; 5.3, P5); what lasts longer is something
else. How long it has been there is said in domain.symptom.soreness.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.alert.events import Grade
from domain.alerting import symptom_memory as symptoms
from domain.alerting.history import History, Stored, day_of
from domain.alerting.rule import Finding, Rule
from domain.clinic.thresholds import Thresholds
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.symptom.record import Felt, symptom_id_of
from domain.symptom.soreness import SORE, current_spell
from domain.values import SymptomKind


def fires(
    history: History, stored: Stored, event: SymptomReported | SymptomCorrected, thresholds: Thresholds
) -> Iterator[Finding]:
    """Each report of it fires from the eighth date on, whichever side it was; so does one that arrives late."""
    symptom_id = symptom_id_of(event, stored.event_id)
    now = symptoms.as_it_stands(history.symptoms, symptom_id, event.patient_id)
    if now is None or not _sore(now):
        return
    earlier = symptoms.as_it_stood(history.symptoms, symptom_id, event.patient_id, before=stored.event_id)
    day = day_of(history, now.felt_at)
    if earlier and _sore(earlier) and (earlier.region, day_of(history, earlier.felt_at)) == (now.region, day):
        return
    dated = [
        (day_of(history, symptom.felt.felt_at), symptom)
        for symptom in symptoms.standing(history.symptoms, event.patient_id, SymptomKind.SORENESS, now.region)
    ]
    today = day_of(history, stored.recorded_at)
    levels = ((felt_on, symptom.felt.level) for felt_on, symptom in dated)
    spell = current_spell(levels, today, thresholds.long_soreness_days)
    if spell is None or not spell.long or not spell.since <= day <= spell.last:
        return
    others = (
        symptom.symptom_id
        for felt_on, symptom in sorted(dated, key=lambda each: each[1].when)
        if spell.since <= felt_on <= spell.last and _sore(symptom.felt) and symptom.symptom_id != symptom_id
    )
    yield Finding(
        scope=now.region,
        happened_at=now.felt_at,
        provenance=now.provenance,
        facts=(*others, *symptoms.spoken_of(history.symptoms, symptom_id, deciding=stored.event_id)),
        figures={"since": spell.since.isoformat(), "sore_days": str(spell.sore_days)},
    )


def _sore(felt: Felt) -> bool:
    return felt.kind is SymptomKind.SORENESS and felt.level >= SORE


LONG_SORENESS = Rule(
    name="long_soreness",
    version=1,
    grade=Grade.MEDIUM,
    age=lambda thresholds: timedelta(hours=thresholds.long_soreness_age_hours),
    looks_at=frozenset({SymptomReported, SymptomCorrected}),
    fires=fires,
)
