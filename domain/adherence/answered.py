"""As-needed work: which reports of a symptom asked for it, and which were answered. Rule 7 of the definition."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.plan import Plan, active_on
from domain.adherence.week import AsNeededDone, Week
from domain.symptom.record import Felt
from domain.values import AsNeeded, Level, Provenance, SymptomKind
from domain.zones import local_date

WITHIN = timedelta(minutes=60)
ASKING = frozenset({SymptomKind.PAIN, SymptomKind.SORENESS, SymptomKind.STIFFNESS})
LEAST_LEVEL: Level = 10  # a whole point

Reports = Iterable[tuple[UUID, Felt]]
"""Symptom reports that stand, by their ids, in any order."""


class Asked(Struct, frozen=True):
    """A report that asked for as-needed work of a program, and the session that answered it."""

    program_id: UUID
    symptom_id: UUID
    at: datetime  # UTC: when it was felt
    day: date  # the patient's local date
    answered_by: UUID | None


def any_as_needed(plan: Plan) -> bool:
    """Whether any version of any program has as-needed work, so that reports may ask for it."""
    return any(
        isinstance(prescription.schedule, AsNeeded)
        for program in plan.programs
        for version in program.versions
        for prescription in version.prescriptions
    )


def asked(plan: Plan, weeks: Mapping[date, Week], reports: Reports, now: datetime) -> list[Asked]:
    """Every report that asked for as-needed work and whose hour is over at `now`, by time; once for each program asked.

    A program is asked where as-needed work of it is active on the report's date. It answers with an entry later than
    the report and at most an hour after it. `weeks` are judged ones by their Mondays; what they hold of later dates
    than today waits.
    """
    if not any_as_needed(plan):
        return []
    done = _by_program(plan, weeks, local_date(plan.zones, now))
    found = []
    for symptom_id, felt in sorted(reports, key=lambda report: (report[1].felt_at, report[0])):
        if _asks(felt) and felt.felt_at <= now - WITHIN:
            day = local_date(plan.zones, felt.felt_at)
            for program_id in _programs_asked(plan, day):
                answer = _answer(done.get(program_id, []), felt.felt_at)
                found.append(Asked(program_id, symptom_id, felt.felt_at, day, answer))
    return found


def _asks(felt: Felt) -> bool:
    return felt.kind in ASKING and felt.level >= LEAST_LEVEL and felt.provenance is not Provenance.INFERRED


def _programs_asked(plan: Plan, day: date) -> Iterator[UUID]:
    """The programs with as-needed work that is active on a date, each once."""
    active = active_on(plan, day)
    yield from dict.fromkeys(
        program.program_id for program, prescription in active if isinstance(prescription.schedule, AsNeeded)
    )


def _answer(done: list[AsNeededDone], felt_at: datetime) -> UUID | None:
    """The session of the first entry after a moment, if it came within the hour."""
    first = bisect_right(done, felt_at, key=lambda entry: entry.at)
    return done[first].session_id if first < len(done) and done[first].at <= felt_at + WITHIN else None


def _by_program(plan: Plan, weeks: Mapping[date, Week], today: date) -> dict[UUID, list[AsNeededDone]]:
    """What was done up to today, in order of time. After a flight back over the date line some is of a later date."""
    done: dict[UUID, list[AsNeededDone]] = {}
    for week in weeks.values():
        for program in week.programs:
            entries = (entry for entry in program.as_needed if local_date(plan.zones, entry.at) <= today)
            done.setdefault(program.program_id, []).extend(entries)
    for in_program in done.values():  # such a flight may lead into an earlier week
        in_program.sort(key=lambda entry: (entry.at, entry.session_id))
    return done
