"""The alert rules that look at the end of a date: who is silent, does little, does less, or misses the first days."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from simulation.alerts import Alerts
from simulation.dates import DAY
from simulation.doing import Diary, expects_its_own
from simulation.programs import Care, Program

NUDGED, NOTICED = 3, {7: "medium", 14: "high", 21: "high"}
"""Expected dates running of which nothing is logged."""

LITTLE = Fraction(1, 2)
DROP = Fraction(20, 100)
ENOUGH = 5


def closed(care: Care, diary: Diary, alerts: Alerts, day: date, at: datetime) -> bool:
    """Raises what the end of a date raises; whether the patient is to be nudged."""
    silent = silent_dates(care, diary, day) if care.expects(day) else 0
    if silent in NOTICED:
        there = alerts.open_of("silent", "")
        if there is None:
            alerts.raised("silent", "", NOTICED[silent], at, day=day)
        else:
            alerts.regraded(there, NOTICED[silent], at, day)
    for program in care.programs:
        _looked_at(care, diary, alerts, program, day, at)
    return silent == NUDGED


def silent_dates(care: Care, diary: Diary, day: date) -> int:
    """Expected dates running back from one of which nothing is logged; any session ends them."""
    running, first = 0, min((program.first_day for program in care.programs), default=day)
    while day >= first and not diary.logged_on(day):
        running += care.expects(day)
        day -= DAY
    return running


def _looked_at(care: Care, diary: Diary, alerts: Alerts, program: Program, day: date, at: datetime) -> None:
    scope = program.program_id
    if not care.running(program, day):
        return
    week = diary.doses(program, _back(day, 7))
    if week.expected >= ENOUGH:
        before = diary.doses(program, _back(day - 7 * DAY, 28))
        if week.done < LITTLE * week.expected:
            _again(care, alerts, "low", program, day, at)
        if before.expected >= ENOUGH and before.done / before.expected - week.done / week.expected >= DROP:
            _again(care, alerts, "drop", program, day, at)
    if _is_early_miss(care, diary, program, day) and alerts.open_of("early_slip", scope) is None:
        alerts.raised("early_slip", scope, "medium", at, day=day)


def _again(care: Care, alerts: Alerts, rule: str, program: Program, day: date, at: datetime) -> None:
    """Nothing while one is open; after it was closed only with the end of a date that expected something itself."""
    if alerts.open_of(rule, program.program_id) is not None:
        return
    before = any((one.rule, one.scope) == (rule, program.program_id) for one in alerts.all)
    if before and not care.expects(day, program):
        return
    alerts.raised(rule, program.program_id, "medium", at, day=day)


def _is_early_miss(care: Care, diary: Diary, program: Program, day: date) -> bool:
    """One of the first two dates that expect work of their own, with nothing of it done."""
    early: list[date] = []
    on = program.first_day
    while on <= day and len(early) < 2:
        if expects_its_own(care, program, on):
            early.append(on)
        on += DAY
    return day in early and diary.own_doses(program, day).done == 0


def _back(day: date, dates: int) -> Iterable[date]:
    """The newest first."""
    return (day - number * DAY for number in range(dates))
