"""Rule 9: the same reports and corrections in any order, any number of times, give the same bytes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UnsetType

from domain.adherence.facts import settle
from domain.adherence.judge import count_week, judge_week
from domain.adherence.plan import Plan
from domain.adherence.sums import by_program
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.zones import shifted
from tests.properties.any_plan import MONDAYS, plans
from tests.properties.any_reports import reported
from tests.properties.examples import examples
from tests.properties.standing import facts_of, felt_of, session_records, symptom_records
from tests.support.feed import Told
from tests.unit.domain.adherence.stories import PATIENT


def as_stored(plan: Plan, told: Sequence[Told]) -> bytes:
    """The bytes of every session, every symptom and every week."""
    facts = facts_of(told)
    weeks = [judge_week(plan, monday, facts) for monday in MONDAYS]
    reports = [by_id(session_records(told)), by_id(symptom_records(told)), by_id(felt_of(told))]
    return msgspec.json.encode((reports, weeks, [by_program(week) for week in weeks]))


def by_id(known: Mapping[UUID, object]) -> list[tuple[UUID, object]]:
    return sorted(known.items(), key=lambda item: item[0])


@examples
@given(st.data(), reported(), plans)
def test_any_order_and_any_number_of_repeats_give_the_same_bytes(
    data: st.DataObject, told: list[Told], plan: Plan
) -> None:
    again = data.draw(st.lists(st.sampled_from(told), max_size=6)) if told else []
    shuffled = data.draw(st.permutations([*told, *again]))
    assert as_stored(plan, shuffled) == as_stored(plan, told)


@examples
@given(reported(), plans)
def test_corrections_may_come_before_what_they_correct_and_everything_twice(told: list[Told], plan: Plan) -> None:
    backwards = told[::-1]
    assert as_stored(plan, [*backwards, *backwards]) == as_stored(plan, told)


def settled_anew(told: Iterable[Told], session_id: UUID) -> tuple[object, ...] | None:
    """Rule 8 said another way: for each field, what the greatest of those corrections says that give it."""
    log, corrections = None, list[tuple[object, UUID, SessionCorrected]]()
    for one in told:
        match one.event:
            case SessionLogged() if one.event_id == session_id:
                log = one.event
                logged_at = shifted(one.occurred_at, log.clock_shift)
            case SessionCorrected(patient_id=patient_id) if one.event.session_id == session_id:
                if patient_id == PATIENT:
                    corrections.append((shifted(one.occurred_at, one.event.clock_shift), one.event_id, one.event))
            case SessionRetracted(patient_id=patient_id) if one.event.session_id == session_id:
                if patient_id == PATIENT:
                    return None
    if log is None:
        return None
    latest = [correction for _, _, correction in sorted(corrections, key=lambda c: c[:2], reverse=True)]
    times = [shifted(c.moved_to, c.clock_shift) for c in latest if not isinstance(c.moved_to, UnsetType)]
    entry_lists = [c.entries for c in latest if not isinstance(c.entries, UnsetType)]
    places = [c.in_clinic for c in latest if not isinstance(c.in_clinic, UnsetType)]
    return [*times, logged_at][0], [*entry_lists, log.entries][0], [*places, log.in_clinic][0]


@examples
@given(reported())
def test_what_stands_is_for_each_field_what_the_latest_correction_of_the_patient_says(told: list[Told]) -> None:
    for session_id, record in session_records(told).items():
        fact = settle(record)
        stands = None if fact is None else (fact.happened_at, fact.entries, fact.in_clinic)
        assert stands == settled_anew(told, session_id)


@examples
@given(reported(), plans)
def test_done_is_at_most_what_is_expected_and_every_entry_is_counted_once_or_named(
    told: list[Told], plan: Plan
) -> None:
    facts = facts_of(told)
    placed = list[tuple[UUID, int | None]]()
    for monday in MONDAYS:
        week = judge_week(plan, monday, facts)
        slots = [slot for program in week.programs for day in program.days for slot in day.slots]
        weekly = [count for program in week.programs for count in program.weekly]
        done = [(Fraction(slot.done), slot.expected) for slot in slots]
        done += [(Fraction(count.done), count.target) for count in weekly]
        assert all(0 <= some <= expected for some, expected in done)
        counted = count_week(plan, monday, facts).counted
        assert sum(some for some, _ in done) <= len(counted)
        placed += [(each.fact.session_id, each.entry) for each in counted]
        placed += [(each.session_id, each.entry) for each in week.uncounted]
    whole = {session_id for session_id, entry in placed if entry is None}
    entries = [(f.session_id, n) for f in facts if f.session_id not in whole for n in range(len(f.entries))]
    assert Counter(placed) == Counter([*entries, *((session_id, None) for session_id in whole)])
