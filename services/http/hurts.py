"""From "it hurts" to a changed program: how often and how soon a clinic's therapists answer it."""

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from msgspec import Struct, field

from domain.course.hurts import Loop, loop_of
from domain.values import Instant
from projections.caseload.queries import set_aside_at
from projections.course.queries import Told, hurts_between
from services.http.audit.seen import right_at
from services.http.freshness import AsOf, FreshQuery, fresh
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_clinic
from services.http.restricted import all_hidden_from
from services.http.stretch import LONGEST_OF_A_CLINIC, at_most_days, stretch

READERS = ("course", "caseload")  # what was told and decided, and whose patients are at the clinic
LACKING_AT_MOST = 50  # there should be none
HOUR = 3600  # seconds


class HurtsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those recorded from one instant until just before another, at most 400 days; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)


class HurtsLine(Struct, frozen=True):
    """Reports that stand. The hours are those of the answered ones alone, and null where these are fewer than five."""

    hurts: int
    answered: int
    median_hours: float | None  # to the hundredth
    ninetieth_hours: float | None  # nine of ten took no longer


class TherapistHurts(Struct, frozen=True):
    """Of one therapist: whose the patient was when it was told."""

    therapist_id: UUID | None
    answers: HurtsLine


class HurtsAnswer(Struct, frozen=True):
    as_of: AsOf
    all: HurtsLine
    by_therapist: list[TherapistHurts]  # most reports first
    incomplete_of: list[UUID]  # patients of whom some may be missing, because an event could not be digested


async def clinic_hurts(asked: Asked) -> Reply:
    query: HurtsQuery = asked.query
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    hidden = await all_hidden_from(asked)
    async with fresh(asked, *READERS) as (db, as_of):
        since, until = stretch(query.since, query.until, as_of.at)
        at_most_days(LONGEST_OF_A_CLINIC, since, min(until, as_of.at))  # nothing is recorded ahead of now
        told = await hurts_between(db, org_id, clinic_id, since, until, hidden)
        lacking = await set_aside_at(db, org_id, "course", clinic_id, LACKING_AT_MOST)
        lacking = [patient_id for patient_id in lacking if patient_id not in hidden]
    therapists: dict[UUID | None, list[Told]] = {}
    for each in told:
        therapists.setdefault(each.therapist_id, []).append(each)
    lines = [TherapistHurts(therapist_id, _line(theirs)) for therapist_id, theirs in therapists.items()]
    lines.sort(key=lambda line: (-line.answers.hurts, str(line.therapist_id)))
    asked.seen.patients(lacking, right_at(asked.actor, clinic_id))
    return Reply(encode(HurtsAnswer(as_of, _line(told), lines, lacking)))


def _line(told: Sequence[Told]) -> HurtsLine:
    loop: Loop = loop_of([each.seconds for each in told])
    return HurtsLine(loop.hurts, loop.answered, _hours(loop.median_seconds), _hours(loop.ninetieth_seconds))


def _hours(seconds: Fraction | int | None) -> float | None:
    return None if seconds is None else round(float(seconds) / HOUR, 2)
