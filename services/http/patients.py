"""What may be asked about one patient: who it is, the adherence, today's program."""

from uuid import UUID

from msgspec import Struct

from domain.adherence.week import monday_of
from domain.zones import local_date
from eventstore.cursor import cursor_at
from projections.adherence.queries import PatientAdherence, adherence, week_of_many
from projections.caseload.queries import InCare, in_care
from projections.positions import set_aside
from projections.program.queries import TodaysWork, plan_of, today
from services.actor import ActorKind
from services.http.command_forms import Person
from services.http.freshness import AsOf, fresh, incomplete_from
from services.http.names import persons_of
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_patient


class SetAside(Struct, frozen=True):
    """A reader of the log that lacks events of the patient because it could not digest one."""

    reader: str  # the name of a read model, or `alerting`: the alert rules
    since: str  # the place of the first of them


class PatientAnswer(Struct, frozen=True):
    """One patient: the line of the caseload, and who it is."""

    as_of: AsOf
    patient: InCare | None  # null while the read model has not met the patient
    person: Person | None  # name and contacts, as far as they are known; null for one without, and after an erasure
    set_aside: list[SetAside]  # empty: every number is complete


async def one_patient(asked: Asked) -> Reply:
    if asked.actor.kind is not ActorKind.STAFF:
        raise Problem("forbidden", "Names and contacts are for staff.")
    org_id, patient_id = asked.actor.org_id, await _patient(asked)
    now = asked.context.clock.now(org_id)
    async with fresh(asked, "caseload") as (db, as_of):
        line = await in_care(db, org_id, patient_id, now)
        person = (await persons_of(asked.context, db, org_id, [patient_id])).get(patient_id)
        aside = [
            SetAside(reader, await cursor_at(db, org_id, pos))
            for reader, pos in sorted((await set_aside(db, org_id, patient_id)).items())
        ]
    return Reply(encode(PatientAnswer(as_of, line, person, aside)))


async def _patient(asked: Asked) -> UUID:
    return await reached_patient(asked, asked.path["patient_id"])


class AdherenceAnswer(Struct, frozen=True):
    """The published numbers of the last 7, 28 and 90 closed days, and today so far."""

    as_of: AsOf
    adherence: PatientAdherence | None  # null while the read model has not met the patient
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_adherence(asked: Asked) -> Reply:
    patient_id = await _patient(asked)
    org_id = asked.actor.org_id
    async with fresh(asked, "adherence") as (db, as_of):
        found = await adherence(db, org_id, patient_id, asked.context.clock.now(org_id))
        lacks_from = await incomplete_from(db, org_id, patient_id, "adherence")
    return Reply(encode(AdherenceAnswer(as_of, found, lacks_from)))


class TodayAnswer(Struct, frozen=True):
    """What the patient is to do on the local date of this moment, and what of it is left."""

    as_of: AsOf
    today: TodaysWork | None  # null while the read model has not met the patient
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_today(asked: Asked) -> Reply:
    patient_id = await _patient(asked)
    org_id = asked.actor.org_id
    now = asked.context.clock.now(org_id)
    async with fresh(asked, "program", "adherence") as (db, as_of):
        plan = await plan_of(db, org_id, patient_id)
        found = None
        if plan is not None:
            monday = monday_of(local_date(plan.zones, now))
            week = (await week_of_many(db, org_id, [patient_id], monday)).get(patient_id)
            found = today(plan, patient_id, now, week)
        lacks_from = await incomplete_from(db, org_id, patient_id, "program", "adherence")
    return Reply(encode(TodayAnswer(as_of, found, lacks_from)))
