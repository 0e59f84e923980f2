"""What a report that may be corrected or taken back remembers of itself: whose it is, and whether it still stands.

The report, its corrections and its retractions may arrive in any order; the state is the same in the end.
"""

from uuid import UUID

from msgspec import Struct

from domain.rejections import refused


class Reported(Struct, frozen=True):
    patient_id: UUID | None = None  # None until the report itself is here
    retracted_for: frozenset[UUID] = frozenset()  # the patients in whose name it was taken back; the owner alone counts


def arrived(report: Reported, patient_id: UUID) -> Reported:
    """The report itself: what waited for it in another patient's name is void."""
    return Reported(patient_id=patient_id, retracted_for=report.retracted_for & {patient_id})


def taken_back(report: Reported, patient_id: UUID) -> Reported:
    if report.patient_id not in (None, patient_id):
        return report
    return Reported(patient_id=report.patient_id, retracted_for=report.retracted_for | {patient_id})


def belongs_to(report: Reported, patient_id: UUID) -> None:
    """Refuses to touch a report that is known to be another patient's."""
    if report.patient_id not in (None, patient_id):
        raise refused("wrong_patient")
