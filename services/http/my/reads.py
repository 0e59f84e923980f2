"""What a patient or a carer is told of the way they came in, and staff of all the ways in of a patient."""

from uuid import UUID

from msgspec.structs import replace

from domain.clinic.decider import Clinic
from domain.clinic.thresholds import thresholds
from domain.patient.access import Access
from domain.patient.events import Bearer, PatientAccessEnded, PatientAccessGiven, Purpose, RedFlagSign
from domain.patient.state import Patient, policy_on
from domain.zones import local_date, zone_at
from eventstore.records import Recorded
from services.actor import ACCESS, Actor
from services.http.my.answers import AccessLine, DeviceLine, MyAnswer, MyClinic, MyPreferences, WaysIn
from services.http.my.doors import token_in
from services.http.names import persons_of
from services.http.operation import Asked, Reply
from services.http.reach import reached_patient
from services.http.red_flags import DEFAULT
from services.http.sign_in.browser import told
from services.http.sign_in.cookie import csrf_token
from services.http.symptom_lines import points
from services.http.who import nobody
from services.patient_access import rows
from services.patients_known import patients_of
from services.places import load_states


async def my_access(asked: Asked) -> Reply:
    """Told also of a patient whose record is kept and nothing else: nothing here is from the record but the name."""
    actor, context, token = asked.actor, asked.context, token_in(asked)
    patient = (await patients_of(context, actor.org_id, [actor.holder])).get(actor.holder)
    access = None if patient is None else patient.accesses.get(way_in_of(actor))
    if token is None or patient is None or access is None or actor.bearer is None:
        raise nobody()
    emergency = await context.emergencies.words(actor, actor.holder, DEFAULT)
    async with context.reading(actor.org_id) as db:
        person = (await persons_of(context, db, actor.org_id, [actor.holder])).get(actor.holder)
    now, clinic = context.clock.now(actor.org_id), await _clinic(asked, patient)
    own = policy_on(patient, local_date(patient.zones, now))
    answer = MyAnswer(
        patient_id=actor.holder,
        bearer=actor.bearer,
        name=person.name if person else None,
        language=emergency.language,
        zone=zone_at(patient.zones, now),
        clinic=MyClinic(clinic.opened.name) if clinic.opened else None,
        preferences=preferences_of(patient) if actor.bearer is Bearer.PATIENT else None,
        ends_at=access.given.ends_at,
        csrf=csrf_token(context.settings.master_key, token),
        signs=tuple(RedFlagSign),
        emergency=emergency,
        over_the_band=points(thresholds(clinic.policy, own).over_the_band),
    )
    return told(answer)


async def ways_in(asked: Asked) -> Reply:
    """Asked of the log itself, so it is never behind."""
    org_id, context = asked.actor.org_id, asked.context
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    given = await _given(asked, patient_id)
    now, at = context.clock.now(org_id), context.real_now()
    async with context.writing(org_id) as db:
        devices = await rows.of_patient(db, org_id, patient_id, at)
        codes = await rows.codes_of(db, org_id, patient_id, at)
        sealed = {patient_id: [recorded.event_id for recorded, access in given if access.given.private is not None]}
        texts = (await context.vault.open_many(db, org_id, sealed)).get(patient_id, {})
    lines = [
        AccessLine(
            access_id=access.given.access_id,
            bearer=access.bearer,
            label=texts.get(recorded.event_id, {}).get("label"),
            given_at=recorded.recorded_at,
            ends_at=access.given.ends_at,
            open=access.stands(now),
            code_until=codes.get(access.given.access_id) if access.stands(now) else None,
            devices=[
                DeviceLine(device_id=one.device_id, began_at=one.began_at, seen_at=one.seen_at, agent=one.agent)
                for one in devices
                if one.access_id == access.given.access_id
            ],
        )
        for recorded, access in reversed(given)
    ]
    return told(WaysIn(patient_id, lines))


def preferences_of(patient: Patient) -> MyPreferences:
    assert patient.enrolled is not None  # noqa: S101 for the type checker: it is somebody who came in
    return MyPreferences(
        language=patient.contact.language if patient.contact else patient.enrolled.language,
        reminders=Purpose.REMINDERS in patient.consents,
        quiet_from=patient.quiet.quiet_from if patient.quiet else None,
        quiet_until=patient.quiet.quiet_until if patient.quiet else None,
    )


def way_in_of(actor: Actor) -> UUID:
    """By which a patient or a carer came."""
    return UUID(actor.via.removeprefix(ACCESS))


async def _clinic(asked: Asked, patient: Patient) -> Clinic:
    """One that nobody has opened where the patient has none."""
    if patient.clinic_id is None:
        return Clinic()
    key = (asked.actor.org_id, "clinic", patient.clinic_id)
    clinic: Clinic = (await load_states(asked.context, [key]))[key]
    return clinic


async def _given(asked: Asked, patient_id: UUID) -> list[tuple[Recorded, Access]]:
    """What the patient's own stream says of ways in, the oldest first."""
    context, found = asked.context, dict[UUID, tuple[Recorded, Access]]()
    for recorded in await context.store.load(asked.actor.org_id, [patient_id]):
        event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        if isinstance(event, PatientAccessGiven):
            found[event.access_id] = (recorded, Access(event))
        elif isinstance(event, PatientAccessEnded):
            there, access = found[event.access_id]
            found[event.access_id] = (there, replace(access, ended=True))
    return list(found.values())
