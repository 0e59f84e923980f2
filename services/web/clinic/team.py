"""What every page of a clinic begins with: the clinic, the tabs beside each other, and the names of its team."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from services.http.people.house import ClinicAnswer, StaffLine
from services.web.common.staff import all_staff
from services.web.view import View


class Team(NamedTuple):
    """`others`: the clinics in reach, for going from one to the next."""

    clinic: ClinicAnswer
    staff: tuple[StaffLine, ...]
    names: Mapping[UUID, str]

    def name(self, staff_id: UUID | None, nobody: str) -> str:
        """Of a member of staff, or of nobody."""
        return nobody if staff_id is None else self.names.get(staff_id, str(staff_id)[:8])

    @property
    def able_to_lead(self) -> list[StaffLine]:
        """Those who may answer for the clinic."""
        at = self.clinic.clinic.clinic_id
        return [
            one
            for one in self.staff
            if not one.removed and one.role != "assistant" and (not one.clinics or at in one.clinics)
        ]


async def team_of(view: View) -> Team:
    """Of the clinic in the address. Raises Problem `unknown_clinic`."""
    clinic = await view.read("oneClinic", ClinicAnswer, {"clinic_id": view.path["clinic_id"]})
    staff = await all_staff(view)
    return Team(clinic, tuple(staff), {one.staff_id: one.name or str(one.staff_id)[:8] for one in staff})


def tabs(view: View, team: Team) -> list[tuple[str, str]]:
    """The pages of a clinic that who looks may open: address and name."""
    at, words = f"/clinics/{team.clinic.clinic.clinic_id}", view.words
    return [
        (at, words("How it goes")),
        (f"{at}/thresholds", words("Thresholds")),
        (f"{at}/hours", words("Hours and lead")),
    ]
