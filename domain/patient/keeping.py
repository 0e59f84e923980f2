"""How long a patient's record is kept, restricting it while it must be, and erasing it when it need not be any more."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from domain.clinic.decider import known_clinic
from domain.decider import Seen
from domain.organisation.state import known_organisation
from domain.patient.commands import ErasePatient, LiftRestriction, RestrictPatient
from domain.patient.events import (
    ErasureReason,
    PatientDischarged,
    PatientErased,
    PatientRestricted,
    PatientRestrictionLifted,
)
from domain.rejections import refused
from domain.values import CountryCode

YEARS_BY_COUNTRY: Mapping[CountryCode, int] = MappingProxyType(
    {
        "AU": 7,  # Health Records and Information Privacy Act 2002 (NSW), s. 25
        "BE": 30,  # Wet inzake de kwaliteitsvolle praktijkvoering 2019, art. 35
        "DE": 10,  # BGB, § 630f (3)
        "ES": 5,  # Ley 41/2002, art. 17.1
        "FR": 20,  # Code de la santé publique, art. R. 1112-7
        "GB": 8,  # NHS Records Management Code of Practice 2021, appendix II
        "NL": 20,  # Burgerlijk Wetboek 7:454 (3)
        "NZ": 10,  # Health (Retention of Health Information) Regulations 1996, reg. 6
        "US": 7,  # 42 CFR 424.516 (f); the states ask for five to ten years
    }
)
"""Whole years after the last day of treatment for which the law of a clinic's country has an adult's record kept.

What holds for children, and for a state or canton, an organisation says by its own years.
"""

YEARS_ELSEWHERE = 10
FREE_OF_DUTY = frozenset({ErasureReason.ENTERED_IN_ERROR, ErasureReason.ORDERED, ErasureReason.ERASED_BEFORE})


def years_kept(country: CountryCode, own: int | None) -> int:
    """Whole years; `own`: what the organisation has set. 0: nothing has to be kept."""
    return YEARS_BY_COUNTRY.get(country, YEARS_ELSEWHERE) if own is None else own


def kept_until(last_day: date, years: int) -> date:
    """The last date on which the record of a patient discharged on `last_day` must be kept."""
    year = last_day.year + years
    if year > date.max.year:
        return date.max
    leap_day_is_missing = (last_day.month, last_day.day) == (2, 29) and not _is_leap(year)
    return last_day.replace(year=year, day=28) if leap_day_is_missing else last_day.replace(year=year)


def must_be_kept(discharge: PatientDischarged | None, today: date, years: int) -> bool:
    """Whether the record of a patient has to be there on `today`: also as long as the treatment goes on."""
    return years > 0 and (discharge is None or today <= kept_until(discharge.last_day, years))


def restrict(command: RestrictPatient, clinic_id: UUID, there: PatientRestricted | None) -> Sequence[PatientRestricted]:
    wanted = PatientRestricted(patient_id=command.patient_id, clinic_id=clinic_id, reason=command.reason)
    return [] if there is not None and there.reason is wanted.reason else [wanted]


def lift_restriction(
    command: LiftRestriction, clinic_id: UUID, there: PatientRestricted | None
) -> Sequence[PatientRestrictionLifted]:
    return [] if there is None else [PatientRestrictionLifted(patient_id=command.patient_id, clinic_id=clinic_id)]


def erase(
    command: ErasePatient, discharge: PatientDischarged | None, today: date, seen: Seen
) -> Sequence[PatientErased]:
    """`today`: in the patient's zone. Refused as `must_be_kept` while the law or the organisation keeps the record."""
    known_clinic(seen, command.clinic_id)
    country = seen[command.clinic_id].opened.country
    years = years_kept(country, known_organisation(seen, command.organisation_id).retention_years)
    if command.reason not in FREE_OF_DUTY and must_be_kept(discharge, today, years):
        raise refused("must_be_kept")
    return [PatientErased(patient_id=command.patient_id, clinic_id=command.clinic_id, reason=command.reason)]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
