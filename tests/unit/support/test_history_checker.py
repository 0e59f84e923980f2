"""The checker of histories finds what no order explains, and nothing else."""

from uuid import UUID

import pytest

from tests.support.history import History, Look, NotLinearizable, Span

A, B, C = (UUID(int=number) for number in (1, 2, 3))
APPENDS = {A: Span(1, 4), B: Span(2, 6)}


def history(*looks: Look) -> History:
    return History(appends=dict(APPENDS), stored={A: 1, B: 2}, looks=list(looks))


@pytest.mark.parametrize(
    "looks",
    [
        [],
        [Look(0, Span(3, 5))],  # before both, although it was answered after the first
        [Look(1, Span(2, 3)), Look(2, Span(4, 5))],
        [Look(2, Span(3, 4)), Look(1, Span(1, 7))],  # a slow one that looked early
    ],
)
def test_what_one_order_explains_is_linearizable(looks: list[Look]) -> None:
    history(*looks).check([A, B])


@pytest.mark.parametrize(
    "looks",
    [
        [Look(0, Span(5, 8))],  # asked after the first was acknowledged, and did not see it
        [Look(1, Span(7, 8))],  # the same of the second
        [Look(2, Span(0, 1))],  # answered before the second was asked for
        [Look(2, Span(3, 4)), Look(1, Span(5, 6))],  # of two readers the later one saw less
        [Look(3, Span(7, 8))],  # there never were three
    ],
)
def test_what_no_order_explains_is_told(looks: list[Look]) -> None:
    with pytest.raises(NotLinearizable):
        history(*looks).check([A, B])


def test_an_acknowledged_event_that_is_not_there_is_told() -> None:
    with pytest.raises(NotLinearizable, match="is not there"):
        history().check([A])


def test_an_event_at_another_version_than_acknowledged_is_told() -> None:
    with pytest.raises(NotLinearizable, match="is not there"):
        history().check([B, A])


def test_an_event_that_nobody_asked_for_is_told() -> None:
    with pytest.raises(NotLinearizable, match="nobody asked"):
        history().check([A, B, C])


def test_an_append_that_was_never_answered_may_be_there_or_not() -> None:
    unanswered = History(appends={A: Span(1, 2), B: Span(3)}, stored={A: 1})
    unanswered.check([A])
    unanswered.check([A, B])


def test_an_order_of_versions_against_the_order_of_answers_is_told() -> None:
    turned = History(appends={A: Span(1, 2), B: Span(3, 4)}, stored={A: 2, B: 1})
    with pytest.raises(NotLinearizable, match="before it can have come about"):
        turned.check([B, A])
