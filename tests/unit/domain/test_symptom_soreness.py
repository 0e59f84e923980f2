"""How long soreness has been there, and which session it may come from."""

from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from domain.adherence.facts import SessionFact
from domain.symptom.soreness import Spell, current_spell, follows
from domain.values import Provenance
from tests.support.felt import on

FIRST = date(2026, 6, 1)


def days(*levels: int | None) -> list[tuple[date, int]]:
    """What was said of each day of June from the first on; None: nothing."""
    return [(FIRST + timedelta(n), level) for n, level in enumerate(levels) if level is not None]


def june(day: int) -> date:
    return FIRST + timedelta(day - 1)


def test_a_spell_runs_from_its_first_sore_date_to_its_last() -> None:
    assert current_spell(days(40, 30, None, 20), june(4)) == Spell(june(1), june(4), 3, 1, False)


def test_the_order_of_reports_and_how_many_a_day_has_is_no_matter() -> None:
    told = [*days(40, 30, 10), (june(1), 0), (june(3), 0)]
    assert {current_spell(order, june(3)) for order in permutations(told)} == {Spell(june(1), june(3), 3, 0, False)}


def test_two_dates_of_silence_are_bridged_and_three_end_a_spell() -> None:
    assert current_spell(days(40, None, None, 20), june(4)) == Spell(june(1), june(4), 2, 2, False)
    assert current_spell(days(40, None, None, None, 20), june(5)) == Spell(june(5), june(5), 1, 0, False)


def test_a_spell_is_over_three_dates_after_its_last_and_when_it_is_said_to_be_gone() -> None:
    assert current_spell(days(40), june(4)) == Spell(june(1), june(1), 1, 0, False)
    assert current_spell(days(40), june(5)) is None
    assert current_spell(days(40, 9), june(2)) is None
    assert current_spell(days(40, 0, 20), june(3)) == Spell(june(3), june(3), 1, 0, False)


def test_what_is_dated_ahead_waits() -> None:
    assert current_spell(days(40, None, 0), june(2)) == Spell(june(1), june(1), 1, 0, False)
    assert current_spell(days(None, None, 40), june(2)) is None


@pytest.mark.parametrize(
    ("levels", "long"),
    [
        ([20] * 7, False),
        ([20] * 8, True),  # reported again after seven days
        ([20] * 7 + [None] + [20], False),
        ([20] * 4 + [None] + [20] * 4, False),
        ([20] * 8 + [None] + [20], True),  # it was, and it is not over
        ([20] * 4 + [None] + [20] * 8, True),
        ([20] * 4 + [0] + [20] * 7, False),
    ],
)
def test_soreness_reported_again_after_seven_days_with_no_free_day_between_is_long(
    levels: list[int | None], long: bool
) -> None:
    spell = current_spell(days(*levels), june(len(levels)))
    assert spell is not None
    assert spell.long is long


def session(number: int, hours_before: float, provenance: Provenance = Provenance.PATIENT) -> SessionFact:
    return SessionFact(UUID(int=number), on(9) - timedelta(hours=hours_before), (), provenance, False)


def test_soreness_follows_the_last_session_twelve_to_seventy_two_hours_before_it() -> None:
    sessions = [session(1, 72.1), session(2, 72), session(3, 30), session(4, 12), session(5, 11.9)]
    assert follows(on(9), sessions) == UUID(int=4)
    assert follows(on(9), sessions[:3]) == UUID(int=3)
    assert follows(on(9), sessions[:2]) == UUID(int=2)
    assert follows(on(9), [sessions[0], sessions[4]]) is None


def test_soreness_follows_no_session_that_was_only_inferred() -> None:
    assert follows(on(9), [session(1, 24, Provenance.INFERRED)]) is None
