"""What holds for every decider, whatever is wished in whatever order."""

from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.barrier.decider import BARRIER, ReportBarrier, RetractBarrier
from domain.decider import Command, Decider, Report, fold
from domain.deciders import DECIDERS
from domain.session.decider import SESSION, CorrectSession, LogSession, RetractSession
from domain.symptom.decider import SYMPTOM, CorrectSymptom, ReportPain, RetractSymptom
from domain.values import BarrierReason, BodyRegion
from tests.support.examples import NOON, OTHER_PATIENT_ID, PATIENT_ID, named
from tests.support.streams import POOLS, Streams

every_decider = pytest.mark.parametrize("decider", DECIDERS, ids=lambda decider: decider.kind)
few = settings(max_examples=100, deadline=None)

CORRECTIONS = (CorrectSession, CorrectSymptom)
"""Kept however often they come: their ids alone tell a repeat, and the log knows ids."""

WITH_CORRECTIONS = [each for each in DECIDERS if any(event.corrects for event in each.events.values())]


def sequences(decider: Decider[Any]) -> st.SearchStrategy[list[Command]]:
    return st.lists(st.sampled_from(POOLS[decider.kind]), max_size=15)


@every_decider
def test_deciding_twice_is_deciding_once(decider: Decider[Any]) -> None:
    @few
    @given(sequences(decider))
    def check(commands: list[Command]) -> None:
        streams = Streams(decider)
        for command in commands:
            first = streams.attempt(command)
            if isinstance(first, str):
                assert streams.attempt(command) == first
                continue
            streams.happen(command, first)
            again = streams.attempt(command)
            if isinstance(command, CORRECTIONS):
                before = dict(streams.states)
                assert again == first
                streams.happen(command, first)
                assert streams.states == before
            else:
                assert again == []

    check()


@pytest.mark.parametrize("decider", WITH_CORRECTIONS, ids=lambda decider: decider.kind)
def test_what_corrects_a_report_stands_in_the_stream_of_that_report(decider: Decider[Any]) -> None:
    found = set()
    for command in POOLS[decider.kind]:
        events = Streams(decider).attempt(command)
        for event in () if isinstance(events, str) else events:
            if event.corrects:
                assert getattr(event, event.corrects) == decider.stream(command)
                found.add(type(event))
    assert found == {event for event in decider.events.values() if event.corrects}


@every_decider
def test_what_is_decided_can_be_stored_and_replayed(decider: Decider[Any]) -> None:
    @few
    @given(sequences(decider))
    def check(commands: list[Command]) -> None:
        streams = Streams(decider)
        for command in commands:
            events = streams.attempt(command)
            if not isinstance(events, str):
                streams.happen(command, events)
        for stream, history in streams.histories.items():
            stored = [msgspec.json.decode(msgspec.json.encode(event), type=type(event)) for event in history]
            assert all(type(event) in decider.events.values() for event in history)
            assert fold(decider, stored) == streams.states[stream]

    check()


@every_decider
def test_every_wish_of_the_pool_is_granted_now_and_then(decider: Decider[Any]) -> None:
    """Otherwise the laws would hold for want of anything decided."""
    chance, granted = Random(1), set()
    for _ in range(1000):
        streams = Streams(decider)
        for wish in chance.choices(POOLS[decider.kind], k=30):
            events = streams.attempt(wish)
            if events and not isinstance(events, str):
                granted.add(type(wish))
                streams.happen(wish, events)
    assert granted == set(decider.commands)


REPORT_ID = named("a report")
SESSION_REPORTS: list[Report] = [
    LogSession(command_id=REPORT_ID, at=NOON, occurred_at=NOON, patient_id=PATIENT_ID),
    *[
        report
        for who in (PATIENT_ID, OTHER_PATIENT_ID)
        for report in (
            CorrectSession(
                command_id=named("c"), at=NOON, occurred_at=NOON, patient_id=who, session_id=REPORT_ID, effort=50
            ),
            RetractSession(command_id=named("r"), at=NOON, occurred_at=NOON, patient_id=who, session_id=REPORT_ID),
        )
    ],
]
SYMPTOM_REPORTS: list[Report] = [
    ReportPain(
        command_id=REPORT_ID, at=NOON, occurred_at=NOON, patient_id=PATIENT_ID, region=BodyRegion.KNEE, level=70
    ),
    *[
        report
        for who in (PATIENT_ID, OTHER_PATIENT_ID)
        for report in (
            CorrectSymptom(
                command_id=named("c"), at=NOON, occurred_at=NOON, patient_id=who, symptom_id=REPORT_ID, level=50
            ),
            RetractSymptom(command_id=named("r"), at=NOON, occurred_at=NOON, patient_id=who, symptom_id=REPORT_ID),
        )
    ],
]
BARRIER_REPORTS: list[Report] = [
    ReportBarrier(command_id=REPORT_ID, at=NOON, occurred_at=NOON, patient_id=PATIENT_ID, reason=BarrierReason.NO_TIME),
    *[
        RetractBarrier(command_id=named("r"), at=NOON, occurred_at=NOON, patient_id=who, barrier_id=REPORT_ID)
        for who in (PATIENT_ID, OTHER_PATIENT_ID)
    ],
]


@pytest.mark.parametrize(
    ("decider", "pool"), [(SESSION, SESSION_REPORTS), (SYMPTOM, SYMPTOM_REPORTS), (BARRIER, BARRIER_REPORTS)]
)
def test_reports_corrections_and_retractions_end_alike_in_any_order(decider: Decider[Any], pool: list[Report]) -> None:
    def final(reports: list[Report]) -> Any:
        streams = Streams(decider)
        for report in reports:
            events = streams.attempt(report)
            if isinstance(events, str):
                assert events == "wrong_patient"
            else:
                streams.happen(report, events)
        return streams.states.get(REPORT_ID, decider.empty)

    @given(st.lists(st.sampled_from(pool), max_size=8), st.randoms())
    def check(reports: list[Report], chance: Random) -> None:
        shuffled = chance.sample(reports, len(reports))
        assert final(shuffled) == final(reports)

    check()
