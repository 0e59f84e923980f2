"""What is judged as a whole: each week of weekly work (section 4), each report that asked for as-needed work (7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from definition.counting import AS_NEEDED, Active, Count, Met, active_dates, monday_of, target, week_of
from definition.dates import date_at

HOUR = timedelta(minutes=60)
ASKING = ("pain", "soreness", "stiffness")
ONE_POINT = 10  # levels are kept in tenths


@dataclass(frozen=True)
class Week:
    """A weekly prescription in a week in which it is active on some date."""

    monday: date
    program_id: UUID
    prescription_id: UUID
    versions: tuple[int, ...]  # in force on its active dates
    active: tuple[date, ...]
    target: int  # doses
    met_by: tuple[Met, ...]

    @property
    def judged_on(self) -> date:
        return self.active[-1]


@dataclass(frozen=True)
class Asked:
    """A report that asked a program, and the session that answered it first."""

    program_id: UUID
    symptom_id: UUID
    at: datetime  # UTC
    day: date
    answered_by: UUID | None


def weeks(counted: Count) -> Iterator[Week]:
    """All of them up to this week: week by week, program by program, as they became active."""
    for monday in sorted({monday_of(day) for day in counted.active}):
        for program in counted.told.programs:
            seen: dict[UUID, Active] = {}
            for day in week_of(monday):
                for active in counted.active[day]:
                    if active.program is program and active.prescription.kind == "weekly":
                        seen.setdefault(active.prescription.id, active)
            for active in seen.values():
                yield _week(counted, monday, active)


def _week(counted: Count, monday: date, work: Active) -> Week:
    days = active_dates(counted, work, monday)
    versions = [each.version.number for day in days for each in counted.active[day] if each.is_the_work_of(work)]
    return Week(
        monday,
        work.program.id,
        work.prescription.id,
        tuple(dict.fromkeys(versions)),
        tuple(days),
        target(work.prescription, days),
        tuple(met for met in counted.met if met.is_of(work) and met.day in days),
    )


def asked(counted: Count, at: datetime) -> Iterator[Asked]:
    """Each report of a closed date that asked a program, once its hour is over at the instant `at` (7.1 to 7.7)."""
    for report in sorted(counted.told.symptoms, key=lambda report: (report.at, report.id)):
        day = date_at(counted.told.zones, report.at)
        if (
            report.kind not in ASKING
            or report.level < ONE_POINT
            or report.provenance == "inferred"
            or day >= counted.today
            or report.at + HOUR > at
        ):
            continue
        for program in counted.told.programs:
            if any(
                active.program is program and active.prescription.kind == AS_NEEDED
                for active in counted.active.get(day, ())
            ):
                answers = (
                    met.session_id
                    for met in counted.met
                    if met.program_id == program.id
                    and met.prescription.kind == AS_NEEDED
                    and report.at < met.at <= report.at + HOUR
                )
                yield Asked(program.id, report.id, report.at, day, next(answers, None))
