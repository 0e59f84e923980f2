"""R22: what happened, folded again, comes to the same state and the same decisions, in any process, at any time.

That nothing in `domain/` imports a clock, chance or I/O is held by import-linter and by ruff (`domain/ruff.toml`), and
`architecture/test_boundaries.py` plants breaks of it; here it runs with the clock and chance taken away.
"""

import random
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.adherence.facts import SessionFact, as_logged
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.week import Week, monday_of
from domain.decider import Command, Decider, Event, fold
from domain.deciders import DECIDERS
from domain.patient.events import PatientEvent
from domain.program.events import ProgramEvent
from domain.session.events import SessionLogged
from domain.values import BarrierReason
from projections.reading import codec
from tests.support import patient_story
from tests.support.golden import Golden
from tests.support.previous import HOUSE
from tests.support.pure import Impure, no_clock_no_chance
from tests.support.stories import Story, messy_story
from tests.support.story_draws import BEGIN
from tests.support.streams import POOLS, Streams, attempt

every_decider = pytest.mark.parametrize("decider", DECIDERS, ids=lambda decider: decider.kind)


def replayed(decider: Decider[Any], history: Sequence[Event], wishes: Sequence[Command]) -> tuple[Any, list[Any]]:
    """The state that a history comes to, and what is decided on it."""
    with no_clock_no_chance():
        state = fold(decider, history)
        return state, [attempt(decider, wish, state) for wish in wishes]


def golden_history(decider: Decider[Any]) -> list[Event]:
    golden = Golden()
    versions = [(name, version) for name, version in golden.versions() if name in decider.events]
    return [codec().decode(name, version, golden.stored(name, version)) for name, version in versions]


@every_decider
def test_r22_a_golden_history_comes_to_the_same_twice(decider: Decider[Any]) -> None:
    wishes = POOLS[decider.kind]
    first = replayed(decider, golden_history(decider), wishes)
    assert replayed(decider, golden_history(decider), wishes) == first
    assert fold(decider, ()) == decider.empty != first[0]


@every_decider
def test_r22_a_history_as_it_grew_comes_to_the_same_from_its_stored_bytes(decider: Decider[Any]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(POOLS[decider.kind]), max_size=15))
    def check(wishes: list[Command]) -> None:
        streams = Streams(decider)
        with no_clock_no_chance():
            for wish in wishes:
                decided = streams.attempt(wish)
                if not isinstance(decided, str):
                    streams.happen(wish, decided)
        for stream, history in streams.histories.items():
            stored = [codec().decode(*codec().encode(event)) for event in history]
            state, decisions = replayed(decider, stored, wishes)
            assert state == streams.states[stream]
            assert decisions == [attempt(decider, wish, streams.states[stream]) for wish in wishes]

    check()


def judged(story: Story, patient_id: UUID) -> list[Week]:
    """The weeks of one patient of a story."""
    plan, facts = Plan(), list[SessionFact]()
    for told in story.in_order():
        if getattr(told.event, "patient_id", None) != patient_id:
            continue
        if isinstance(told.event, PatientEvent | ProgramEvent):
            plan = evolve_plan(plan, told.event)
        elif isinstance(told.event, SessionLogged):
            facts.append(as_logged(told.event, told.event_id, told.occurred_at))
    return [judge_week(plan, monday_of(BEGIN.date()) + timedelta(weeks=week), facts) for week in range(6)]


def test_r22_weeks_are_judged_again_as_they_were() -> None:
    story = messy_story(22)
    with no_clock_no_chance():
        first = [judged(story, patient_id) for patient_id in story.patients]
        assert [judged(story, patient_id) for patient_id in story.patients] == first
    assert any(week.programs for weeks in first for week in weeks)


def test_r22_alerts_are_found_again_as_they_were() -> None:
    story = patient_story.Story()
    story.pain("high", 90)
    story.barrier("hurts", BarrierReason.HURTS)
    story.corrected("lower", "high", level=10)
    with no_clock_no_chance():
        first = story.read()
        assert story.read() == first
    assert len(first[1]) > 1


REPLAY = """
from hashlib import sha256
import msgspec
from domain.deciders import DECIDERS
from tests.support.streams import POOLS, Streams
for decider in DECIDERS:
    told, streams = sha256(), Streams(decider)
    for wish in POOLS[decider.kind]:
        decided = streams.attempt(wish)
        told.update(msgspec.json.encode(decided))
        if not isinstance(decided, str):
            streams.happen(wish, decided)
    print(decider.kind, sum(map(len, streams.histories.values())), told.hexdigest())
"""


def test_r22_other_processes_decide_the_same_to_the_byte() -> None:
    """Each has hash seeds of its own, so whatever runs over a set in its order is found."""
    told = [
        subprocess.run(
            [sys.executable, "-c", REPLAY], cwd=HOUSE, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True
        )
        for seed in ("1", "2", "3")
    ]
    assert [each.stderr for each in told] == ["", "", ""]
    assert told[0].stdout == told[1].stdout == told[2].stdout
    assert [line.split()[0] for line in told[0].stdout.splitlines() if line.split()[1] != "0"] == [
        decider.kind for decider in DECIDERS
    ]


@pytest.mark.parametrize(
    "ask",
    [
        time.time,
        time.monotonic,
        time.perf_counter,
        time.localtime,
        datetime.now,
        lambda: datetime.now(UTC),
        datetime.today,
        date.today,
        random.random,
        lambda: random.choice([1, 2]),
        lambda: random.Random(1).random(),
        secrets.token_hex,
        uuid.uuid1,
        uuid.uuid4,
    ],
    ids=lambda ask: getattr(ask, "__qualname__", repr(ask)),
)
def test_r22_a_clock_or_chance_would_be_found(ask: Callable[[], Any]) -> None:
    decider = DECIDERS[0]._replace(evolve=lambda state, event: ask())
    with pytest.raises(Impure):
        replayed(decider, golden_history(decider), ())


def test_r22_what_is_pure_is_let_through() -> None:
    with no_clock_no_chance():
        noon = datetime(2026, 6, 9, 12, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
        assert msgspec.json.decode(msgspec.json.encode([noon, uuid.uuid5(uuid.NAMESPACE_DNS, "a")]))
