"""A patient's complete record: asked for, put together by a worker, fetched for a day, and gone with an erasure."""

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
import pytest
from msgspec import Struct

from eventstore.walls import Pool, reading
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from tests.support.canaries import WORDS, enrolled
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.effect_hands import done_now
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.effects import End

SCRIPT = "<script>alert('me')</script>"
SEALED = set(WORDS) - {"canary-alias", "canary-resolved"}


class House(Struct):
    doors: Doors
    engine: Pool
    clock: SetClock
    patient_id: UUID

    async def asked(self, patient_id: UUID) -> str:
        answer = await self.doors.therapist.post(f"/v1/patients/{patient_id}/record-exports")
        assert (answer.status_code, answer.json()["state"]) == (200, "waiting"), answer.text
        return f"/v1/patients/{patient_id}/record-exports/{answer.json()['export_id']}"

    async def kept(self, path: str) -> bool:
        """Whether there is a row of it, whoever may still fetch it."""
        org_id, export_id = self.doors.org.organisation_id, UUID(path.rpartition("/")[2])
        async with reading(self.engine, org_id) as db:
            return bool(await db.fetchval("SELECT EXISTS (SELECT FROM access.export WHERE export_id = $1)", export_id))

    async def works(self) -> list[End]:
        context, org_id = self.doors.context, self.doors.org.organisation_id
        return await done_now(self.engine, org_id, self.clock.instant, Delivery(context, self.engine))


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as doors,
    ):
        patient_id = await enrolled(doors)
        await doors.send(event("session.logged", patient_id, {"note": SCRIPT}))
        opened = House(doors, engine, clock, patient_id)
        while await opened.works():  # alerts are told first: that is in the log, too
            pass
        yield opened


async def test_the_file_has_every_event_text_and_look_under_the_hashes_of_its_manifest(house: House) -> None:
    path = await house.asked(house.patient_id)
    assert (await house.doors.therapist.get(f"{path}/file")).json()["code"] == "export_waits"
    await house.works()
    told = (await house.doors.therapist.get(path)).json()
    answer = await house.doors.therapist.get(f"{path}/file")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert (told["state"], told["size"], told["sha256"]) == (
        *("done", len(answer.content)),
        sha256(answer.content).hexdigest(),
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = msgspec.json.decode(files.pop("manifest.json"))
    assert {name: one["sha256"] for name, one in manifest["files"].items()} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }
    org_id = house.doors.org.organisation_id
    log = [one for one in await house.doors.context.store.read(org_id, 0, 10_000) if one.subject_id == house.patient_id]
    events = [msgspec.json.decode(line) for line in files["events.jsonl"].splitlines()]
    assert [UUID(one["event_id"]) for one in events] == [one.event_id for one in log]
    assert {word for word in WORDS if word.encode() in files["texts.jsonl"]} == SEALED
    assert b"recordFile" not in files["accesses.jsonl"]  # it was not fetched yet
    assert b"askForRecord" in files["accesses.jsonl"]
    assert b"&lt;script&gt;" in files["patient.html"]
    assert SCRIPT.encode() not in files["patient.html"]


async def test_fetching_it_is_a_disclosure(house: House) -> None:
    patient_id = await house.doors.enrol()
    path = await house.asked(patient_id)
    await house.works()
    await house.doors.therapist.get(f"{path}/file")
    disclosures = (await house.doors.owner.get(f"/v1/patients/{patient_id}/disclosures")).text
    assert "recordFile" in disclosures


async def test_fetching_it_through_broken_glass_is_a_disclosure_as_well(house: House) -> None:
    doors, far = house.doors, await house.doors.enrol(clinic=1)
    asked = await doors.owner.post(f"/v1/patients/{far}/record-exports")
    await house.works()
    await doors.therapist.post(f"/v1/patients/{far}/break-glass", json={"reason": "Fell in our waiting room"})
    path = f"/v1/patients/{far}/record-exports/{asked.json()['export_id']}/file"
    assert (await doors.therapist.get(path)).status_code == 200
    told = (await doors.owner.get(f"/v1/patients/{far}/disclosures")).json()["disclosures"]
    assert [line["what"] for line in told] == ["recordFile"]


async def test_who_does_not_reach_the_patient_gets_none(house: House) -> None:
    path = await house.asked(house.patient_id)
    await house.works()
    far = await house.doors.enrol(clinic=1)
    assert (await house.doors.therapist.post(f"/v1/patients/{far}/record-exports")).status_code == 404
    assert (await house.doors.partner.get(f"{path}/file")).status_code == 403
    other = path.replace(str(house.patient_id), str(await house.doors.enrol()))
    assert (await house.doors.therapist.get(other)).json()["code"] == "unknown_export"


async def test_it_is_gone_after_a_day_and_with_an_erasure(house: House) -> None:
    path = await house.asked(await house.doors.enrol())
    patient_id = UUID(path.split("/")[3])
    await house.works()
    assert (await house.doors.therapist.get(f"{path}/file")).status_code == 200
    assert await house.kept(path)
    house.clock.instant += timedelta(hours=24)
    assert (await house.doors.therapist.get(path)).json()["code"] == "unknown_export"
    await house.works()
    assert not await house.kept(path)
    house.clock.instant -= timedelta(hours=24)
    path = await house.asked(patient_id)
    await house.works()
    erase = {"patient_id": str(patient_id), "clinic_id": str(house.doors.org.clinic_ids[0]), "reason": "ordered"}
    assert (await house.doors.owner.post("/v1/commands/erase-patient", json=erase)).status_code == 200
    assert (await house.doors.owner.get(f"{path}/file")).json()["code"] == "unknown_patient"
