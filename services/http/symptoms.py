"""What a patient felt: the series of a stretch of time, and what may be said of it."""

from datetime import timedelta

from msgspec import field

from domain.symptom.findings import Stretch, findings_of, sessions_needed
from domain.values import BodyRegion, Instant
from domain.zones import shifted
from projections.adherence.sessions import sessions
from projections.symptoms.queries import reports_for
from services.http.freshness import FreshQuery, fresh, incomplete_from
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.symptom_lines import symptoms_answer

SHOWN_SECONDS = 90 * 86_400  # where no beginning is asked for
READERS = ("symptoms", "adherence")  # what was felt, and the sessions and dates it belongs to


class SymptomsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)
    region: BodyRegion | None = None
    explain: bool = False


async def patient_symptoms(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await reached_patient(asked, asked.path["patient_id"])
    query: SymptomsQuery = asked.query
    stretch = _stretch(asked, query)
    async with fresh(asked, *READERS) as (db, as_of):
        reports = await reports_for(db, org_id, patient_id, stretch)
        between = sessions_needed(reports, stretch) or (stretch.now, stretch.now)
        dated = await sessions(db, org_id, patient_id, *between)
        lacks_from = await incomplete_from(db, org_id, patient_id, *READERS)
    found = findings_of(reports, dated.sessions if dated else (), dated.zones if dated else (), stretch)
    return Reply(encode(symptoms_answer(as_of, found, lacks_from, explain=query.explain)))


def _stretch(asked: Asked, query: SymptomsQuery) -> Stretch:
    now = asked.context.clock.now(asked.actor.org_id)
    until = shifted(query.until, 0) if query.until else now + timedelta(days=1)
    since = shifted(query.since, 0) if query.since else shifted(min(until, now), -SHOWN_SECONDS)
    return Stretch(since, until, now, query.region)
