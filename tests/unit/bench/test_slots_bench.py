"""Before anything is timed, rrule and ours say the same of every rule; where they do not, there is no figure."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bench.recurring import ID, Rule, as_rrule, of_one_date, ours, with_bounds
from bench.rounds import BenchFailed
from bench.slots import FIXED, INTERVAL, check, rules
from domain.slots import Slot
from domain.values import Fixed, Interval
from domain.zones import FIRST_INSTANT, with_change

IN_BERLIN = with_change((), FIRST_INSTANT, "Europe/Berlin")
BERLIN = ZoneInfo("Europe/Berlin")
TWICE = Rule(schedule=Fixed(times_a_day=2), usual_times=("08:00", "19:00"), hours=(8, 19), zones=IN_BERLIN, zone=BERLIN)
SUNDAY = date(2026, 3, 29)


def utc(hour: int) -> datetime:
    return datetime(2026, 3, 29, hour, tzinfo=UTC)


def test_rrule_says_the_rules_of_the_bench_in_every_zone() -> None:
    for rule in rules([*FIXED, *INTERVAL]):
        check(rule)


def test_a_rule_at_a_time_that_does_not_exist_is_said_otherwise_and_fails() -> None:
    at_night = Rule(schedule=Fixed(), usual_times=("02:30",), hours=(2,), minutes=(30,), zones=IN_BERLIN, zone=BERLIN)
    with pytest.raises(BenchFailed, match="do not say the same"):
        check(at_night)


def test_a_rule_in_other_words_fails() -> None:
    hourly = Interval(every_minutes=60, start="08:00", end="18:00")
    with pytest.raises(BenchFailed, match="do not say the same"):
        check(Rule(schedule=hourly, hours=tuple(range(8, 18)), zones=IN_BERLIN, zone=BERLIN))


def test_what_rrule_says_is_made_the_slots_of_the_date() -> None:
    starts, ends = datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
    slots = [Slot(ID, SUNDAY, 1, starts, ends, utc(6)), Slot(ID, SUNDAY, 2, starts, ends, utc(17))]
    assert with_bounds(as_rrule(TWICE, SUNDAY, SUNDAY)) == slots
    assert with_bounds(of_one_date(TWICE, date(2026, 1, 1), SUNDAY)) == slots
    assert ours(TWICE, [SUNDAY]) == slots
