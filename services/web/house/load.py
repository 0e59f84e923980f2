"""What each therapist carries, over all sites in reach: where there are few enough patients to look at them all."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.http.clinic_load import ClinicLoadAnswer, TherapistLoad
from services.http.people.overview import SiteLine
from services.web.common.staff import all_staff
from services.web.view import View

LOOKED_AT_MOST = 600
"""Patients of whom the load is put together for one page: clinic by clinic it takes a part of a second."""


class Carried(NamedTuple):
    """Of one therapist. `part`: of what whoever has most has, in hundredths."""

    name: str
    clinics: tuple[str, ...]
    in_care: int
    part: float
    alerts: dict[str, int]  # open ones by grade
    overdue: int


async def carried(view: View, sites: Sequence[SiteLine], names: dict[UUID, str]) -> list[Carried] | None:
    """Most patients first; None where there are too many to look at at once."""
    if sum(site.in_care for site in sites) > LOOKED_AT_MOST:
        return None
    staff = {line.staff_id: line.name or view.words("Without a name") for line in await all_staff(view)}
    by_therapist: dict[UUID | None, list[tuple[str, TherapistLoad]]] = {}
    for site in sites:
        load = await view.read("clinicLoad", ClinicLoadAnswer, {"clinic_id": site.clinic_id})
        for each in load.therapists:
            by_therapist.setdefault(each.therapist_id, []).append((names.get(site.clinic_id, ""), each))
    most = max((sum(load.in_care for _, load in loads) for loads in by_therapist.values()), default=0)
    nobody = view.words("Nobody treats them")
    found = [
        _carried(nobody if therapist_id is None else staff.get(therapist_id, nobody), loads, most)
        for therapist_id, loads in by_therapist.items()
    ]
    return sorted(found, key=lambda each: (-each.in_care, each.name.casefold()))


def _carried(name: str, loads: Sequence[tuple[str, TherapistLoad]], most: int) -> Carried:
    in_care = sum(load.in_care for _, load in loads)
    return Carried(
        name=name,
        clinics=tuple(clinic for clinic, _ in loads),
        in_care=in_care,
        part=round(100 * in_care / most, 2) if most else 0.0,
        alerts={
            grade: sum(getattr(load.alerts, grade) for _, load in loads) for grade in ("critical", "high", "medium")
        },
        overdue=sum(load.overdue for _, load in loads),
    )
