"""What each patient is to do, day by day: the program, how it was revised, and when it rested."""

from datetime import date

from msgspec import Struct

from domain.values import AsNeeded, Interval, Prescription
from services.demo.case import DAY, Case, workday_after, workday_before
from services.demo.complaints import AT_A_DESK, Task, prescribed, with_less, with_more
from services.demo.people import Kind

LONG_ENOUGH = 35
"""Days after which a program that goes well is made harder, a week earlier."""

HURTING_FOR = 10 * DAY
"""Before it was said."""

Days = tuple[date, date]  # the first and the last


class Plan(Struct, frozen=True, kw_only=True):
    first: tuple[Prescription, ...]
    hurt_on: date | None = None  # the second exercise hurt
    revised_on: date | None = None  # in force from the day after
    revised: tuple[Prescription, ...] = ()
    rest: Days | None = None
    pause: Days | None = None
    last_day: date | None = None

    def on(self, day: date) -> tuple[Prescription, ...]:
        """What is expected at all on that day of the program; nothing while it rests or after its end."""
        if any(off and off[0] <= day <= off[1] for off in (self.rest, self.pause)):
            return ()
        if self.last_day and day > self.last_day:
            return ()
        return self.revised if self.revised_on and day > self.revised_on else self.first

    def aggravates(self, one: Prescription, day: date) -> bool:
        """Whether it is the exercise that hurt, in the days before it was made lighter."""
        if self.hurt_on is None or self.revised_on is None or one != self.first[1]:
            return False
        return self.hurt_on - HURTING_FOR <= day <= self.revised_on


def plan_of(case: Case) -> Plan:
    kind, person = case.person.kind, case.person
    tasks = _tasks(case)
    first = prescribed(case.program_id, tasks, person.side)
    if kind is Kind.IN_PAIN or person.overdid:
        hurt_on = case.ago(17 + 3 * (case.number % 3))
        revised_on = workday_after(hurt_on)
        less = (first[0], with_less(first[1]), *first[2:])
        others = prescribed(case.program_id, case.complaint.after_hurting(tasks), person.side)
        revised = less if person.overdid else others
        rest = (revised_on + DAY, revised_on + 2 * DAY) if kind is Kind.IN_PAIN and case.number % 2 else None
        return Plan(first=first, hurt_on=hurt_on, revised_on=revised_on, revised=revised, rest=rest)
    pause = (case.ago(12), case.ago(6)) if kind is Kind.PAUSED else None
    last_day = workday_before(case.ago(9)) if kind is Kind.DISCHARGED else None
    if kind in (Kind.SLIPPING, Kind.SILENT) or person.days < LONG_ENOUGH:
        return Plan(first=first, pause=pause, last_day=last_day)
    more = (*map(_harder, first), *prescribed(case.program_id, [case.complaint.later], person.side))
    revised_on = workday_before(case.first_day + 28 * DAY)
    return Plan(first=first, revised_on=revised_on, revised=more, pause=pause, last_day=last_day)


def _tasks(case: Case) -> tuple[Task, ...]:
    """What the complaint asks for: for who sits all day some of it at the desk, for some more when it is needed."""
    tasks = case.complaint.tasks
    if case.person.desk:
        tasks = (*tasks[:2], AT_A_DESK, *tasks[3:])
    return (*tasks, case.complaint.relief) if case.person.relief else tasks


def _harder(prescription: Prescription) -> Prescription:
    """What is done in a short break, or for relief, stays as it is."""
    return prescription if isinstance(prescription.schedule, Interval | AsNeeded) else with_more(prescription)
