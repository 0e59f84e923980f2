"""How a patient is cared for: where and by whom, on whose clocks, what was agreed to, and thresholds of their own."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.clinic.events import Policy
from domain.patient.events import Channel, DischargeReason, Purpose, RestrictionReason
from domain.patient.hold import Hold
from domain.patient.state import Patient
from services.http.operation import Asked, Reply
from services.http.people.members import streams_of
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_patient


class ZoneLine(Struct, frozen=True):
    """The patient's clocks from an instant on; the first holds for everything before, too."""

    since: datetime  # UTC
    zone: str


class ConsentLine(Struct, frozen=True):
    """What the patient agreed to and did not withdraw."""

    purpose: Purpose
    text_version: str


class OwnPolicy(Struct, frozen=True):
    """Thresholds for this patient alone."""

    policy: Policy
    version: int
    until: date | None  # the last date on which they are in force; null: until others are set


class CareAnswer(Struct, frozen=True):
    """As the log has it; asked of the log itself, so it is never behind."""

    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    language: str
    channels: tuple[Channel, ...]  # by which the patient may be reached, the best one first; empty: none was said
    zones: list[ZoneLine]  # in order of time
    consents: list[ConsentLine]
    own_policy: OwnPolicy | None
    holds: list[Hold]  # by red flags: dates on which nothing is expected, the last one open where it goes on
    discharged_last_day: date | None
    discharged_because: DischargeReason | None
    restricted_because: RestrictionReason | None  # null: the record is worked with
    version: int  # of what was said of the patient: give it as If-Match to change only what you saw


async def patient_care(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    found = (await streams_of(asked, "patient", [patient_id])).get(patient_id)
    patient: Patient | None = found and found.state
    if found is None or patient is None or patient.enrolled is None or patient.clinic_id is None:
        raise Problem("unknown_patient")
    contact, discharge, own = patient.contact, patient.discharge, patient.own_policy
    answer = CareAnswer(
        patient_id=patient_id,
        clinic_id=patient.clinic_id,
        therapist_id=patient.therapist_id,
        language=contact.language if contact else patient.enrolled.language,
        channels=contact.channels if contact else (),
        zones=[ZoneLine(each.since, each.zone) for each in patient.zones],
        consents=[ConsentLine(*each) for each in sorted(patient.consents.items())],
        own_policy=OwnPolicy(own.policy, own.version, own.until) if own else None,
        holds=list(patient.holds),
        discharged_last_day=discharge.last_day if discharge else None,
        discharged_because=discharge.reason if discharge else None,
        restricted_because=patient.restricted.reason if patient.restricted else None,
        version=found.version,
    )
    return Reply(encode(answer), {"etag": f'"{found.version}"'})
