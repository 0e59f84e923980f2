"""The morning after a session that hurt: about which session the patient is asked, and whether an answer came."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from domain.adherence.facts import SessionFact
from domain.symptom.next_morning import Mornings
from domain.symptom.record import Felt, Symptom
from domain.values import Entry, Level, Provenance, SymptomKind, Timing
from domain.zones import ZoneHistory, local_date

HURT: Level = 40
"""Tenths of a point, from which on a session is asked about on the next morning (product.md, Reminders)."""

_ABOUT_A_SESSION = frozenset({Timing.DURING, Timing.AFTER})


def entry_hurts(entry: Entry) -> bool:
    return entry.pain is not None and entry.pain >= HURT


def report_hurts(kind: SymptomKind, level: Level, timing: Timing) -> bool:
    """Whether a report says that a session hurt: pain during it or after it."""
    return kind is SymptomKind.PAIN and level >= HURT and timing in _ABOUT_A_SESSION


def session_that_hurt(
    day: date, sessions: Iterable[SessionFact], symptoms: Iterable[Symptom], zones: ZoneHistory
) -> UUID | None:
    """The last session of a date in which something hurt; None where none did, or nobody said so.

    A report that names no session of the date speaks of the last one before it, and of none where there was none.
    """
    of_the_day = sorted(
        (
            fact
            for fact in sessions
            if local_date(zones, fact.happened_at) == day and fact.provenance is not Provenance.INFERRED
        ),
        key=lambda fact: (fact.happened_at, fact.session_id),
    )
    hurt = {fact.session_id for fact in of_the_day if any(map(entry_hurts, fact.entries))}
    for symptom in symptoms:
        felt = symptom.felt
        if report_hurts(felt.kind, felt.level, felt.timing) and local_date(zones, felt.felt_at) == day:
            hurt.update(_spoken_of(felt, of_the_day))
    return next((fact.session_id for fact in reversed(of_the_day) if fact.session_id in hurt), None)


def answered(
    session_id: UUID, symptoms: Iterable[Symptom], sessions: Iterable[SessionFact], zones: ZoneHistory
) -> bool:
    """Whether any report of a next morning is bound to the session."""
    reports = list(symptoms)
    mornings = Mornings(reports, sessions, zones)
    answers = (symptom for symptom in reports if symptom.felt.timing is Timing.NEXT_MORNING)
    return any(mornings.bind(symptom).session_id == session_id for symptom in answers)


def _spoken_of(felt: Felt, of_the_day: Sequence[SessionFact]) -> list[UUID]:
    if felt.session_id is not None:
        return [fact.session_id for fact in of_the_day if fact.session_id == felt.session_id]
    return [fact.session_id for fact in of_the_day if fact.happened_at <= felt.felt_at][-1:]
