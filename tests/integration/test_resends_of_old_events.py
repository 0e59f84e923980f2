"""A partner sends again what was stored before the event had a newer version: it is known, and only the same is."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.deciders import EVENTS
from domain.session.decider import CorrectSession
from eventstore.codec import Codec
from eventstore.records import Recorded
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute, execute_all
from tests.support.doors import Doors, event, open_doors
from tests.support.times import NOON

CHANGED = ("session.logged", "session.corrected")


class Yesterday(Codec):
    """Writes as if version 1 had held the effort in whole points."""

    def encode(self, event: object) -> tuple[str, int, bytes]:
        name, schema_v, data = super().encode(event)
        raw = msgspec.json.decode(data)
        if name in CHANGED and "effort" in raw:
            raw["effort"] //= 10
        return name, schema_v, msgspec.json.encode(raw)


def in_tenths(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "effort": raw["effort"] * 10} if "effort" in raw else raw


def upgrade(doors: Doors) -> None:
    """From now on version 2 is written."""
    doors.context.codec = Codec(EVENTS, {(name, 1): in_tenths for name in CHANGED})


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    """Doors that still write version 1."""
    async with open_doors(context) as opened:
        context.codec = Yesterday(EVENTS, {})
        yield opened


async def stored(doors: Doors) -> list[tuple[str, int]]:
    log: list[Recorded] = await doors.context.store.read(doors.org.organisation_id)
    return [(each.type, each.schema_v) for each in log if each.type.startswith("session.")]


async def test_the_same_report_is_a_duplicate_with_its_first_place(doors: Doors) -> None:
    patient_id = await doors.enrol()
    reports = [event("session.logged", patient_id, {"effort": effort}) for effort in (6, 7)]
    first = await doors.send(*reports)
    upgrade(doors)
    later = event("session.logged", patient_id, {"effort": 6})
    again = await doors.send(*reports, later)
    assert [outcome["status"] for outcome in again] == ["duplicate", "duplicate", "stored"]
    assert [outcome["position"] for outcome in again[:2]] == [outcome["position"] for outcome in first]
    assert await stored(doors) == [("session.logged", 1), ("session.logged", 1), ("session.logged", 2)]


async def test_how_it_arrived_is_no_part_of_what_it_says(doors: Doors) -> None:
    report = event("session.logged", await doors.enrol(), {"effort": 6})
    await doors.send(report)
    upgrade(doors)
    (slow,) = await doors.send({**report, "senttime": "2026-03-04T08:00:00Z"})
    assert slow["status"] == "duplicate"


@pytest.mark.parametrize(
    "other",
    [
        {"data": {"effort": 7}},
        {"data": {"effort": 0.6}},  # stored as 6, as the first one was
        {"data": {}},
        {"time": "2026-03-04T11:00:01Z"},
    ],
    ids=["effort", "unit", "nothing", "time"],
)
async def test_another_report_under_the_same_id_is_refused(doors: Doors, other: dict[str, Any]) -> None:
    report = event("session.logged", await doors.enrol(), {"effort": 6})
    await doors.send(report)
    upgrade(doors)
    (outcome,) = await doors.send({**report, **other})
    assert (outcome["status"], outcome["code"]) == ("refused", "id_reused")
    assert await stored(doors) == [("session.logged", 1)]


async def test_what_nobody_can_read_any_more_keeps_its_id(doors: Doors) -> None:
    report = event("session.logged", await doors.enrol(), {"effort": 6})
    await doors.send(report)
    doors.context.codec = Codec(EVENTS, {("session.logged", 1): lambda raw: {}})
    (outcome,) = await doors.send(report)
    assert (outcome["status"], outcome["code"]) == ("refused", "id_reused")


async def test_a_correction_that_comes_again_is_known_too(doors: Doors) -> None:
    patient_id, session_id = await doors.enrol(), UUID(int=7)
    about: dict[str, Any] = {"at": NOON, "patient_id": patient_id, "occurred_at": NOON, "session_id": session_id}
    calls = [
        Call(
            actor=system(doors.org.organisation_id, "test"),
            command=CorrectSession(command_id=each, effort=effort, **about),
        )
        for each, effort in ((UUID(int=8), 60), (UUID(int=9), 40), (UUID(int=9), 50))
    ]
    first = await execute_all(doors.context, calls[:2])
    upgrade(doors)
    again = await execute_all(doors.context, calls[:2])
    assert [answer.verdict for answer in again] == [Verdict.DUPLICATE, Verdict.DUPLICATE]
    assert [(answer.pos, answer.hash) for answer in again] == [(answer.pos, answer.hash) for answer in first]
    assert (await execute(doors.context, calls[2])).code == "id_reused"
