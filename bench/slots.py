"""How fast schedules become slots with bounds and instants, beside the recurrence rules of dateutil."""

import asyncio
from collections.abc import Callable, Mapping, Sequence, Sized
from datetime import date, datetime, timedelta
from functools import partial
from time import perf_counter
from zoneinfo import ZoneInfo

from msgspec import Struct

from bench.cases import compared, found
from bench.recurring import Rule, as_rrule, of_one_date, ours, with_bounds
from bench.result import Case, Result
from bench.rounds import BenchFailed, Sample
from domain import zones
from domain.slots import Slot
from domain.values import Fixed, Interval
from domain.zones import FIRST_INSTANT, with_change

GOAL = 100
RATE_GOAL = 1_000_000  # slots a second
LIST, SLOTS, KNOWN = "rrule, its list", "rrule, made slots", "ours, dates known"
BEGUN_BEFORE, BEGUN_THEN = "rrule, begun in January", "rrule, begun that day"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEAR = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
DATE = date(2026, 12, 18)
"""A Friday, on which all of the rules expect something."""

ZONES = (
    "Africa/Cairo",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Auckland",
)
FIXED = (
    partial(Rule, schedule=Fixed(), usual_times=("08:00",), hours=(8,)),
    partial(Rule, schedule=Fixed(times_a_day=3), usual_times=("08:00", "13:00", "19:00"), hours=(8, 13, 19)),
    partial(
        Rule,
        schedule=Fixed(times_a_day=2, weekdays=(1, 3, 5)),
        usual_times=("07:30", "18:30"),
        hours=(7, 18),
        minutes=(30,),
    ),
)
INTERVAL = (
    partial(Rule, schedule=Interval(every_minutes=60, start="08:00", end="18:00"), hours=tuple(range(9, 19))),
    partial(
        Rule,
        schedule=Interval(every_minutes=30, start="08:30", end="16:30", weekdays=(1, 2, 3, 4, 5)),
        hours=tuple(range(9, 17)),
        minutes=(0, 30),
    ),
)

NOTES = (
    "Ours begins each round, and each rule that is alone, without knowing a date; both find the files of zones read.",
    "rrule's list has neither bounds nor instants in UTC; made slots, it is the very slots of ours. Both are checked.",
    "Left out, because rrule cannot say them: times in a gap, cues, journeys, times whose minutes differ.",
)


class Size(Struct, frozen=True, kw_only=True):
    patients: int  # in each zone, with a rule of each kind
    rounds: int


FULL = Size(patients=5, rounds=9)
QUICK = Size(patients=2, rounds=3)

Work = Callable[[Rule], Sized]
"""One rule to its slots or occurrences; so many of them are done."""


async def slots(*, quick: bool) -> Result:
    """Raises BenchFailed where the two do not say the same."""
    size = QUICK if quick else FULL
    fixed, interval = rules(FIXED), rules(INTERVAL)
    both = [*fixed, *interval]
    for rule in both:
        check(rule)
    alone: Mapping[str, Work] = {LIST: _list, SLOTS: _made_slots}
    year: Mapping[str, Work] = {**alone, KNOWN: _year}
    one_date: Mapping[str, Work] = {BEGUN_BEFORE: _begun_before, BEGUN_THEN: _begun_then, KNOWN: _date}
    cases = [
        await _case("fixed work, a year", fixed, _year, year, size),
        await _case("work at intervals, a year", interval, _year, year, size),
        await _case("both, a year", both, _year, year, size),
        await _case("both, a year, each rule alone", both, _year_alone, alone, size),
        await _case("both, one date", both, _date, one_date, size),
    ]
    return found(
        "slots",
        cases,
        cases[2],
        unit="slots/s, beside dateutil.rrule",
        sizes={"zones": len(ZONES), "rules": len(both) * size.patients, "rounds": size.rounds},
        quick=quick,
        notes=NOTES,
    )


def rules(kinds: Sequence[Callable[..., Rule]]) -> list[Rule]:
    """One of each kind in every zone."""
    return [kind(zones=with_change((), FIRST_INSTANT, name), zone=ZoneInfo(name)) for name in ZONES for kind in kinds]


def check(rule: Rule) -> None:
    """Raises BenchFailed unless our slots of the year, and of the date, are those made of what rrule says."""
    year, of_date = _year(rule), _date(rule)
    same = _made_slots(rule) == year and [slot.at for slot in year] == _list(rule)
    if not same or not with_bounds(_begun_before(rule)) == with_bounds(_begun_then(rule)) == of_date:
        raise BenchFailed(f"rrule and ours do not say the same of {rule}")


def _year(rule: Rule) -> list[Slot]:
    return ours(rule, YEAR)


def _year_alone(rule: Rule) -> list[Slot]:
    _forget()
    return ours(rule, YEAR)


def _list(rule: Rule) -> list[datetime]:
    return list(as_rrule(rule, FIRST, LAST))


def _made_slots(rule: Rule) -> list[Slot]:
    return with_bounds(as_rrule(rule, FIRST, LAST))


def _date(rule: Rule) -> list[Slot]:
    return ours(rule, [DATE])


def _begun_before(rule: Rule) -> list[datetime]:
    return of_one_date(rule, FIRST, DATE)


def _begun_then(rule: Rule) -> list[datetime]:
    return of_one_date(rule, DATE, DATE)


def _forget() -> None:
    """What a process that has just begun does not know."""
    zones._day_in.cache_clear()


async def _case(name: str, rules: Sequence[Rule], work: Work, beside: Mapping[str, Work], size: Size) -> Case:
    rules = [*rules] * size.patients
    peers = {peer: partial(_sample, its, rules) for peer, its in beside.items()}
    fresh = partial(_sample, work, rules, fresh=True)
    goals = {next(iter(beside)): GOAL}
    return await compared(name, fresh, peers, size.rounds, goals=goals, rate_goal=RATE_GOAL)


async def _sample(work: Work, rules: Sequence[Rule], *, fresh: bool = False) -> Sample:
    """`fresh`: with no date known. Without, all are that ours has met in the same round."""
    await asyncio.sleep(0)  # whoever tells the bench to stop is heard
    if fresh:
        _forget()
    begun = perf_counter()
    done = sum(len(work(rule)) for rule in rules)
    return Sample(rate=done / (perf_counter() - begun))
