"""The clock of a sandbox: other organisations' time, and an advance that only grows."""

from datetime import timedelta
from uuid import UUID

from services.clock import SandboxClock, SetClock
from tests.support.times import NOON

SANDBOX, OTHER = UUID(int=1), UUID(int=2)
HOUR = timedelta(hours=1)


def test_only_the_sandbox_is_ahead_and_it_goes_on_with_the_others() -> None:
    others = SetClock(NOON)
    clock = SandboxClock(others)
    clock.learn(SANDBOX, 48 * HOUR)
    others.instant += HOUR
    assert (clock.now(SANDBOX), clock.now(OTHER)) == (NOON + 49 * HOUR, NOON + HOUR)
    assert (clock.is_sandbox(SANDBOX), clock.is_sandbox(OTHER)) == (True, False)


def test_old_news_does_not_put_it_back() -> None:
    clock = SandboxClock(SetClock(NOON))
    for hours in (0, 48, 24):
        clock.learn(SANDBOX, hours * HOUR)
    assert clock.now(SANDBOX) == NOON + 48 * HOUR


def test_a_clock_that_another_process_was_given_is_not_ahead_twice() -> None:
    first = SandboxClock(SetClock(NOON))
    first.learn(SANDBOX, HOUR)
    second = SandboxClock(first)
    second.learn(SANDBOX, HOUR)
    assert second.now(SANDBOX) == NOON + HOUR
