"""The visits of a clinic by time: who comes today, who was there, who cancelled."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from domain.values import Instant
from domain.zones import shifted
from projections.caseload.queries import set_aside_at
from projections.course.queries import ClinicVisit, visits_between
from services.http.audit.seen import right_at
from services.http.freshness import AsOf, FreshQuery, fresh
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_clinic
from services.http.restricted import hidden_from
from services.http.stretch import at_most_days

BEFORE_NOW_SECONDS = 12 * 3600  # so that in the afternoon the morning is there too
SHOWN_SECONDS = 36 * 3600  # where not both ends are asked for; by now to 24 hours ahead
LONGEST_DAYS = 31  # a page of the calendar: a clinic's line for each visit is in one answer
LACKING_AT_MOST = 50  # there should be none
READERS = ("course", "caseload")  # the visits, and whose patients are at the clinic


class ClinicVisitsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another, at most 31 days later.

    Without both from 12 hours before now to 24 hours after it, with one of them the 36 hours from it or up to it.
    """

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)


class ClinicVisitsAnswer(Struct, frozen=True):
    """In order of time."""

    as_of: AsOf
    visits: list[ClinicVisit]
    incomplete_of: list[UUID]  # patients of whom some may be missing, because an event could not be digested


async def clinic_visits(asked: Asked) -> Reply:
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    async with fresh(asked, *READERS) as (db, as_of):
        since, until = _stretch(asked.query, as_of.at)
        visits = await visits_between(db, org_id, clinic_id, since, until)
        hidden = await hidden_from(asked, {visit.patient_id for visit in visits})
        visits = [visit for visit in visits if visit.patient_id not in hidden]
        lacking = await set_aside_at(db, org_id, "course", clinic_id, LACKING_AT_MOST)
    asked.seen.patients([*(visit.patient_id for visit in visits), *lacking], right_at(asked.actor, clinic_id))
    return Reply(encode(ClinicVisitsAnswer(as_of, visits, lacking)))


def _stretch(query: ClinicVisitsQuery, now: datetime) -> tuple[datetime, datetime]:
    if query.since:
        since = shifted(query.since, 0)
    else:
        since = shifted(query.until, -SHOWN_SECONDS) if query.until else shifted(now, -BEFORE_NOW_SECONDS)
    until = shifted(query.until, 0) if query.until else shifted(since, SHOWN_SECONDS)
    at_most_days(LONGEST_DAYS, since, until)
    return since, until
