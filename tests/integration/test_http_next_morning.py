"""The question of the next morning, as the patient's own page asks for it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from domain.exercise.common import find
from eventstore.walls import Pool
from services.context import Context
from services.http.heading import report_id
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import PAIN, folded, read

YESTERDAY = "2026-03-03"  # the clock stands at noon of the 4th


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def session(patient_id: UUID, time: str, **entry: Any) -> dict[str, Any]:
    return event("session.logged", patient_id, {"entries": [entry] if entry else []}, time=time)


def felt(patient_id: UUID, time: str, **more: Any) -> dict[str, Any]:
    return event("symptom.reported", patient_id, {**PAIN, **more}, time=time)


async def question(doors: Doors, patient_id: UUID, **query: str) -> Any:
    return (await read(doors.partner, f"/v1/patients/{patient_id}/next-morning", **query))["question"]


async def test_a_session_that_hurt_yesterday_is_asked_about_until_it_is_answered(
    doors: Doors, engine_pool: Pool
) -> None:
    patient_id = await doors.enrol()
    bridge = str(find("bridge").exercise_id)
    await doors.send(
        session(patient_id, f"{YESTERDAY}T08:00:00Z"),
        last := session(patient_id, f"{YESTERDAY}T16:00:00Z", exercise_id=bridge, pain=4),
        felt(patient_id, f"{YESTERDAY}T16:10:00Z", level=6, timing="after"),
        felt(patient_id, f"{YESTERDAY}T16:20:00Z", level=9, kind="soreness"),  # soreness is not pain
    )
    await folded(engine_pool)
    asked = {
        "session_id": str(report_id(doors.org.organisation_id, last["source"], last["id"])),
        "at": f"{YESTERDAY}T16:00:00Z",
        "places": [
            {"region": "knee", "side": "left", "level": 6},
            {"region": find("bridge").region.value, "side": "none", "level": 4},
        ],
    }
    assert await question(doors, patient_id) == asked

    answer = felt(patient_id, "2026-03-04T06:00:00Z", level=2, timing="next_morning", session_id=asked["session_id"])
    await doors.send(answer)
    await folded(engine_pool)
    assert await question(doors, patient_id) is None


@pytest.mark.parametrize(
    "level_and_day",
    [(3, YESTERDAY), (8, "2026-03-02"), (8, "2026-03-04")],
    ids=["little pain", "the day before yesterday", "today"],
)
async def test_nothing_is_asked_about(doors: Doors, engine_pool: Pool, level_and_day: tuple[int, str]) -> None:
    level, day = level_and_day
    patient_id = await doors.enrol()
    await doors.send(
        session(patient_id, f"{day}T08:00:00Z"), felt(patient_id, f"{day}T08:30:00Z", level=level, timing="after")
    )
    await folded(engine_pool)
    assert await question(doors, patient_id) is None
