"""R16: a backup is restored. Places in what was lost are refused, everything from before goes on, and it shows."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from msgspec import Struct

from eventstore.anchors import Anchor, newest_anchors
from eventstore.verify import verify
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from tests.support.database import Database
from tests.support.doors import Doors, client, event, open_doors
from tests.support.dump import dumped, restored
from tests.support.readings import PAIN, alerted, folded, read
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.running import running_engine
from tests.support.waiting import until

LOST = (410, "cursor_from_lost_log")


class Restored(Struct, frozen=True):
    """A platform whose database was replaced by a backup while the api lived on, and what is remembered from before."""

    doors: Doors
    engine: Pool
    kept_patient: UUID
    kept_place: str
    lost_patient: UUID
    lost_places: list[str]
    lost_key: str
    lost_report: dict[str, Any]
    anchors_before: list[Anchor]
    anchors_after: list[Anchor]

    @property
    def org_id(self) -> UUID:
        return self.doors.org.organisation_id


@pytest.fixture
async def scene(database: Database, clock: SetClock, tmp_path: Path) -> AsyncIterator[Restored]:
    settings = database.settings
    async with (
        open_context(settings, clock=clock) as context,
        open_doors(context) as doors,
        open_engine_pool(settings) as engine,
    ):
        kept = await doors.enrol()
        [before] = await doors.send(event("symptom.reported", kept, PAIN))
        await alerted(engine, context)
        anchors_before = await newest_anchors(engine)
        dump = await dumped(database, tmp_path)

        lost = await doors.enrol()
        body = {"name": "Another app", "scopes": ["reports"]}
        key = (await doors.owner.post("/v1/commands/register-partner", json=body)).json()["api_key"]
        async with client(doors.app, key) as other:
            assert (await other.get("/v1/exercises")).status_code == 200
        report = event("session.logged", kept, {})
        after = await doors.send(report, *(event("session.logged", lost, {}) for _ in range(2)))
        await folded(engine)
        anchors_after = await newest_anchors(engine)

        await restored(database, dump)
        yield Restored(
            doors=doors,
            engine=engine,
            kept_patient=kept,
            kept_place=before["position"],
            lost_patient=lost,
            lost_places=[sent["position"] for sent in after],
            lost_key=key,
            lost_report=report,
            anchors_before=anchors_before,
            anchors_after=anchors_after,
        )


async def asked_at_least(scene: Restored, position: str) -> set[tuple[int, str | None]]:
    """What a reader is answered who wants to see this place, however it says so and whatever it reads."""
    paths = (f"/v1/patients/{scene.kept_patient}/adherence", "/v1/caseload", "/v1/alerts")
    answers: list[httpx2.Response] = []
    for path in paths:
        answers.append(await scene.doors.owner.get(path, params={"at_least": position}))
        answers.append(await scene.doors.owner.get(path, headers={"carryover-at-least": position}))
    return {(answer.status_code, answer.json().get("code")) for answer in answers}


async def test_r16_places_from_after_the_dump_are_refused_also_when_new_events_have_passed_them(
    scene: Restored,
) -> None:
    for position in scene.lost_places:
        assert await asked_at_least(scene, position) == {LOST}
    assert await asked_at_least(scene, scene.kept_place) == {(200, None)}
    sent = await scene.doors.send(*(event("session.logged", scene.kept_patient, {}) for _ in range(9)))
    await folded(scene.engine)
    assert all(one["position"][:16] > scene.lost_places[-1][:16] for one in sent[-3:])
    for position in scene.lost_places:
        assert await asked_at_least(scene, position) == {LOST}
    assert await asked_at_least(scene, scene.kept_place) == {(200, None)}
    assert await asked_at_least(scene, sent[-1]["position"]) == {(200, None)}


async def test_r16_the_restored_log_is_whole_and_its_read_models_are_what_a_rebuild_gives(scene: Restored) -> None:
    assert (await verify(scene.engine)).faults == ()
    await assert_rebuilt_is_live(scene.engine, [scene.org_id])


async def test_r16_anchors_from_after_the_dump_tell_what_was_lost(scene: Restored) -> None:
    assert (await verify(scene.engine, anchors=scene.anchors_before)).faults == ()
    [fault] = (await verify(scene.engine, anchors=scene.anchors_after)).faults
    assert (fault.org_id, fault.pos) == (scene.org_id, scene.anchors_after[0].position)
    await scene.doors.send(*(event("session.logged", scene.kept_patient, {}) for _ in range(20)))
    assert (await verify(scene.engine, anchors=scene.anchors_after)).faults == (fault,)


async def test_r16_an_api_that_lived_through_it_knows_nobody_who_was_lost(scene: Restored) -> None:
    [answer] = await scene.doors.send(event("session.logged", scene.lost_patient, {}))
    assert (answer["status"], answer["code"]) == ("refused", "unknown_patient")
    async with client(scene.doors.app, scene.lost_key) as other:
        assert (await other.get("/v1/exercises")).status_code == 401
    [answer] = await scene.doors.send(event("session.logged", scene.kept_patient, {}))
    assert answer["status"] == "stored"


async def test_r16_what_was_lost_can_be_sent_again(scene: Restored) -> None:
    """Partners keep what they sent; the same ids are new to the restored log, and go in once."""
    [first], [second] = [await scene.doors.send(scene.lost_report) for _ in range(2)]
    assert (first["status"], second["status"]) == ("stored", "duplicate")
    assert first["position"] == second["position"]
    assert first["position"] not in scene.lost_places


async def alert_raised(doors: Doors, patient_id: UUID) -> None:
    """A report of pain, and within seconds the one alert that this patient has."""
    [sent] = await doors.send(event("symptom.reported", patient_id, PAIN))

    async def raised() -> bool:
        answer = await read(doors.owner, "/v1/alerts", at_least=sent["position"])
        return not answer["as_of"]["stale"] and len(answer["alerts"]) == 1

    await until(raised)


async def test_r16_an_engine_that_lived_through_it_goes_on(database: Database, clock: SetClock, tmp_path: Path) -> None:
    settings = database.settings
    async with open_context(settings, clock=clock) as context, open_doors(context) as doors:
        patient_id = await doors.enrol()
        dump = await dumped(database, tmp_path)
        async with running_engine(settings, clock):
            await alert_raised(doors, patient_id)
            await restored(database, dump)
            await alert_raised(doors, patient_id)
        async with open_engine_pool(settings) as engine:
            assert (await verify(engine)).faults == ()
            await assert_rebuilt_is_live(engine, [doors.org.organisation_id])
