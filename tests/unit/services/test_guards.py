"""What is remembered of patients between reports: a minute, and in memory no longer than that."""

from uuid import UUID

import pytest

from services import guards
from services.guards import Guards

ORG = UUID(int=1)


class SetSeconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_state_is_remembered_for_a_minute() -> None:
    clock = SetSeconds()
    kept = Guards(clock)
    kept.keep(ORG, UUID(int=7), "known")
    clock.now += 59.9
    assert kept.get(ORG, UUID(int=7)) == "known"
    clock.now += 0.2
    assert kept.get(ORG, UUID(int=7)) is None


def test_those_who_are_not_heard_of_again_leave_the_memory() -> None:
    clock = SetSeconds()
    kept = Guards(clock)
    for number in range(100):
        kept.keep(ORG, UUID(int=number), "known")
    clock.now += 30
    kept.keep(ORG, UUID(int=5), "known again")
    clock.now += 31
    kept.keep(ORG, UUID(int=1000), "new")
    assert len(kept) == 2
    assert kept.get(ORG, UUID(int=5)) == "known again"


def test_of_more_than_there_is_room_for_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "AT_MOST", 3)
    kept = Guards(SetSeconds())
    for number in range(4):
        kept.keep(ORG, UUID(int=number), number)
    assert [kept.get(ORG, UUID(int=number)) for number in range(4)] == [None, 1, 2, 3]
