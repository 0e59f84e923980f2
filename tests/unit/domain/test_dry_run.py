"""Asking for thresholds to be tried: within two years, of a clinic that is there, once under an id."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.clinic.events import Policy
from domain.dry_run.decider import DRY_RUN, TryPolicy
from domain.dry_run.events import DryRunAsked
from tests.support.examples import CLINIC_ID, OPENED
from tests.support.spec import given

RUN = UUID(int=31)
ASK = TryPolicy(
    command_id=RUN,
    at=datetime(2026, 6, 9, 8, tzinfo=UTC),
    run_id=RUN,
    clinic_id=CLINIC_ID,
    policy=Policy(high_pain=60),
    first_day=date(2025, 6, 9),
    last_day=date(2026, 6, 8),
)
ASKED = DryRunAsked(
    run_id=RUN, clinic_id=CLINIC_ID, policy=Policy(high_pain=60), first_day=date(2025, 6, 9), last_day=date(2026, 6, 8)
)
HERE = given(DRY_RUN).seeing({CLINIC_ID: [OPENED]})


def test_what_is_tried_is_asked_once() -> None:
    HERE.when(ASK).then([ASKED])
    given(DRY_RUN, [ASKED]).seeing({CLINIC_ID: [OPENED]}).when(ASK).then_nothing()


def test_an_id_is_of_one_run() -> None:
    other = replace(ASK, policy=Policy(high_pain=50))
    given(DRY_RUN, [ASKED]).seeing({CLINIC_ID: [OPENED]}).when(other).then_rejected("already_asked")


def test_a_clinic_that_is_none_has_no_past() -> None:
    given(DRY_RUN).when(ASK).then_rejected("unknown_clinic")


def test_thresholds_that_may_not_be_set_are_not_tried() -> None:
    HERE.when(replace(ASK, policy=Policy(high_pain_age_hours=0))).then_rejected("bad_policy")


@pytest.mark.parametrize(
    ("first_day", "is_asked"),
    [
        (date(2026, 6, 9), False),
        (date(2026, 6, 8), True),
        (date(2024, 6, 8), True),
        (date(2024, 6, 7), False),
    ],
    ids=["it ends before it begins", "a single day", "two years", "a day more"],
)
def test_the_days_are_in_order_and_no_more_than_two_years(first_day: date, is_asked: bool) -> None:
    decided = HERE.when(replace(ASK, first_day=first_day))
    if is_asked:
        decided.then([replace(ASKED, first_day=first_day)])
    else:
        decided.then_rejected("bad_range")
