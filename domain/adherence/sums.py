"""What a judged week adds to the published numbers: enough to sum, nothing to explain with."""

from collections.abc import Iterable
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

from domain.adherence.week import Day, Exact, Week, WeeklyCount


class Sum:
    """Exact amounts added up, those of one denominator as whole numbers: adding Fractions one by one is slow."""

    def __init__(self, amounts: Iterable[Exact] = ()) -> None:
        self.whole = 0
        self.parts: dict[str, int] = {}  # numerators by denominator
        for amount in amounts:
            self.add(amount)

    def add(self, amount: Exact) -> None:
        over, _, under = amount.partition("/")
        if under:
            self.parts[under] = self.parts.get(under, 0) + int(over)
        else:
            self.whole += int(amount)

    def add_all(self, other: "Sum") -> None:
        self.whole += other.whole
        for under, over in other.parts.items():
            self.parts[under] = self.parts.get(under, 0) + over

    def total(self) -> Fraction:
        if len(self.parts) == 1:
            [(under, over)] = self.parts.items()
            return Fraction(self.whole * int(under) + over, int(under))
        return sum((Fraction(over, int(under)) for under, over in self.parts.items()), Fraction(self.whole))

    def exact(self) -> Exact:
        return str(self.total()) if self.parts else str(self.whole)


class DaySum(Struct, frozen=True, array_like=True):
    """The doses of one day."""

    weekday: int  # 0 is the week's Monday
    expected: int
    done: Exact  # at most expected; "0": the day is none on which any work was done


class WeekSums(Struct, frozen=True, array_like=True):
    """Of one program, or of one prescription."""

    of: UUID
    days: tuple[DaySum, ...]  # only those that expect anything
    weekly: tuple[DaySum, ...]  # each weekly prescription's week, on the day on which it is judged


def by_program(week: Week) -> tuple[WeekSums, ...]:
    """Of each program that the week judges, in their order."""
    return tuple(
        [
            WeekSums(
                program.program_id,
                tuple([_day_sum(day) for day in program.days]),
                tuple([_weekly_sum(count) for count in program.weekly]),
            )
            for program in week.programs
        ]
    )


def by_prescription(week: Week) -> tuple[WeekSums, ...]:
    """Of each prescription of which the week expects anything."""
    daily: dict[UUID, list[DaySum]] = {}
    weekly = {}
    for program in week.programs:
        for day in program.days:
            weekday = day.day.weekday()
            for slot in day.slots:
                daily.setdefault(slot.prescription_id, []).append(DaySum(weekday, slot.expected, slot.done))
        weekly.update({count.prescription_id: (_weekly_sum(count),) for count in program.weekly})
    return tuple(WeekSums(of, tuple(daily.get(of, ())), weekly.get(of, ())) for of in (*daily, *weekly))


def _day_sum(day: Day) -> DaySum:
    expected, some = 0, []
    for slot in day.slots:
        expected += slot.expected
        if slot.done != "0":
            some.append(slot.done)
    if len(some) > 1:
        return DaySum(day.day.weekday(), expected, Sum(some).exact())
    return DaySum(day.day.weekday(), expected, some[0] if some else "0")


def _weekly_sum(count: WeeklyCount) -> DaySum:
    return DaySum(count.judged_on.weekday(), count.target, count.done)
