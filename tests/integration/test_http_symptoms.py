"""What may be asked of what a patient felt: places, trends, soreness, the mornings after, and what they rest on."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import httpx2
import pytest

from eventstore.walls import Pool, walled
from projections.places import FIRST_BUILD, Place, park
from services.context import Context
from services.http.heading import report_id
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import PAIN, folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def felt(patient_id: UUID, day: int, hour: int = 11, **more: Any) -> dict[str, Any]:
    """Pain of the left knee after exercise, at an hour of a day in March, UTC; the clock stands at noon of the 4th."""
    return event("symptom.reported", patient_id, {**PAIN, **more}, time=f"2026-03-{day:02}T{hour:02}:00:00Z")


async def sent(doors: Doors, *items: Mapping[str, Any]) -> list[str]:
    """Our ids of what is sent."""
    org_id = doors.org.organisation_id
    return [str(report_id(org_id, outcome["source"], outcome["id"])) for outcome in await doors.send(*items)]


async def test_the_newest_in_each_place_stands_beside_what_is_usual_there(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await doors.send(
        felt(patient_id, 1, level=2),
        felt(patient_id, 2, level=9, side="right"),
        felt(patient_id, 2, level=3.1),
        felt(patient_id, 2, level=9, timing="during"),
        felt(patient_id, 3, level=4),
        felt(patient_id, 3, level=5.2),
        felt(patient_id, 4, level=8),
        felt(patient_id, 9, level=10),  # ahead of the clock
    )
    await folded(engine_pool)
    path = f"/v1/patients/{patient_id}/symptoms"

    async def places(asker: httpx2.AsyncClient, **query: str) -> list[tuple[str, int, float, float, float | None]]:
        """Side, number, highest, newest and baseline of each."""
        return [
            (line["side"], line["number"], line["highest"], line["newest"]["felt"]["level"], line["baseline"])
            for line in (await read(asker, path, **query))["places"]
        ]

    for asker in (doors.therapist, doors.partner):
        assert await places(asker) == [("left", 6, 9, 8, 3.55), ("right", 1, 9, 9, None)]
    assert await places(doors.owner, **{"from": "2026-03-03T00:00:00Z"}) == [("left", 3, 8, 8, 3.55)]
    assert await places(doors.owner, to="2026-03-02T00:00:00Z", region="knee") == [("left", 1, 2, 2, None)]
    assert await places(doors.owner, region="hip") == []


async def test_pain_that_rose_by_two_points_is_worse_and_names_its_reports(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    levels = [2, 2.5, 2, 4.5, 4, 9]
    ids = await sent(doors, *(felt(patient_id, 2, hour, level=level) for hour, level in enumerate(levels)))
    await folded(engine_pool)
    answer = await read(doors.therapist, f"/v1/patients/{patient_id}/symptoms", explain=True)
    (place,) = answer["places"]
    assert place["trend"] == {"direction": "worse", "difference": 2.5, "reason": None}
    assert answer["explained"] == {
        "rules": 1,
        "places": [
            {
                "kind": "pain",
                "region": "knee",
                "side": "left",
                "timing": "after",
                "baseline": ids[:5],
                "recent": ids[3:],
                "before": ids[:3],
            }
        ],
        "soreness": [],
        "next_mornings": [],
    }
    assert (await read(doors.therapist, f"/v1/patients/{patient_id}/symptoms"))["explained"] is None


async def test_soreness_and_the_morning_after_are_bound_to_the_session_before_them(
    doors: Doors, engine_pool: Pool
) -> None:
    patient_id = await doors.enrol()
    before, session, sore, morning = await sent(
        doors,
        felt(patient_id, 2, 15, level=3, timing="before"),
        event("session.logged", patient_id, {}, time="2026-03-02T16:00:00Z"),
        felt(patient_id, 3, 20, kind="soreness", level=4, timing="at_rest"),
        felt(patient_id, 3, 6, level=5.5, timing="next_morning"),
    )
    await folded(engine_pool)
    answer = await read(doors.partner, f"/v1/patients/{patient_id}/symptoms", explain=True)
    assert answer["soreness"] == [
        {
            "region": "knee",
            "side": "left",
            "since": "2026-03-03",
            "last": "2026-03-03",
            "sore_days": 1,
            "free_days": 0,
            "long": False,
            "follows": session,
        }
    ]
    assert answer["next_mornings"] == [
        {
            "symptom_id": morning,
            "session_id": session,
            "level": 5.5,
            "level_before": 3,
            "difference": 2.5,
            "settled": False,
            "reason": None,
        }
    ]
    assert (answer["explained"]["soreness"], answer["explained"]["next_mornings"]) == (
        [{"region": "knee", "side": "left", "reports": [sore]}],
        [{"symptom_id": morning, "level_before": before}],
    )


async def test_what_takes_sessions_waits_for_them_and_says_when_they_are_not_all_in(
    doors: Doors, engine_pool: Pool
) -> None:
    patient_id, org_id = await doors.enrol(), doors.org.organisation_id
    (outcome,) = await doors.send(felt(patient_id, 3, kind="soreness"))
    path = f"/v1/patients/{patient_id}/symptoms"
    unmet = await read(doors.therapist, path)
    assert (unmet["symptoms"], unmet["soreness"], unmet["next_mornings"]) == ([], None, None)
    await folded(engine_pool)
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await park(db, Place(org_id, "adherence", FIRST_BUILD, 1), patient_id, 1, "cannot be read")
    answer = await read(doors.therapist, path, at_least=outcome["position"])
    assert len(answer["soreness"]) == 1
    assert answer["incomplete_from"] is not None
