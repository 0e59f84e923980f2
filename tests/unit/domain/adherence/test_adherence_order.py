"""Rule 9: the same reports and corrections in any order, any number of times, give the same bytes."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from domain.adherence.facts import SessionRecord, merge, settle
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.values import Dose, Entry, Fixed, Prescription, Provenance, Weekly
from tests.unit.domain.adherence.stories import (
    CLINIC,
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    OTHER_PROGRAM,
    PATIENT,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    moved,
    paused,
    plan_of,
    prescribed,
    revised,
)

A = prescribed(1, Fixed(times_a_day=2), dose=Dose(sets=3, reps=7), exercise=7)
B = prescribed(2, dose=Dose(sets=2, hold_seconds=30), exercise=7)
C = prescribed(3, Weekly(times_a_week=3), dose=Dose(sets=5))
PRESCRIPTIONS: Sequence[Prescription] = (A, B, C)
PLANS: Sequence[Plan] = (
    plan_of(assigned(A, B), assigned(C, program=OTHER_PROGRAM)),
    plan_of(assigned(A, C), revised(2, B, A, C, effective=THURSDAY), paused(FRIDAY)),
    plan_of(assigned(A, B, C, effective=TUESDAY), moved("Pacific/Kiritimati", at(WEDNESDAY))),
)


class Told(NamedTuple):
    """An event as the log holds it."""

    session_id: UUID
    event_id: UUID
    minute: int  # of its claim, from Sunday noon on
    event: SessionEvent


entries = st.lists(
    st.builds(
        Entry,
        prescription_id=st.sampled_from([None, *(p.prescription_id for p in PRESCRIPTIONS)]),
        exercise_id=st.sampled_from([p.exercise_id for p in PRESCRIPTIONS]),
        sets=st.none() | st.integers(0, 4),
        reps=st.none() | st.integers(0, 25),
        hold_seconds=st.none() | st.integers(0, 70),
    ),
    max_size=3,
).map(tuple)
minutes = st.integers(0, 9 * 24 * 60)
patients = st.sampled_from([PATIENT] * 5 + [UUID(int=77)])
shifts = st.sampled_from([0, 0, 0, 3600, -90_000])
instants = minutes.map(lambda minute: at(MONDAY) + timedelta(minutes=minute - 24 * 60))


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """Some sessions with their corrections and retractions, each event once."""
    told: list[Told] = []
    for n in range(draw(st.integers(1, 5))):
        session_id = UUID(int=1000 + n)
        log = st.builds(
            SessionLogged,
            patient_id=st.just(PATIENT),
            clinic_id=st.just(CLINIC),
            entries=entries,
            provenance=st.sampled_from([Provenance.PATIENT, Provenance.SENSED, Provenance.INFERRED]),
            in_clinic=st.booleans(),
            clock_shift=shifts,
        )
        correction = st.builds(
            SessionCorrected,
            patient_id=patients,
            session_id=st.just(session_id),
            moved_to=st.just(UNSET) | instants,
            entries=st.just(UNSET) | entries,
            in_clinic=st.just(UNSET) | st.booleans(),
            clock_shift=shifts,
        )
        retraction = st.builds(SessionRetracted, patient_id=patients, session_id=st.just(session_id))
        if draw(st.integers(0, 5)):
            told.append(Told(session_id, session_id, draw(minutes), draw(log)))
        few = st.integers(0, 3)
        for k in range(draw(few)):
            told.append(Told(session_id, UUID(int=2000 + 10 * n + k), draw(st.integers(0, 3)), draw(correction)))
        if draw(few) == 0:
            told.append(Told(session_id, UUID(int=3000 + n), draw(minutes), draw(retraction)))
    return told


def recorded(told: Sequence[Told]) -> dict[UUID, SessionRecord]:
    records: dict[UUID, SessionRecord] = {}
    for session_id, event_id, minute, event in told:
        record = records.get(session_id, SessionRecord(session_id))
        claimed = at(MONDAY) + timedelta(minutes=minute - 24 * 60)
        records[session_id] = merge(record, event, event_id, claimed)
    return records


def as_stored(plan: Plan, told: Sequence[Told]) -> bytes:
    """The bytes of every session and of two weeks; the sessions stored in the order in which they came up."""
    records = recorded(told)
    facts = [fact for fact in map(settle, records.values()) if fact is not None]
    weeks = [judge_week(plan, monday, facts) for monday in (MONDAY, NEXT_MONDAY)]
    return msgspec.json.encode([sorted(records.values(), key=lambda record: record.session_id), weeks])


@settings(deadline=None, max_examples=200)
@given(st.data(), histories(), st.sampled_from(PLANS))
def test_any_order_and_any_number_of_repeats_give_the_same_bytes(
    data: st.DataObject, told: list[Told], plan: Plan
) -> None:
    again = data.draw(st.lists(st.sampled_from(told), max_size=6)) if told else []
    shuffled = data.draw(st.permutations([*told, *again]))
    assert as_stored(plan, shuffled) == as_stored(plan, told)


def settled_anew(told: Sequence[Told], session_id: UUID) -> tuple[object, ...] | None:
    """Rule 8 said another way: for each field, what the greatest of those corrections says that give it."""
    own = [t for t in told if t.session_id == session_id and t.event.patient_id == PATIENT]
    log = next((t for t in own if isinstance(t.event, SessionLogged)), None)
    if log is None or any(isinstance(t.event, SessionRetracted) for t in own):
        return None
    assert isinstance(log.event, SessionLogged)
    corrections = [
        (t.minute * 60 + t.event.clock_shift, t.event_id, t.event) for t in own if isinstance(t.event, SessionCorrected)
    ]
    latest = [correction for _, _, correction in sorted(corrections, key=lambda c: c[:2], reverse=True)]
    times = [(c.moved_to, c.clock_shift) for c in latest if not isinstance(c.moved_to, UnsetType)]
    entry_lists = [c.entries for c in latest if not isinstance(c.entries, UnsetType)]
    places = [c.in_clinic for c in latest if not isinstance(c.in_clinic, UnsetType)]
    claimed, shift = [*times, (at(MONDAY) + timedelta(minutes=log.minute - 24 * 60), log.event.clock_shift)][0]
    happened_at = claimed + timedelta(seconds=shift)
    return happened_at, [*entry_lists, log.event.entries][0], [*places, log.event.in_clinic][0]


@settings(deadline=None, max_examples=200)
@given(histories())
def test_what_stands_is_for_each_field_what_the_latest_correction_of_the_patient_says(told: list[Told]) -> None:
    for session_id, record in recorded(told).items():
        fact = settle(record)
        stands = None if fact is None else (fact.happened_at, fact.entries, fact.in_clinic)
        assert stands == settled_anew(told, session_id)


@settings(deadline=None, max_examples=100)
@given(histories(), st.sampled_from(PLANS))
def test_done_is_never_more_than_expected_and_every_entry_is_counted_or_named(told: list[Told], plan: Plan) -> None:
    facts = [fact for fact in map(settle, recorded(told).values()) if fact is not None]
    week = judge_week(plan, MONDAY, facts)
    counts = [
        (Fraction(slot.done), slot.expected) for program in week.programs for day in program.days for slot in day.slots
    ]
    counts += [(Fraction(count.done), count.target) for program in week.programs for count in program.weekly]
    assert all(0 <= done <= expected for done, expected in counts)
    named = {(u.session_id, u.entry) for u in week.uncounted}
    whole = {session_id for session_id, entry in named if entry is None}
    told_entries = sum(len(fact.entries) for fact in facts if fact.session_id not in whole)
    counted = told_entries - sum(entry is not None for _, entry in named)
    assert sum(done for done, _ in counts) <= counted
