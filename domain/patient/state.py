"""A patient as decisions see them: where and by whom they are treated, on which clocks, and what was decided."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.events import Policy
from domain.decider import Seen
from domain.patient.access import Access, Accesses
from domain.patient.events import (
    ConsentRecorded,
    ConsentWithdrawn,
    ContactPreferencesSet,
    DuplicateNamed,
    PatientAccessEnded,
    PatientAccessGiven,
    PatientCodeRenewed,
    PatientDischarged,
    PatientEnrolled,
    PatientErased,
    PatientEvent,
    PatientMerged,
    PatientPolicySet,
    PatientQuietHoursSet,
    PatientReadmitted,
    PatientRestricted,
    PatientRestrictionLifted,
    PatientTransferred,
    PatientZoneSet,
    Purpose,
    RedFlagCleared,
    RedFlagReported,
    TherapistAssigned,
)
from domain.patient.hold import Holds, begun, cleared
from domain.rejections import refused
from domain.zones import FIRST_INSTANT, ZoneChange, with_change


class Patient(Struct, frozen=True):
    enrolled: PatientEnrolled | None = None
    zones: tuple[ZoneChange, ...] = ()
    contact: ContactPreferencesSet | None = None
    consents: Mapping[Purpose, str] = {}  # the version of the text that was agreed to
    therapist_id: UUID | None = None
    discharge: PatientDischarged | None = None
    holds: Holds = ()
    red_flags: tuple[UUID, ...] = ()  # all that were reported, the newest last
    own_policy: PatientPolicySet | None = None
    clinic_id: UUID | None = None  # where the patient is treated now; None before the enrolment
    readmission: PatientReadmitted | None = None  # that ended the last discharge
    duplicates: frozenset[UUID] = frozenset()  # that are merged into this one, or about to be
    merged_into: UUID | None = None  # this one is a duplicate, and ended
    restricted: PatientRestricted | None = None
    quiet: PatientQuietHoursSet | None = None  # as the patient wishes it
    accesses: Accesses = {}  # the patient's own way in, and those of carers
    erased: bool = False  # then nothing else is known, and the patient counts as one who was never enrolled


def known_patient(seen: Seen, patient_id: UUID) -> Patient:
    """The patient, as another stream's decision sees them. Refuses one who was never enrolled."""
    patient: Patient = seen[patient_id]
    enrolled(patient)
    return patient


def clinic_of(seen: Seen, patient_id: UUID) -> UUID:
    """The clinic of a patient, as it is now. Refuses a patient who was never enrolled."""
    return enrolled(seen[patient_id])


def enrolled(patient: object) -> UUID:
    """The clinic that treats a patient. Refuses one who was never enrolled."""
    # of another kind where a wish names one id twice, as patient and as something else
    if not isinstance(patient, Patient) or patient.clinic_id is None:
        raise refused("unknown_patient")
    return patient.clinic_id


def policy_on(patient: Patient, day: date) -> Policy | None:
    """The patient's own policy, where one is in force on this date of theirs."""
    own = patient.own_policy
    return None if own is None or (own.until is not None and day > own.until) else own.policy


def evolve(patient: Patient, event: PatientEvent) -> Patient:
    if patient.erased:
        return patient
    match event:
        case PatientEnrolled():
            zones = with_change(patient.zones, FIRST_INSTANT, event.zone)
            own = replace(patient, enrolled=event, clinic_id=event.clinic_id, therapist_id=event.therapist_id)
            return replace(own, zones=zones)
        case PatientZoneSet():
            return replace(patient, zones=with_change(patient.zones, event.since, event.zone))
        case ContactPreferencesSet():
            return replace(patient, contact=event)
        case ConsentRecorded():
            return replace(patient, consents={**patient.consents, event.purpose: event.text_version})
        case ConsentWithdrawn():
            kept = {purpose: text for purpose, text in patient.consents.items() if purpose != event.purpose}
            return replace(patient, consents=kept)
        case TherapistAssigned():
            return replace(patient, therapist_id=event.therapist_id)
        case PatientDischarged():
            return replace(patient, discharge=event)
        case RedFlagReported():
            holds = begun(patient.holds, event.first_day)
            return replace(patient, holds=holds, red_flags=(*patient.red_flags, event.red_flag_id))
        case RedFlagCleared():
            return replace(patient, holds=cleared(patient.holds, event.first_day))
        case PatientPolicySet():
            return replace(patient, own_policy=event)
        case PatientReadmitted():
            return replace(patient, discharge=None, readmission=event)
        case PatientTransferred():
            return replace(patient, clinic_id=event.clinic_id, therapist_id=event.therapist_id)
        case DuplicateNamed():
            return replace(patient, duplicates=patient.duplicates | {event.duplicate_id})
        case PatientMerged():
            return replace(patient, merged_into=event.into)
        case PatientRestricted():
            return replace(patient, restricted=event)
        case PatientRestrictionLifted():
            return replace(patient, restricted=None)
        case PatientAccessGiven():
            return replace(patient, accesses={**patient.accesses, event.access_id: Access(event)})
        case PatientCodeRenewed():
            there = patient.accesses[event.access_id]
            renewed = replace(there, codes=(*there.codes, event.code_id))
            return replace(patient, accesses={**patient.accesses, event.access_id: renewed})
        case PatientAccessEnded():
            ended = replace(patient.accesses[event.access_id], ended=True)
            return replace(patient, accesses={**patient.accesses, event.access_id: ended})
        case PatientQuietHoursSet():
            return replace(patient, quiet=event)
        case PatientErased():
            return Patient(erased=True)
        case _:
            assert_never(event)
