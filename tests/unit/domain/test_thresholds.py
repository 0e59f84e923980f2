"""Whose number holds: the patient's, else the clinic's, else the default; and which numbers may be set at all."""

from typing import get_args, get_type_hints

import pytest
from msgspec.structs import asdict, fields, replace

from domain.clinic.events import Policy
from domain.clinic.thresholds import BOUNDS, DEFAULTS, Thresholds, check_policy, thresholds
from domain.decider import Rejected


def test_what_nobody_gives_is_the_default() -> None:
    assert thresholds(Policy()) == DEFAULTS
    assert thresholds(Policy(), Policy()) == DEFAULTS


def test_each_number_is_the_patients_else_the_clinics() -> None:
    clinic, patient = Policy(high_pain=60, low_percent=40), Policy(high_pain=80, quiet_until="10:00")
    assert thresholds(clinic, patient) == replace(DEFAULTS, high_pain=80, low_percent=40, quiet_until="10:00")


def test_a_patient_may_be_given_the_very_default_against_the_clinic() -> None:
    assert thresholds(Policy(high_pain=50), Policy(high_pain=70)).high_pain == 70


def test_every_number_has_a_default_and_may_be_given_by_a_policy() -> None:
    assert {each.name for each in fields(Thresholds)} == {each.name for each in fields(Policy)}
    hints = get_type_hints(Policy)
    assert all(type(None) in get_args(hint) for hint in hints.values())
    assert all(value is None for value in asdict(Policy()).values())


def test_every_number_has_bounds_that_hold_its_default() -> None:
    numbers = {name: value for name, value in asdict(DEFAULTS).items() if isinstance(value, int)}
    assert numbers.keys() == BOUNDS.keys()
    assert all(least <= numbers[name] <= most for name, (least, most) in BOUNDS.items())


@pytest.mark.parametrize("name", [name for name in BOUNDS if not name.startswith("silent")])
def test_a_number_may_be_the_least_or_the_most_and_nothing_beyond(name: str) -> None:
    least, most = BOUNDS[name]
    for fine in (least, most):
        check_policy(replace(Policy(), **{name: fine}))
    for wrong in (least - 1, most + 1):
        with pytest.raises(Rejected, match=name) as refused:
            check_policy(replace(Policy(), **{name: wrong}))
        assert refused.value.code == "bad_policy"


@pytest.mark.parametrize(
    "policy",
    [
        Policy(silent_days=14),
        Policy(silent_nudge_days=7),
        Policy(silent_high_days=21),
        Policy(silent_nudge_days=0),
        Policy(silent_dropped_out_days=121),
    ],
)
def test_each_step_of_silence_is_longer_than_the_one_before(policy: Policy) -> None:
    with pytest.raises(Rejected, match="bad_policy"):
        check_policy(policy)


def test_all_steps_of_silence_may_move_together() -> None:
    check_policy(Policy(silent_nudge_days=5, silent_days=15, silent_high_days=30, silent_dropped_out_days=60))


@pytest.mark.parametrize("policy", [Policy(quiet_from="20:01"), Policy(quiet_until="08:59")])
def test_quiet_hours_are_never_narrower(policy: Policy) -> None:
    with pytest.raises(Rejected, match="bad_policy"):
        check_policy(policy)


def test_quiet_hours_may_be_wider_as_long_as_some_of_the_day_is_left() -> None:
    check_policy(Policy(quiet_from="18:30", quiet_until="11:00"))
    with pytest.raises(Rejected, match="bad_policy"):
        check_policy(Policy(quiet_from="12:00", quiet_until="12:00"))


def test_no_number_concerns_red_flags() -> None:
    assert [name for name in asdict(DEFAULTS) if "flag" in name] == []
