"""What a patient felt: the series of a stretch of time, and what may be said of it."""

from datetime import datetime

from msgspec import field, structs

from domain.symptom.findings import Stretch, findings_of, sessions_needed
from domain.values import BodyRegion, Instant
from services.http.difference import differing
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.past import PastQuery
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.stretch import stretch
from services.http.symptom_lines import SymptomsAnswer, symptoms_answer
from services.http.view import View, viewed

READERS = ("symptoms", "adherence")  # what was felt, and the sessions and dates it belongs to


class SymptomsQuery(PastQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)
    region: BodyRegion | None = None
    explain: bool = False


async def patient_symptoms(asked: Asked) -> Reply:
    patient_id, query = await reached_patient(asked, asked.path["patient_id"]), asked.query
    async with viewed(asked, patient_id, *READERS) as (view, known_now):
        answer = await _answer(view, view.as_of, query)
        if known_now is not None:
            now = await _answer(known_now, view.as_of, query)
            answer = structs.replace(answer, difference=differing(known_now.as_of, answer, now))
    return Reply(encode(answer))


async def _answer(view: View, as_of: AsOf, query: SymptomsQuery) -> SymptomsAnswer:
    stretch = _stretch(view.as_of.at, query)
    reports = await view.reports_for(stretch)
    between = sessions_needed(reports, stretch) or (stretch.now, stretch.now)
    dated = await view.dated(*between)
    found = findings_of(reports, dated.sessions if dated else (), dated.zones if dated else (), stretch)
    return symptoms_answer(as_of, found, await view.lacks_from(), explain=query.explain)


def _stretch(now: datetime, query: SymptomsQuery) -> Stretch:
    since, until = stretch(query.since, query.until, now)
    return Stretch(since, until, now, query.region)
