"""Where patients are treated and which language they read, so that an emergency text needs no log that answers.

It is kept through an outage of the log, when other memories are emptied: a text in a language of last week is better
than one in none.
"""

from collections import OrderedDict
from uuid import UUID

from msgspec import Struct

from domain.patient.state import Patient
from domain.values import CountryCode, Language

AT_MOST = 50_000


class Whereabouts(Struct, frozen=True):
    clinic_id: UUID
    language: Language


class Atlas:
    """A bounded memory of patients, and the countries of clinics, which never change."""

    def __init__(self) -> None:
        self._patients: OrderedDict[tuple[UUID, UUID], Whereabouts] = OrderedDict()
        self._countries: dict[tuple[UUID, UUID], CountryCode] = {}

    def patient(self, org_id: UUID, patient_id: UUID) -> Whereabouts | None:
        return self._patients.get((org_id, patient_id))

    def country(self, org_id: UUID, clinic_id: UUID) -> CountryCode | None:
        return self._countries.get((org_id, clinic_id))

    def met(self, org_id: UUID, patient_id: UUID, patient: Patient) -> Whereabouts | None:
        """What is known of the patient now; None of one who was never enrolled."""
        if patient.enrolled is None or patient.clinic_id is None:
            self.forget(org_id, patient_id)
            return None
        language = patient.contact.language if patient.contact else patient.enrolled.language
        found = self._patients[org_id, patient_id] = Whereabouts(patient.clinic_id, language)
        self._patients.move_to_end((org_id, patient_id))
        while len(self._patients) > AT_MOST:
            self._patients.popitem(last=False)
        return found

    def forget(self, org_id: UUID, patient_id: UUID) -> None:
        self._patients.pop((org_id, patient_id), None)

    def opened(self, org_id: UUID, clinic_id: UUID, country: CountryCode) -> None:
        self._countries[org_id, clinic_id] = country
