"""A process lives as long as its loops turn, and says which does not."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from services.measured.beats import LOOP, LOOP_PATIENCE, PART_PATIENCE, Beating, Beats
from services.measured.health import Readiness, live


class HandClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Nothing:
    """Waits for nothing, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    async def wait(self, seconds: float, /) -> Collection[UUID] | None:
        self.asked.append(seconds)
        return {UUID(int=1)}

    async def moved(self, org_ids: Sequence[UUID], /) -> None:
        self.asked.append(org_ids)


def test_who_turned_a_moment_ago_is_not_late() -> None:
    clock = HandClock()
    beats = Beats(clock)
    beats.turn(LOOP)
    beats.turn("rounds")
    clock.seconds = LOOP_PATIENCE
    assert beats.late() == []
    assert live(beats) == (b'{"status":"ok","late":[]}\n', "application/json", 200)


def test_the_loop_has_less_patience_than_a_part_of_it() -> None:
    clock = HandClock()
    beats = Beats(clock)
    beats.turn(LOOP)
    beats.turn("rounds")
    clock.seconds = LOOP_PATIENCE + 1
    assert beats.late() == [LOOP]
    clock.seconds = PART_PATIENCE + 1
    assert beats.late() == [LOOP, "rounds"]
    assert live(beats) == (b'{"status":"stuck","late":["loop","rounds"]}\n', "application/json", 503)


def test_a_part_that_was_told_to_end_is_waited_for_no_longer() -> None:
    clock = HandClock()
    beats = Beats(clock)
    beats.turn("rounds")
    beats.ended("rounds")
    clock.seconds = PART_PATIENCE + 1
    assert beats.late() == []


async def test_a_loop_turns_each_time_it_waits_and_waits_as_before() -> None:
    clock, inner = HandClock(), Nothing()
    beats = Beats(clock)
    beating = Beating(beats, "alerting", inner)
    assert await beating.wait(0.5) == {UUID(int=1)}
    await beating.moved([UUID(int=2)])
    assert (beats.ages(), inner.asked) == ({"alerting": 0.0}, [0.5, [UUID(int=2)]])


async def test_the_event_loop_turns_until_it_is_told_to_end() -> None:
    beats = Beats()
    keeping = asyncio.create_task(beats.keep())
    await asyncio.sleep(0)
    assert list(beats.ages()) == [LOOP]
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert beats.ages() == {}


def test_nobody_is_ready_before_the_loop_turns() -> None:
    answer = Readiness(Beats(), {}, {})()
    assert (answer.status, msgspec.json.decode(answer.body)) == (503, {"status": "starting"})


def test_valkey_that_is_away_is_told_and_makes_nobody_unready() -> None:
    beats = Beats()
    beats.turn(LOOP)
    answer = Readiness(beats, {}, {"broker": "unix:///nowhere/valkey.sock"})()
    assert (answer.status, msgspec.json.decode(answer.body)) == (200, {"status": "ok", "broker": "unreachable"})


def test_who_asks_again_at_once_is_told_the_same_without_anybody_being_asked() -> None:
    clock = HandClock()
    beats = Beats(clock)
    beats.turn(LOOP)
    readiness = Readiness(beats, {}, {"broker": "unix:///nowhere/valkey.sock"}, clock)
    first = readiness()
    assert readiness() is first
    clock.seconds = 2
    assert readiness() is not first
