"""Whose an alert is now: the therapist's, who covers, the clinic lead's, or theirs who manage the clinic."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.alert.events import EscalatedBecause, Step
from domain.alert.owner import Care, next_step, owners, steps, told_of_danger, unknown_covers
from domain.staff.events import Role, StaffAwaySet, StaffInvited
from domain.staff.member import Staff
from tests.support.examples import CLINIC_ID, TODAY, named

ANNA, BEN, CARLA, DORA, ORLA, PETE = map(named, ("Anna", "Ben", "Carla", "Dora", "Orla", "Pete"))
ELSEWHERE = named("another clinic")


def one(who: UUID, role: Role = Role.THERAPIST, clinic_id: UUID = CLINIC_ID, *away: StaffAwaySet) -> Staff:
    clinics = () if role is Role.OWNER else (clinic_id,)
    return Staff(invited=StaffInvited(staff_id=who, role=role, clinics=clinics), away=away)


def away(who: UUID, cover_id: UUID | None, day: date = TODAY) -> Staff:
    told = StaffAwaySet(staff_id=who, first_day=day, last_day=day, cover_id=cover_id)
    return Staff(invited=StaffInvited(staff_id=who, role=Role.THERAPIST, clinics=(CLINIC_ID,)), away=(told,))


HOUSE = {
    ANNA: one(ANNA),
    BEN: one(BEN),
    CARLA: one(CARLA),
    DORA: one(DORA),
    ORLA: one(ORLA, Role.OWNER),
    PETE: one(PETE, Role.ADMIN),
}
MANAGERS = tuple(sorted((ORLA, PETE)))


def care(
    *changed: tuple[UUID, Staff], therapist: UUID | None = ANNA, lead: UUID | None = DORA, day: date = TODAY
) -> Care:
    return Care(clinic_id=CLINIC_ID, day=day, therapist_id=therapist, lead_id=lead, staff={**HOUSE, **dict(changed)})


def test_it_is_the_therapists() -> None:
    assert steps(care()) == [(Step.THERAPIST, (ANNA,)), (Step.LEAD, (DORA,)), (Step.MANAGERS, MANAGERS)]
    assert owners(care()) == (ANNA,)


def test_while_away_it_is_theirs_who_covers() -> None:
    assert steps(care((ANNA, away(ANNA, BEN)))) == [
        (Step.COVER, (BEN,)),
        (Step.LEAD, (DORA,)),
        (Step.MANAGERS, MANAGERS),
    ]


def test_the_day_before_and_the_day_after_it_is_the_therapists() -> None:
    gone = (ANNA, away(ANNA, BEN))
    assert owners(care(gone, day=TODAY - timedelta(days=1))) == (ANNA,)
    assert owners(care(gone, day=TODAY + timedelta(days=1))) == (ANNA,)


def test_who_covers_and_is_away_passes_it_on() -> None:
    assert owners(care((ANNA, away(ANNA, BEN)), (BEN, away(BEN, CARLA)))) == (CARLA,)


@pytest.mark.parametrize("last_cover", [ANNA, BEN])
def test_a_circle_of_covers_ends_with_the_lead(last_cover: UUID) -> None:
    around = [(ANNA, away(ANNA, BEN)), (BEN, away(BEN, CARLA)), (CARLA, away(CARLA, last_cover))]
    assert owners(care(*around)) == (DORA,)


UNFIT_COVERS = [
    one(BEN, Role.ASSISTANT),
    one(BEN, Role.THERAPIST, ELSEWHERE),
    Staff(),
]


@pytest.mark.parametrize("cover", UNFIT_COVERS)
def test_a_cover_that_cannot_answer_there_is_passed_over(cover: Staff) -> None:
    assert owners(care((ANNA, away(ANNA, BEN)), (BEN, cover))) == (DORA,)


def test_nobody_covers_where_nobody_was_named() -> None:
    assert owners(care((ANNA, away(ANNA, None)))) == (DORA,)


def test_a_therapist_of_another_clinic_does_not_own_it() -> None:
    assert owners(care((ANNA, one(ANNA, Role.THERAPIST, ELSEWHERE)))) == (DORA,)


def test_without_a_therapist_it_is_the_leads() -> None:
    assert owners(care(therapist=None)) == (DORA,)
    assert owners(care(therapist=named("somebody unknown"))) == (DORA,)


def test_for_a_lead_who_is_away_somebody_covers() -> None:
    assert owners(care((DORA, away(DORA, CARLA)), therapist=None)) == (CARLA,)


def test_without_anybody_it_is_the_managers_away_or_not() -> None:
    pete = StaffAwaySet(staff_id=PETE, first_day=TODAY, last_day=TODAY)
    gone = (PETE, one(PETE, Role.ADMIN, CLINIC_ID, pete))
    assert owners(care(gone, therapist=None, lead=None)) == MANAGERS


def test_a_manager_of_another_clinic_is_none_here() -> None:
    pete = (PETE, one(PETE, Role.ADMIN, ELSEWHERE))
    assert owners(care(pete, therapist=None, lead=None)) == (ORLA,)


UNANSWERED, UNRESOLVED = EscalatedBecause.UNANSWERED, EscalatedBecause.UNRESOLVED


class TestPassingOn:
    def test_step_by_step_to_who_has_not_been_told(self) -> None:
        assert next_step(care(), UNANSWERED, told={ANNA}) == (Step.LEAD, (DORA,))
        assert next_step(care(), UNANSWERED, told={ANNA, DORA}, after=Step.LEAD) == (Step.MANAGERS, MANAGERS)
        assert next_step(care(), UNANSWERED, told={ANNA, DORA, *MANAGERS}, after=Step.MANAGERS) is None

    def test_to_the_cover_of_a_therapist_who_was_told_and_went_away(self) -> None:
        assert next_step(care((ANNA, away(ANNA, BEN))), UNANSWERED, told={ANNA}) == (Step.COVER, (BEN,))

    def test_past_a_lead_who_is_the_therapist(self) -> None:
        assert next_step(care(lead=ANNA), UNANSWERED, told={ANNA}) == (Step.MANAGERS, MANAGERS)

    def test_past_a_clinic_without_a_lead(self) -> None:
        assert next_step(care(lead=None), UNANSWERED, told={ANNA}) == (Step.MANAGERS, MANAGERS)

    def test_never_back_to_a_step_it_came_past(self) -> None:
        assert next_step(care(), UNANSWERED, told={DORA}, after=Step.LEAD) == (Step.MANAGERS, MANAGERS)

    def test_what_nobody_closed_goes_to_the_lead_and_no_further(self) -> None:
        assert next_step(care(), UNRESOLVED, told={ANNA}) == (Step.LEAD, (DORA,))
        assert next_step(care(), UNRESOLVED, told={ANNA, DORA}) is None

    def test_what_nobody_closed_goes_to_the_managers_where_nobody_leads(self) -> None:
        assert next_step(care(lead=None), UNRESOLVED, told={ANNA}) == (Step.MANAGERS, MANAGERS)


def test_of_a_red_flag_therapist_and_lead_are_told_at_once() -> None:
    assert told_of_danger(care()) == [(Step.THERAPIST, (ANNA,)), (Step.LEAD, (DORA,))]
    assert told_of_danger(care((ANNA, away(ANNA, BEN)))) == [(Step.COVER, (BEN,)), (Step.LEAD, (DORA,))]


def test_of_a_red_flag_the_managers_are_told_where_there_is_nobody_else() -> None:
    assert told_of_danger(care(therapist=None, lead=None)) == [(Step.MANAGERS, MANAGERS)]


def test_who_is_named_as_cover_has_to_be_looked_up() -> None:
    known = {ANNA: away(ANNA, BEN), CARLA: away(CARLA, DORA), DORA: one(DORA)}
    assert unknown_covers(known, TODAY) == {BEN}
    assert unknown_covers(known, TODAY + timedelta(days=1)) == set()
