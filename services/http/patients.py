"""What may be asked about one patient: who it is, the adherence, today's program."""

import asyncio
from uuid import UUID

from msgspec import Struct

from domain.adherence.answered import Reports, any_as_needed
from domain.adherence.explained import Explained, explain
from domain.adherence.plan import DAY, Plan
from domain.adherence.today import TodaysWork, todays_work
from domain.adherence.week import monday_of
from domain.zones import FIRST_INSTANT, local_date
from eventstore.cursor import cursor_at
from eventstore.versions import version_at
from projections.adherence.document import PatientAdherence, published
from projections.caseload.queries import InCare, in_care
from projections.positions import set_aside
from services.http.command_forms import Person
from services.http.difference import Difference, differing
from services.http.etags import etag_of
from services.http.freshness import AsOf, standing
from services.http.names import persons_of
from services.http.operation import Asked, Reply
from services.http.past import PastQuery
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.view import FromLog, View, opened, viewed


class SetAside(Struct, frozen=True):
    """A reader of the log that lacks events of the patient because it could not digest one."""

    reader: str  # the name of a read model; `alerting`: the alert rules; `rounds`: the reminders
    since: str  # the place of the first of them


class PatientAnswer(Struct, frozen=True):
    """One patient: the line of the caseload, and who it is."""

    as_of: AsOf
    patient: InCare | None  # null while the read model has not met the patient
    person: Person | None  # name and contacts, as far as they are known; null for one without, and after an erasure
    set_aside: list[SetAside]  # empty: every number is complete
    version: int  # of what was said of the patient: give it as If-Match to change only what you saw


async def one_patient(asked: Asked) -> Reply:
    org_id, patient_id = asked.actor.org_id, await _patient(asked)
    async with standing(asked, "caseload") as (db, as_of, pos, _):
        line = await in_care(db, org_id, patient_id, as_of.at)
        person = (await persons_of(asked.context, db, org_id, [patient_id])).get(patient_id)
        aside = [
            SetAside(reader, await cursor_at(db, org_id, pos))
            for reader, pos in sorted((await set_aside(db, org_id, patient_id)).items())
        ]
        version = await version_at(db, org_id, patient_id, pos)
    body = encode(PatientAnswer(as_of, line, person, aside, version))
    return Reply(body, {"etag": etag_of(body, version)})


async def _patient(asked: Asked) -> UUID:
    return await reached_patient(asked, asked.path["patient_id"])


class AdherenceQuery(PastQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers, opened where that is asked for."""

    explain: bool = False


class AdherenceAnswer(Struct, frozen=True):
    """The published numbers of the last 7, 28 and 90 closed days and of all since the start, and today so far."""

    as_of: AsOf
    adherence: PatientAdherence | None  # null while the read model has not met the patient
    explained: Explained | None  # what the numbers are made of, where it is asked for
    difference: Difference | None  # what is known otherwise now, where it is asked for
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_adherence(asked: Asked) -> Reply:
    patient_id, query = await _patient(asked), asked.query
    readers = ("adherence", "symptoms")
    looked_at = opened if query.explain else viewed
    async with looked_at(asked, patient_id, *readers) as (view, known_now):
        found = await _published(view)
        difference = None if known_now is None else differing(known_now.as_of, found, await _published(known_now))
        explained = await _explained(view) if isinstance(view, FromLog) and query.explain else None
        answer = AdherenceAnswer(view.as_of, found, explained, difference, await view.lacks_from())
    return Reply(encode(answer))


async def _published(view: View) -> PatientAdherence | None:
    known = await view.known()
    if known is None:
        return None
    reports, all_reports = await _reports(view, known.plan), "symptoms" not in await view.broken()
    return published(known, reports, view.as_of.at, all_reports=all_reports or not any_as_needed(known.plan))


async def _explained(view: FromLog) -> Explained | None:
    replayed = view.replayed
    if replayed is None:
        return None
    plan = replayed.known.plan
    reports = await _reports(view, plan)
    return await asyncio.to_thread(explain, plan, replayed.sessions, reports, replayed.events, view.as_of.at)


async def _reports(view: View, plan: Plan) -> Reports:
    """What may have asked for as-needed work; nothing is read where none was ever prescribed."""
    if not any_as_needed(plan):
        return ()
    return [(each.symptom_id, each.felt) for each in await view.symptoms(FIRST_INSTANT, view.as_of.at)]


class TodayAnswer(Struct, frozen=True):
    """What the patient is to do on the local date of this moment, and what of it is left."""

    as_of: AsOf
    today: TodaysWork | None  # null while the read model has not met the patient
    difference: Difference | None  # what is known otherwise now, where it is asked for
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_today(asked: Asked) -> Reply:
    patient_id = await _patient(asked)
    async with viewed(asked, patient_id, "adherence") as (view, known_now):
        found = await _todays_work(view)
        difference = None if known_now is None else differing(known_now.as_of, found, await _todays_work(known_now))
        answer = TodayAnswer(view.as_of, found, difference, await view.lacks_from())
    return Reply(encode(answer))


async def _todays_work(view: View) -> TodaysWork | None:
    now = view.as_of.at
    known = await view.known(monday_of(now.date() - DAY))  # a local date is at most one day from the one in UTC
    if known is None:
        return None
    week = known.weeks.get(monday_of(local_date(known.plan.zones, now)))
    return todays_work(known.plan, known.patient_id, now, week)
