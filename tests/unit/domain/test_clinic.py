"""A clinic is opened once, its policy has numbered versions, and it says when it is open and who leads it."""

from datetime import date

import pytest

from domain.clinic.decider import CLINIC, NameClinicLead, OpenClinic, SetClinicPolicy, SetOpeningHours
from domain.clinic.events import ClinicLeadNamed, ClinicOpened, ClinicPolicySet, OpeningHoursSet, Policy
from domain.clinic.hours import Opening, OpeningHours
from domain.staff.events import Role, StaffInvited
from tests.support.examples import CLINIC_ID, INVITED, NOON, OPENED, THERAPIST_ID, WISH_ID, named
from tests.support.spec import given


def open_clinic(name: str = "By the harbour", zone: str = "Europe/Berlin") -> OpenClinic:
    return OpenClinic(command_id=WISH_ID, at=NOON, clinic_id=CLINIC_ID, name=name, country="DE", zone=zone)


def set_policy(policy: Policy) -> SetClinicPolicy:
    return SetClinicPolicy(command_id=WISH_ID, at=NOON, clinic_id=CLINIC_ID, policy=policy)


def policy_set(policy: Policy, version: int) -> ClinicPolicySet:
    return ClinicPolicySet(clinic_id=CLINIC_ID, policy=policy, version=version)


STRICT = Policy(high_pain=60)
MILD = Policy(high_pain=80, hurts_age_hours=48)


def test_a_clinic_is_opened() -> None:
    given(CLINIC).when(open_clinic()).then(
        [ClinicOpened(clinic_id=CLINIC_ID, name="By the harbour", country="DE", zone="Europe/Berlin")]
    )


def test_opening_it_again_changes_nothing() -> None:
    given(CLINIC, [OPENED, policy_set(STRICT, 1)]).when(open_clinic()).then_nothing()


def test_its_id_cannot_be_given_to_another() -> None:
    given(CLINIC, [OPENED]).when(open_clinic("On the hill")).then_rejected("already_open")


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "localtime", "CET+5"])
def test_its_zone_must_exist(zone: str) -> None:
    given(CLINIC).when(open_clinic(zone=zone)).then_rejected("unknown_zone")


def test_its_first_policy_is_version_1() -> None:
    given(CLINIC, [OPENED]).when(set_policy(STRICT)).then([policy_set(STRICT, 1)])


def test_each_further_policy_has_the_next_version() -> None:
    given(CLINIC, [OPENED, policy_set(STRICT, 1)]).when(set_policy(MILD)).then([policy_set(MILD, 2)])


def test_going_back_to_an_earlier_policy_is_a_version_of_its_own() -> None:
    history = [OPENED, policy_set(STRICT, 1), policy_set(MILD, 2)]
    given(CLINIC, history).when(set_policy(STRICT)).then([policy_set(STRICT, 3)])


def test_the_policy_in_force_needs_no_new_version() -> None:
    given(CLINIC, [OPENED, policy_set(STRICT, 1)]).when(set_policy(STRICT)).then_nothing()


def test_the_defaults_are_in_force_from_the_beginning() -> None:
    given(CLINIC, [OPENED]).when(set_policy(Policy())).then_nothing()


@pytest.mark.parametrize(
    "policy", [Policy(high_pain_age_hours=0), Policy(hurts_age_hours=-1), Policy(hurts_age_hours=8761)]
)
def test_no_age_may_silence_a_rule(policy: Policy) -> None:
    given(CLINIC, [OPENED]).when(set_policy(policy)).then_rejected("bad_policy")


def test_an_age_may_be_an_hour_or_a_year() -> None:
    policy = Policy(high_pain_age_hours=1, hurts_age_hours=8760)
    given(CLINIC, [OPENED]).when(set_policy(policy)).then([policy_set(policy, 1)])


def test_a_clinic_that_was_never_opened_has_no_policy() -> None:
    given(CLINIC).when(set_policy(STRICT)).then_rejected("unknown_clinic")


MONDAYS = OpeningHours(weekly=(Opening(weekday=1, opens="08:00", closes="18:00"),), holidays=(date(2026, 12, 25),))


def set_hours(hours: OpeningHours) -> SetOpeningHours:
    return SetOpeningHours(
        command_id=WISH_ID, at=NOON, clinic_id=CLINIC_ID, weekly=hours.weekly, holidays=hours.holidays
    )


def test_it_says_when_it_is_open() -> None:
    given(CLINIC, [OPENED]).when(set_hours(MONDAYS)).then([OpeningHoursSet(clinic_id=CLINIC_ID, hours=MONDAYS)])


def test_the_hours_it_has_are_set_once() -> None:
    given(CLINIC, [OPENED, OpeningHoursSet(clinic_id=CLINIC_ID, hours=MONDAYS)]).when(set_hours(MONDAYS)).then_nothing()


def test_its_hours_must_make_sense() -> None:
    backwards = OpeningHours(weekly=(Opening(weekday=1, opens="18:00", closes="08:00"),))
    given(CLINIC, [OPENED]).when(set_hours(backwards)).then_rejected("bad_hours")


def test_a_clinic_that_was_never_opened_has_no_hours() -> None:
    given(CLINIC).when(set_hours(MONDAYS)).then_rejected("unknown_clinic")


LEAD_NAMED = ClinicLeadNamed(clinic_id=CLINIC_ID, staff_id=THERAPIST_ID)
NAME_LEAD = NameClinicLead(command_id=WISH_ID, at=NOON, clinic_id=CLINIC_ID, staff_id=THERAPIST_ID)


def test_somebody_leads_it() -> None:
    given(CLINIC, [OPENED]).seeing({THERAPIST_ID: [INVITED]}).when(NAME_LEAD).then([LEAD_NAMED])


def test_who_leads_it_already_is_not_named_again() -> None:
    given(CLINIC, [OPENED, LEAD_NAMED]).seeing({THERAPIST_ID: [INVITED]}).when(NAME_LEAD).then_nothing()


NO_LEADS = [
    StaffInvited(staff_id=THERAPIST_ID, role=Role.ASSISTANT, clinics=(CLINIC_ID,)),
    StaffInvited(staff_id=THERAPIST_ID, role=Role.THERAPIST, clinics=(named("another clinic"),)),
]


@pytest.mark.parametrize("invited", NO_LEADS)
def test_no_assistant_leads_it_and_nobody_who_works_elsewhere(invited: StaffInvited) -> None:
    given(CLINIC, [OPENED]).seeing({THERAPIST_ID: [invited]}).when(NAME_LEAD).then_rejected("cannot_answer")


def test_nobody_unknown_leads_it() -> None:
    given(CLINIC, [OPENED]).when(NAME_LEAD).then_rejected("unknown_staff")
