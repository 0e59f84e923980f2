"""A clinic is opened once, and its policy has numbered versions."""

import pytest

from domain.clinic.decider import CLINIC, OpenClinic, SetClinicPolicy
from domain.clinic.events import ClinicOpened, ClinicPolicySet, Policy
from tests.support.examples import CLINIC_ID, NOON, OPENED, WISH_ID
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
