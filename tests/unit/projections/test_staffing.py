"""What a member of staff holds is what she would be found to own, one alert after the other."""

from uuid import UUID

import pytest

from domain.alert.events import Step
from domain.staff.events import Role, StaffAwaySet, StaffInvited
from domain.staff.member import Staff
from projections.alert_inbox.staffing import Held, Place, Staffing
from tests.support.examples import CLINIC_ID, NOON, TODAY, named

ELSEWHERE, UNKNOWN = named("another clinic"), named("a clinic that nothing is known of")
ANNA, BEN, DORA, ORLA, PETE, GONE = map(named, ("Anna", "Ben", "Dora", "Orla", "Pete", "somebody gone"))


def one(who: UUID, role: Role, *clinics: UUID, cover_id: UUID | None = None) -> Staff:
    away = (StaffAwaySet(staff_id=who, first_day=TODAY, last_day=TODAY, cover_id=cover_id),) if cover_id else ()
    return Staff(invited=StaffInvited(staff_id=who, role=role, clinics=clinics), away=away)


HOUSE = Staffing(
    clinics={CLINIC_ID: Place("Europe/Berlin", None, DORA), ELSEWHERE: Place("UTC", None, None)},
    staff={
        ANNA: one(ANNA, Role.THERAPIST, CLINIC_ID, cover_id=BEN),
        BEN: one(BEN, Role.THERAPIST, CLINIC_ID, ELSEWHERE),
        DORA: one(DORA, Role.THERAPIST, CLINIC_ID),
        ORLA: one(ORLA, Role.OWNER),
        PETE: one(PETE, Role.ADMIN, ELSEWHERE),
    },
)


@pytest.mark.parametrize("staff_id", [*HOUSE.staff, GONE])
def test_who_holds_an_alert_is_among_its_owners_and_nobody_else(staff_id: UUID) -> None:
    clinics = [CLINIC_ID, ELSEWHERE, UNKNOWN]
    assert HOUSE.held_by(staff_id, clinics, NOON) == [
        Held(clinic_id, therapist_id, step)
        for clinic_id in clinics
        for therapist_id in (None, *HOUSE.staff)
        for step in (None, *Step)
        if staff_id in HOUSE.owners(clinic_id, therapist_id, step, NOON)
    ]


def test_who_covers_holds_what_is_the_therapists_and_her_own() -> None:
    held = HOUSE.held_by(BEN, [CLINIC_ID], NOON)
    assert {(one.therapist_id, one.step) for one in held} == {
        (who, step) for who in (ANNA, BEN) for step in (None, *Step)
    }
