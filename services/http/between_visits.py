"""How it went from one visit to the next: what was done, what hurt, what stood in the way, and what was changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from domain.barrier.record import settle
from domain.course.changes import ProgramChange, What
from domain.course.eased import Work
from domain.course.pain import PainThere, pain_by_place
from domain.course.stretches import Held, Stretch, stretches
from domain.score.change import Scored, with_changes
from domain.symptom.record import Felt
from domain.values import BarrierReason, BodyRegion, Level, Side
from domain.zones import local_date, shifted
from projections.adherence.document import Number
from projections.adherence.queries import SpanNumbers, adherence_between
from projections.course.fold import Course
from projections.course.queries import course_of
from projections.symptoms.queries import symptoms
from services.http.freshness import AsOf, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.symptom_lines import Points, points

READERS = ("course", "adherence", "symptoms")
DAY_SECONDS = 86_400

T = TypeVar("T")


class PainLine(Struct, frozen=True):
    """Pain in one place over the stretch; soreness is no pain."""

    region: BodyRegion
    side: Side
    first: Level
    last: Level
    highest: Level
    median: Points
    reports: int


class BarrierLine(Struct, frozen=True):
    """How often a reason was given."""

    reason: BarrierReason
    reports: int


class ChangeLine(Struct, frozen=True):
    """A decision about a program, on the day from which on it is otherwise."""

    event_id: UUID
    decided_at: datetime  # UTC
    program_id: UUID | None  # null: of all of them
    what: What
    first_day: date
    last_day: date | None  # of a pause or a rest
    eased: tuple[Work, ...]  # gone, otherwise and not plainly more, rested, paused or ended


class StretchLine(Struct, frozen=True):
    """From the local date after a visit to the date of the next; the last one to yesterday."""

    first: date
    last: date
    after: UUID  # the visit before it
    until: UUID | None  # the visit it ends with; null: it goes on
    days: Number | None  # null while the adherence has not met the patient
    doses: Number | None
    pain: list[PainLine]
    barriers: list[BarrierLine]
    changes: list[ChangeLine]
    scores: list[Scored]


class BetweenVisitsAnswer(Struct, frozen=True):
    """The stretches in order; none before a visit was recorded and a whole day has passed."""

    as_of: AsOf
    stretches: list[StretchLine]
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_between_visits(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    async with fresh(asked, *READERS) as (db, as_of):
        course = await course_of(db, org_id, patient_id)
        found = _stretches(course, as_of.at) if course and course.zones else []
        numbers, felt = None, list[Felt]()
        if found:
            numbers = await adherence_between(db, org_id, patient_id, [(each.first, each.last) for each in found])
            since, until = _around(found)
            felt = [symptom.felt for symptom in await symptoms(db, org_id, patient_id, since, until)]
        lacks_from = await incomplete_from(db, org_id, patient_id, *READERS)
    lines = _lines(course, found, numbers, felt) if course else []
    return Reply(encode(BetweenVisitsAnswer(as_of, lines, lacks_from)))


def _stretches(course: Course, now: datetime) -> list[Stretch]:
    took_place = sorted((visit.happened_at, visit.visit_id) for visit in course.visits.values() if visit.happened_at)
    held = (Held(visit_id, local_date(course.zones, at)) for at, visit_id in took_place)
    return stretches(held, local_date(course.zones, now))


def _around(found: Sequence[Stretch]) -> tuple[datetime, datetime]:
    """Instants that surely enclose the stretches: a local date is at most one day from the one in UTC."""
    first, last = (datetime.combine(day, time(), UTC) for day in (found[0].first, found[-1].last))
    return shifted(first, -DAY_SECONDS), shifted(last, 2 * DAY_SECONDS)


def _lines(
    course: Course, found: Sequence[Stretch], numbers: Sequence[SpanNumbers] | None, felt: Sequence[Felt]
) -> list[StretchLine]:
    def dated(at: datetime) -> date:
        return local_date(course.zones, at)

    standing = [barrier for record in course.barriers.values() if (barrier := settle(record))]
    scores = list(with_changes(course.scores.values()))
    return [
        StretchLine(
            first=stretch.first,
            last=stretch.last,
            after=stretch.after,
            until=stretch.until,
            days=numbers[place].days if numbers else None,
            doses=numbers[place].doses if numbers else None,
            pain=[_pain(there) for there in pain_by_place(_within(stretch, felt, lambda each: dated(each.felt_at)))],
            barriers=_barriers(each.reason for each in _within(stretch, standing, lambda each: dated(each.at))),
            changes=[_change(each) for each in _within(stretch, course.changes, lambda each: each.first_day)],
            scores=_within(stretch, scores, lambda each: dated(each.taken.at)),
        )
        for place, stretch in enumerate(found)
    ]


def _within(stretch: Stretch, items: Iterable[T], day: Callable[[T], date]) -> list[T]:
    return [item for item in items if stretch.holds(day(item))]


def _pain(there: PainThere) -> PainLine:
    return PainLine(
        region=there.region,
        side=there.side,
        first=there.first,
        last=there.last,
        highest=there.highest,
        median=points(there.median),
        reports=there.reports,
    )


def _barriers(reasons: Iterable[BarrierReason]) -> list[BarrierLine]:
    """The most frequent first, then by name."""
    counted = sorted(Counter(reasons).items(), key=lambda each: (-each[1], each[0]))
    return [BarrierLine(reason, reports) for reason, reports in counted]


def _change(change: ProgramChange) -> ChangeLine:
    return ChangeLine(
        event_id=change.event_id,
        decided_at=change.decided_at,
        program_id=change.program_id,
        what=change.what,
        first_day=change.first_day,
        last_day=change.last_day,
        eased=change.eased,
    )
