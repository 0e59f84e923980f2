"""How a patient wants to be reached, in which language, and at which hours not."""

from collections.abc import Sequence

from domain.clinic.thresholds import leaves_some_day
from domain.patient.commands import SetContactPreferences, SetQuietHours
from domain.patient.events import ContactPreferencesSet, PatientQuietHoursSet
from domain.patient.state import Patient
from domain.rejections import refused


def set_contact_preferences(command: SetContactPreferences, patient: Patient) -> Sequence[ContactPreferencesSet]:
    wanted = ContactPreferencesSet(
        patient_id=command.patient_id,
        channels=command.channels,
        language=command.language,
        private=command.private,
    )
    return [] if wanted == patient.contact else [wanted]


def set_quiet_hours(command: SetQuietHours, patient: Patient) -> Sequence[PatientQuietHoursSet]:
    if not leaves_some_day(command.quiet_from, command.quiet_until):
        raise refused("bad_quiet_hours")
    wanted = PatientQuietHoursSet(
        patient_id=command.patient_id, quiet_from=command.quiet_from, quiet_until=command.quiet_until
    )
    return [] if wanted == (patient.quiet or PatientQuietHoursSet(patient_id=command.patient_id)) else [wanted]
