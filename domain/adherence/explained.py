"""Opening the numbers: every slot with the entries that met it, the version and the zone that judged it. Rule 11."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.adherence import DEFINITION_VERSION
from domain.adherence.account import first_date
from domain.adherence.answered import Asked, Reports, asked
from domain.adherence.facts import SessionFact
from domain.adherence.figures import mondays
from domain.adherence.judge import Counted, CountedWeek, count_week, judged
from domain.adherence.places import WeeklyWork, exactly
from domain.adherence.plan import DAY, Plan, ProgramPlan
from domain.adherence.week import Exact, Uncounted, Week
from domain.zones import ZoneChange, day_bounds, local_date, zone_at


class MetBy(Struct, frozen=True):
    """An entry that met a dose, or a part of one."""

    session_id: UUID
    entry: int  # from 0
    at: datetime  # UTC, by a clock set right
    counted: Exact  # doses
    events: tuple[UUID, ...]  # the ids of the session's log and of its corrections, the one that wins last


class ExplainedSlot(Struct, frozen=True):
    program_id: UUID
    version: int  # of the program, in force on the date
    prescription_id: UUID
    expected: int  # doses
    done: Exact
    met_by: tuple[MetBy, ...]


class ExplainedDay(Struct, frozen=True):
    """A closed date that expected fixed, cue or interval work."""

    day: date
    zone: str  # in force when the date begins
    starts: datetime  # UTC: its first instant
    ends: datetime  # UTC: the first instant after it
    slots: tuple[ExplainedSlot, ...]


class ExplainedWeek(Struct, frozen=True):
    """A weekly prescription in a week that was judged on a closed date."""

    monday: date
    program_id: UUID
    prescription_id: UUID
    versions: tuple[int, ...]  # in force on its active days
    active_days: int
    judged_on: date
    target: int
    done: Exact
    met_by: tuple[MetBy, ...]


class Explained(Struct, frozen=True):
    """All that the numbers are made of, from the first date of the first program until yesterday."""

    definition: int
    zones: tuple[ZoneChange, ...]
    days: tuple[ExplainedDay, ...]
    weeks: tuple[ExplainedWeek, ...]
    answered: tuple[Asked, ...]
    uncounted: tuple[Uncounted, ...]


Events = Mapping[UUID, tuple[UUID, ...]]
"""By session: the ids of the events that tell of it."""


def explain(plan: Plan, facts: Sequence[SessionFact], reports: Reports, events: Events, now: datetime) -> Explained:
    """What `domain.adherence.account` says of the same plan, sessions and reports at `now`, opened."""
    yesterday = local_date(plan.zones, now) - DAY
    first = first_date(plan, yesterday)
    by_week = _by_week(plan, facts)
    days, weekly, uncounted = list[ExplainedDay](), list[ExplainedWeek](), list[Uncounted]()
    weeks = dict[date, Week]()
    for monday in sorted({*mondays(first, yesterday), *by_week}):
        counted = count_week(plan, monday, by_week.get(monday, ()))
        weeks[monday] = judged(counted)
        opened = _Opened(plan, counted, events)
        days += (day for day in opened.days() if day.day <= yesterday)
        weekly += (week for week in opened.weeks() if week.judged_on <= yesterday)
        uncounted += (each for each in counted.uncounted if each.day <= yesterday)
    return Explained(
        DEFINITION_VERSION,
        plan.zones,
        tuple(days),
        tuple(weekly),
        tuple(each for each in asked(plan, weeks, reports, now) if each.day <= yesterday),
        tuple(uncounted),
    )


def _by_week(plan: Plan, facts: Iterable[SessionFact]) -> dict[date, list[SessionFact]]:
    weeks: dict[date, list[SessionFact]] = {}
    for fact in facts:
        [monday] = mondays(day := local_date(plan.zones, fact.happened_at), day)
        weeks.setdefault(monday, []).append(fact)
    return weeks


class _Opened:
    """One counted week, told slot by slot."""

    def __init__(self, plan: Plan, week: CountedWeek, events: Events) -> None:
        self._plan = plan
        self._week = week
        self._events = events
        self._programs = {program.program_id: program for program in plan.programs}

    def days(self) -> Iterator[ExplainedDay]:
        for day in self._week.days:
            slots = tuple(self._slots(day))
            bounds = day_bounds(self._plan.zones, day)
            if slots and bounds:
                yield ExplainedDay(day, zone_at(self._plan.zones, bounds[0]), *bounds, slots)

    def _slots(self, day: date) -> Iterator[ExplainedSlot]:
        for program_id, places in self._week.places.programs.items():
            for work in places.daily:
                if day in work.done:
                    met = [each for each in self._week.counted if each.work is work and each.day == day]
                    yield ExplainedSlot(
                        program_id,
                        self._version(program_id, day),
                        work.prescription.prescription_id,
                        work.doses_a_day,
                        exactly(work.done[day], work.parts),
                        self._met_by(met),
                    )

    def weeks(self) -> Iterator[ExplainedWeek]:
        for program_id, places in self._week.places.programs.items():
            for weekly in sorted(places.weekly.values(), key=lambda each: each.active[0]):
                yield self._weekly(program_id, weekly)

    def _weekly(self, program_id: UUID, weekly: WeeklyWork) -> ExplainedWeek:
        return ExplainedWeek(
            self._week.monday,
            program_id,
            weekly.prescription_id,
            tuple(sorted({self._version(program_id, day) for day in weekly.active})),
            len(weekly.active),
            weekly.active[-1],
            weekly.target,
            exactly(weekly.done, weekly.parts),
            self._met_by([each for each in self._week.counted if each.work in weekly.works]),
        )

    def _version(self, program_id: UUID, day: date) -> int:
        program: ProgramPlan = self._programs[program_id]
        version = program.version_on(day)
        return version.number if version else 0

    def _met_by(self, counted: Iterable[Counted]) -> tuple[MetBy, ...]:
        return tuple(
            MetBy(
                each.fact.session_id,
                each.entry,
                each.fact.happened_at,
                exactly(each.parts, each.work.parts),
                self._events.get(each.fact.session_id, ()),
            )
            for each in counted
        )
