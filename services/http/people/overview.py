"""How the sites of an organisation stand side by side: who is in care, how much is done, what is open."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection
from projections.adherence.queries import RangeNumbers, adherence_of_many
from projections.alert_inbox.queries import open_by_grade
from projections.alert_inbox.staffing import Staffing, staffing
from projections.caseload.queries import InCareAt, in_care_at
from services.http.freshness import AsOf, fresh
from services.http.operation import Asked, Reply
from services.http.ratings import encode

READERS = ("caseload", "adherence", "alert_inbox")
DAYS = 7
JUDGED_AT_MOST = 5_000
"""Patients of whom the bands are counted for one answer: it takes about a second."""

AT_ONCE = 500
LOW, HIGH = 0.5, 0.8


class Bands(Struct, frozen=True):
    """Patients by the share of doses done in the last seven closed days."""

    below_half: int
    to_four_fifths: int
    above: int  # four fifths and more
    no_number: int  # nothing was expected, or not all of it can be read


class Alerts(Struct, frozen=True):
    """Those that nobody has closed, by grade."""

    critical: int
    high: int
    medium: int


class SiteLine(Struct, frozen=True):
    """One clinic."""

    clinic_id: UUID
    in_care: int
    therapists: int  # who have any of these patients
    without_therapist: int
    adherence: Bands | None  # null where there are too many patients to count at once: ask for a clinic's caseload
    alerts: Alerts


class OverviewAnswer(Struct, frozen=True):
    """The clinics in reach, by their ids."""

    as_of: AsOf
    clinics: list[SiteLine]


async def organisation_overview(asked: Asked) -> Reply:
    org_id = asked.actor.org_id
    async with fresh(asked, *READERS) as (db, as_of):
        house = await staffing(db, org_id)
        clinics = [clinic_id for clinic_id in sorted(house.clinics) if asked.actor.reaches(clinic_id)]
        here: dict[UUID, list[InCareAt]] = defaultdict(list)
        for line in await in_care_at(db, org_id, clinics, as_of.at):
            here[line.clinic_id].append(line)
        grades = await open_by_grade(db, org_id, clinics)
        lines, left = list[SiteLine](), JUDGED_AT_MOST
        for clinic_id in clinics:
            patients = here[clinic_id]
            bands = None
            if len(patients) <= left:
                bands = await _bands(db, org_id, [line.patient_id for line in patients], as_of.at)
                left -= len(patients)
            lines.append(_site(clinic_id, patients, bands, grades.get(clinic_id, {}), house))
    return Reply(encode(OverviewAnswer(as_of, lines)))


def _site(
    clinic_id: UUID, patients: Sequence[InCareAt], bands: Bands | None, grades: dict[str, int], house: Staffing
) -> SiteLine:
    treating = {line.therapist_id for line in patients if line.therapist_id and _is_there(house, line.therapist_id)}
    alerts = Alerts(*(grades.get(grade, 0) for grade in ("critical", "high", "medium")))
    alone = sum(line.therapist_id not in treating for line in patients)
    return SiteLine(clinic_id, len(patients), len(treating), alone, bands, alerts)


def _is_there(house: Staffing, staff_id: UUID) -> bool:
    known = house.staff.get(staff_id)
    return known is not None and not known.removed


async def _bands(db: Connection, org_id: UUID, patient_ids: Sequence[UUID], now: datetime) -> Bands:
    counted: Counter[str] = Counter()
    for first in range(0, len(patient_ids), AT_ONCE):
        some = patient_ids[first : first + AT_ONCE]
        numbers = await adherence_of_many(db, org_id, some, now, DAYS)
        counted.update(band_of(numbers.get(patient_id)) for patient_id in some)
        await asyncio.sleep(0)
    return Bands(*(counted[band] for band in ("below_half", "to_four_fifths", "above", "no_number")))


def band_of(numbers: RangeNumbers | None) -> str:
    """The name of the band that a patient's doses lie in."""
    share = share_of(numbers)
    if share is None:
        return "no_number"
    return "below_half" if share < LOW else "to_four_fifths" if share < HIGH else "above"


def share_of(numbers: RangeNumbers | None) -> float | None:
    """Doses done of doses expected; None where there is no number."""
    return None if numbers is None or numbers.doses.value is None else float(numbers.doses.value)
