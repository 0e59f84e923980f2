"""How long the alerts of a clinic waited to be answered and to be closed, by therapist and over all."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from domain.alert.times import Spread, Waited, times_of
from projections.alert_inbox.queries import Span, spans
from projections.alert_inbox.staffing import Place, staffing
from services.http.freshness import AsOf, fresh
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_clinic

DAYS = (28, 90)


class SpreadLine(Struct, frozen=True):
    """Whole minutes of those alerts that came to an end; null where there is none."""

    count: int
    median_minutes: float | None
    ninetieth_minutes: int | None  # nine of ten took no longer


class TimesLine(Struct, frozen=True):
    """How many were raised, and how long they took: on the wall, and counting opening time alone."""

    raised: int
    to_answer: SpreadLine
    to_answer_open: SpreadLine
    to_resolve: SpreadLine
    to_resolve_open: SpreadLine


class TherapistTimes(Struct, frozen=True):
    """Of one therapist: whose the patient was when it was raised."""

    therapist_id: UUID | None
    times: TimesLine


class TimesOverDays(Struct, frozen=True):
    """Of the alerts raised in so many times 24 hours before `at`."""

    days: int
    all: TimesLine
    by_therapist: list[TherapistTimes]  # most alerts first


class AlertTimesAnswer(Struct, frozen=True):
    as_of: AsOf
    opening_hours: bool  # whether the clinic has said when it is open: if not, it counts as open day and night
    ranges: list[TimesOverDays]


async def clinic_alert_times(asked: Asked) -> Reply:
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    async with fresh(asked, "alert_inbox") as (db, as_of):
        found = await spans(db, org_id, clinic_id, as_of.at - timedelta(days=max(DAYS)))
        place = (await staffing(db, org_id)).clinics.get(clinic_id)
    if place is None:  # opened this moment
        raise Problem("unknown_clinic")
    ranges = [
        _over(days, [span for span in found if span.raised_at >= as_of.at - timedelta(days=days)], place)
        for days in DAYS
    ]
    return Reply(encode(AlertTimesAnswer(as_of, place.hours is not None and bool(place.hours.weekly), ranges)))


def _over(days: int, found: Sequence[Span], place: Place) -> TimesOverDays:
    therapists: dict[UUID | None, list[Span]] = {}
    for span in found:
        therapists.setdefault(span.therapist_id, []).append(span)
    lines = [TherapistTimes(therapist_id, _line(theirs, place)) for therapist_id, theirs in therapists.items()]
    lines.sort(key=lambda line: (-line.times.raised, str(line.therapist_id)))
    return TimesOverDays(days, _line(found, place), lines)


def _line(found: Sequence[Span], place: Place) -> TimesLine:
    waited = [Waited(span.raised_at, span.answered_at, span.resolved_at) for span in found]
    times = times_of(waited, place.hours, place.zone)
    return TimesLine(
        raised=times.raised,
        to_answer=_spread(times.to_answer),
        to_answer_open=_spread(times.to_answer_open),
        to_resolve=_spread(times.to_resolve),
        to_resolve_open=_spread(times.to_resolve_open),
    )


def _spread(spread: Spread) -> SpreadLine:
    median = None if spread.median_minutes is None else float(spread.median_minutes)
    return SpreadLine(spread.count, median, spread.ninetieth_minutes)
