"""What a patient felt: the series of a stretch of time, and the newest in each place beside what is usual there."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from domain.symptom.record import Felt
from domain.values import BodyRegion, Instant
from domain.zones import shifted
from projections.symptoms.queries import Symptom, baselines_of, newest_of, symptoms
from services.http.freshness import AsOf, FreshQuery, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient

SHOWN_SECONDS = 90 * 86_400  # where no beginning is asked for
TENTHS = 10  # of a point

Points = Annotated[float, Meta(ge=0, le=10)]
"""A median of ratings: it may lie between two tenths of a point."""


class SymptomsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)
    region: BodyRegion | None = None


class NewestSymptom(Struct, frozen=True):
    """The newest report of one kind, region and side."""

    symptom_id: UUID
    felt: Felt
    baseline: Points | None  # what it is compared with, of the same timing; null with fewer than three before it


class SymptomsAnswer(Struct, frozen=True):
    """What was felt, oldest first, each report as it stands after its corrections."""

    as_of: AsOf
    symptoms: list[Symptom]
    newest: list[NewestSymptom]  # of these; what was dated ahead of now waits
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_symptoms(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    query: SymptomsQuery = asked.query
    now = asked.context.clock.now(org_id)
    until = shifted(query.until, 0) if query.until else now + timedelta(days=1)
    since = shifted(query.since, 0) if query.since else shifted(min(until, now), -SHOWN_SECONDS)
    async with fresh(asked, "symptoms") as (db, as_of):
        series = await symptoms(db, org_id, patient_id, since, until, query.region)
        newest = newest_of(series, now)
        usual = await baselines_of(db, org_id, patient_id, [symptom.symptom_id for symptom in newest])
        lacks_from = await incomplete_from(db, org_id, patient_id, "symptoms")
    return Reply(encode(SymptomsAnswer(as_of, series, [_line(symptom, usual) for symptom in newest], lacks_from)))


def _line(symptom: Symptom, usual: Mapping[UUID, Fraction]) -> NewestSymptom:
    tenths = usual.get(symptom.symptom_id)
    return NewestSymptom(symptom.symptom_id, symptom.felt, None if tenths is None else float(tenths / TENTHS))
