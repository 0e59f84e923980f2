"""What may be asked about one patient: adherence, symptoms, today's program."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct, field

from domain.adherence.week import monday_of
from domain.decider import fold
from domain.partner.events import Scope
from domain.patient.decider import PATIENT
from domain.values import BodyRegion, Instant
from domain.zones import local_date
from projections.adherence.queries import PatientAdherence, adherence, week_of_many
from projections.program.queries import TodaysWork, plan_of, today
from projections.symptoms.queries import Symptom, symptoms
from services.actor import ActorKind
from services.http.freshness import AsOf, FreshQuery, fresh
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.subjects import find_patient

SYMPTOM_DAYS = 90  # shown where no beginning is asked for


async def reached_patient(asked: Asked) -> UUID:
    """The patient in the address. Raises Problem `unknown_patient` for one who is out of reach or does not exist.

    Asked of the log itself, not of a read model: who may see whom never lags.
    """
    actor, context = asked.actor, asked.context
    if actor.kind is ActorKind.PARTNER and Scope.READ not in actor.scopes:
        raise Problem("forbidden", "The key has no scope for reading.")
    patient_id = await find_patient(context, actor, asked.path["patient_id"])
    if patient_id is None:
        raise Problem("unknown_patient")
    state = context.guards.get(actor.org_id, patient_id)
    if state is None:
        stored = await context.store.load(actor.org_id, [patient_id])
        if not stored or stored[0].type not in PATIENT.events:  # some other stream's id
            raise Problem("unknown_patient")
        state = fold(PATIENT, [context.codec.decode(event.type, event.schema_v, event.data) for event in stored])
        context.guards.keep(actor.org_id, patient_id, state)
    if state.clinic_id is None or not actor.reaches(state.clinic_id):
        raise Problem("unknown_patient")
    return patient_id


class AdherenceAnswer(Struct, frozen=True):
    """The published numbers of the last 7, 28 and 90 closed days, and today so far."""

    as_of: AsOf
    adherence: PatientAdherence | None  # null while the read model has not met the patient


async def patient_adherence(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked)
    org_id = asked.actor.org_id
    async with fresh(asked, "adherence") as (db, as_of):
        found = await adherence(db, org_id, patient_id, asked.context.clock.now(org_id))
    return Reply(encode(AdherenceAnswer(as_of, found)))


class SymptomsQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one instant until just before another; without them the last 90 days."""

    since: Instant | None = field(name="from", default=None)
    until: Instant | None = field(name="to", default=None)
    region: BodyRegion | None = None


class SymptomsAnswer(Struct, frozen=True):
    """What was felt, oldest first, each report as it stands after its corrections."""

    as_of: AsOf
    symptoms: list[Symptom]


async def patient_symptoms(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked)
    query: SymptomsQuery = asked.query
    now = asked.context.clock.now(asked.actor.org_id)
    until = query.until or now + timedelta(days=1)
    since = query.since or min(until, now) - timedelta(days=SYMPTOM_DAYS)
    async with fresh(asked, "symptoms") as (db, as_of):
        found = await symptoms(db, asked.actor.org_id, patient_id, since, until, query.region)
    return Reply(encode(SymptomsAnswer(as_of, found)))


class TodayAnswer(Struct, frozen=True):
    """What the patient is to do on the local date of this moment, and what of it is left."""

    as_of: AsOf
    today: TodaysWork | None  # null while the read model has not met the patient


async def patient_today(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked)
    org_id = asked.actor.org_id
    now = asked.context.clock.now(org_id)
    async with fresh(asked, "program", "adherence") as (db, as_of):
        plan = await plan_of(db, org_id, patient_id)
        found = None
        if plan is not None:
            monday = monday_of(local_date(plan.zones, now))
            week = (await week_of_many(db, org_id, [patient_id], monday)).get(patient_id)
            found = await today(db, org_id, patient_id, now, week)
    return Reply(encode(TodayAnswer(as_of, found)))
