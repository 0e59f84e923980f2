"""The library at its doors: an organisation's own exercises beside everybody's, and its templates."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from domain.exercise.common import LIBRARY, find
from eventstore.walls import Pool
from services.context import Context
from tests.support.doors import Doors, open_doors
from tests.support.readings import BRIDGE, folded, read

EXERCISES, TEMPLATES = "/v1/exercises", "/v1/templates"
OWN = {
    "name": "Towel pull",
    "region": "foot",
    "deficit": "strength",
    "sided": True,
    "instructions": "Pull the towel towards you.",
    "dose": {"sets": 2, "reps": 10},
    "equipment": ["Old towel"],
}
BRIDGE_ID = str(find("bridge").exercise_id)


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def added(doors: Doors, pool: Pool, **told: object) -> str:
    answer = await doors.therapist.post("/v1/commands/add-exercise", json={**OWN, **told})
    assert answer.status_code == 200, answer.text
    await folded(pool)
    exercise_id: str = answer.json()["id"]
    return exercise_id


async def done(asker: httpx2.AsyncClient, command: str, **fields: object) -> httpx2.Response:
    return await asker.post(f"/v1/commands/{command}", json=fields)


async def names(asker: httpx2.AsyncClient, **query: object) -> list[str]:
    return [line["name"] for line in (await read(asker, EXERCISES, **query))["exercises"]]


async def one(asker: httpx2.AsyncClient, exercise_id: str, **query: object) -> dict[str, Any]:
    found: dict[str, Any] = (await read(asker, f"{EXERCISES}/{exercise_id}", **query))["exercise"]
    return found


async def test_own_exercises_stand_behind_the_librarys(doors: Doors, engine_pool: Pool) -> None:
    own = await added(doors, engine_pool)
    answer = await read(doors.partner, EXERCISES)
    assert [line["exercise_id"] for line in answer["exercises"]] == [*(str(e.exercise_id) for e in LIBRARY), own]
    shown = {
        **OWN,
        "exercise_id": own,
        "slug": "",
        "cautions": [],
        "own": True,
        "retired": False,
        "version": 1,
        "photo": None,
        "film": None,
    }
    assert answer["exercises"][-1] == shown
    assert await one(doors.partner, own) == shown


async def test_another_organisation_sees_none_of_them(doors: Doors, engine_pool: Pool, context: Context) -> None:
    own = await added(doors, engine_pool)
    async with open_doors(context) as others:
        assert len((await read(others.owner, EXERCISES))["exercises"]) == len(LIBRARY)
        assert (await others.owner.get(f"{EXERCISES}/{own}")).status_code == 404


async def test_exercises_are_found_by_region_deficit_equipment_and_words(doors: Doors, engine_pool: Pool) -> None:
    await added(doors, engine_pool)
    assert await names(doors.owner, search="tow pul") == ["Towel pull"]
    assert await names(doors.owner, search="OLD") == ["Towel pull"]
    assert "Step up" in await names(doors.owner, search="up", region="knee")
    assert await names(doors.owner, region="foot", deficit="strength", equipment="old towel") == ["Towel pull"]
    needs_nothing = (await read(doors.owner, EXERCISES, equipment="none"))["exercises"]
    assert {len(line["equipment"]) for line in needs_nothing} == {0}
    in_german = await names(doors.owner, equipment="Stufe", language="de")
    assert in_german == await names(doors.owner, equipment="step", language="de")
    assert in_german
    assert await names(doors.owner, search="nothing like it") == []


async def test_own_exercises_come_page_by_page(doors: Doors, engine_pool: Pool) -> None:
    for number in range(3):
        await added(doors, engine_pool, name=f"Own {number}")
    first = await read(doors.owner, EXERCISES, limit=2)
    assert [line["name"] for line in first["exercises"]][-2:] == ["Own 0", "Own 1"]
    second = await read(doors.owner, EXERCISES, limit=2, cursor=first["next_cursor"])
    assert [line["name"] for line in second["exercises"]] == ["Own 2"]
    assert second["next_cursor"] is None


async def test_a_revision_is_told_at_once_and_only_of_what_was_seen(doors: Doors, engine_pool: Pool) -> None:
    own = await added(doors, engine_pool)
    etag = (await doors.owner.get(f"{EXERCISES}/{own}")).headers["etag"]
    told = {**OWN, "exercise_id": own, "name": "Towel curl"}
    answer = await doors.owner.post("/v1/commands/revise-exercise", json=told, headers={"if-match": etag})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert (await one(doors.partner, own))["name"] == "Towel curl"
    again = await doors.owner.post(
        "/v1/commands/revise-exercise", json={**told, "name": "Curl"}, headers={"if-match": etag}
    )
    assert again.json()["code"] == "version_conflict"
    of_library = await done(doors.owner, "revise-exercise", **{**told, "exercise_id": BRIDGE_ID})
    assert of_library.json()["code"] == "unknown_exercise"


async def test_what_is_retired_is_named_where_somebody_asks_for_it(doors: Doors, engine_pool: Pool) -> None:
    own, patient_id = await added(doors, engine_pool), await doors.enrol()
    prescribed = {**BRIDGE, "exercise_id": own, "side": "left", "prescription_id": str(uuid4())}
    running = await doors.does("assign-program", patient_id, prescriptions=[prescribed])
    assert (await done(doors.therapist, "retire-exercise", exercise_id=own)).status_code == 200
    assert "Towel pull" not in await names(doors.owner)
    assert "Towel pull" in await names(doors.owner, retired="true")
    assert (await one(doors.owner, own))["retired"] is True
    anew = {**prescribed, "side": "right", "prescription_id": str(uuid4())}
    refused = await done(doors.therapist, "assign-program", patient_id=str(patient_id), prescriptions=[anew])
    assert refused.json()["code"] == "exercise_retired"
    lighter = {**prescribed, "dose": {"sets": 1, "reps": 5}}
    await doors.does("revise-program", patient_id, program_id=running["id"], prescriptions=[lighter])


async def test_a_template_is_saved_listed_changed_and_retired(doors: Doors, engine_pool: Pool) -> None:
    saved = await done(doors.therapist, "save-template", name="Hip", prescriptions=[BRIDGE], note="At first.")
    template_id = saved.json()["id"]
    await folded(engine_pool)
    line = {**BRIDGE, "schedule": {"kind": "fixed", "times_a_day": 1, "weekdays": [1, 2, 3, 4, 5, 6, 7]}}
    shown = {
        "template_id": template_id,
        "name": "Hip",
        "prescriptions": [line],
        "note": "At first.",
        "retired": False,
        "version": 1,
    }
    assert (await read(doors.owner, TEMPLATES))["templates"] == [shown]
    changed = {"template_id": template_id, "name": "Hip and back", "prescriptions": [BRIDGE]}
    assert (await done(doors.owner, "save-template", **changed)).json()["version"] == 2
    await folded(engine_pool)
    again = {**shown, "name": "Hip and back", "note": None, "version": 2}
    assert (await read(doors.therapist, TEMPLATES))["templates"] == [again]
    assert (await done(doors.owner, "retire-template", template_id=template_id)).status_code == 200
    assert (await read(doors.owner, TEMPLATES))["templates"] == []
    kept = {**again, "retired": True, "version": 3}
    assert (await read(doors.owner, TEMPLATES, retired="true"))["templates"] == [kept]


async def test_partners_neither_keep_templates_nor_change_exercises(doors: Doors, engine_pool: Pool) -> None:
    own = await added(doors, engine_pool)
    assert (await doors.partner.get(TEMPLATES)).status_code == 403
    for command, fields in (
        ("revise-exercise", {**OWN, "exercise_id": own}),
        ("retire-exercise", {"exercise_id": own}),
    ):
        assert (await done(doors.partner, command, **fields)).status_code == 403
