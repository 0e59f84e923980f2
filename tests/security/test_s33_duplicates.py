"""S33: a patient with a duplicate is erased. That is the same person: it goes along, and the certificate says so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import Struct

from eventstore.walls import Pool, reading
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.records.erasing import AGAIN_AFTER
from tests.support.canaries import enrolled, left
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.erasing import all_done, erases
from tests.support.readings import folded
from tests.support.times import NOON
from workers.erasing_again import list_erased

MERGES = "SELECT count(*) FROM log.effect WHERE org_id = $1 AND kind = 'patient.merge'"


class House(Struct):
    database: Database
    doors: Doors
    engine: Pool
    clock: SetClock

    async def works(self, after: timedelta = timedelta()) -> None:
        self.clock.instant += after
        await all_done(self.doors, self.engine)

    async def merged(self) -> tuple[UUID, UUID]:
        """Who is kept, and the duplicate, who said a canary wherever something can be said."""
        duplicate, kept = await enrolled(self.doors), await self.doors.enrol()
        assert (await self.doors.partner.get(f"/v1/patients/{duplicate}/symptoms")).status_code == 200
        await self.gives("merge-patients", patient_id=str(kept), duplicate_id=str(duplicate))
        await self.works()
        return kept, duplicate

    async def gives(self, command: str, **fields: str) -> None:
        answer = await self.doors.owner.post(f"/v1/commands/{command}", json=fields)
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def house(template: Database) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_doors(context) as doors,
        open_engine_pool(database.settings) as engine,
    ):
        yield House(database, doors, engine, clock)


async def test_a_duplicate_is_erased_along_and_nothing_of_it_opens(house: House) -> None:
    kept, duplicate = await house.merged()
    erasure = await erases(house.doors, kept)
    await house.works()
    await house.works(after=AGAIN_AFTER)
    assert await left(house.doors, house.database, duplicate) == set()
    context, org_id = house.doors.context, house.doors.org.organisation_id
    listed = {one.patient_id for one in await list_erased(context, house.engine, [org_id])}
    assert listed >= {kept, duplicate}
    told = (await house.doors.owner.get(f"/v1/erasures/{erasure}")).json()
    assert (told["complete"], told["duplicates"]) == (True, [str(duplicate)])
    assert str(duplicate) in (await house.doors.owner.get(f"/v1/erasures/{erasure}/page")).text
    feed = (await house.doors.partner.get("/v1/events", params={"limit": 1000})).json()["events"]
    told_of = {one["type"] for one in feed if one["subject"] in (str(kept), str(duplicate))}
    assert told_of == {"org.carryover.patient.erased"}


async def test_a_duplicate_may_be_erased_alone_and_no_merge_is_left_of_it(house: House) -> None:
    kept, duplicate = await house.merged()
    await house.doors.send(event("session.logged", duplicate, {"note": "late"}))
    await erases(house.doors, duplicate)
    await house.works()
    async with house.doors.context.reading(house.doors.org.organisation_id) as db:
        names = await house.doors.context.vault.open(db, house.doors.org.organisation_id, duplicate)
    assert names == {}
    async with reading(house.engine, house.doors.org.organisation_id) as raw:
        assert await raw.fetchval(MERGES, house.doors.org.organisation_id) == 0
    assert (await house.doors.owner.get(f"/v1/patients/{kept}/sessions")).status_code == 200


async def test_restricting_the_kept_one_hides_what_is_told_of_the_duplicate(house: House) -> None:
    kept, duplicate = await house.merged()
    await house.gives("restrict-patient", patient_id=str(kept), reason="disputed")
    await folded(house.engine)
    feed = (await house.doors.partner.get("/v1/events", params={"limit": 1000})).json()["events"]
    assert {str(kept), str(duplicate)}.isdisjoint({one["subject"] for one in feed})


async def test_who_saw_the_duplicate_is_told_of_the_one_who_is_kept(house: House) -> None:
    kept, duplicate = await house.merged()
    for named in (kept, duplicate):
        told = (await house.doors.owner.get(f"/v1/patients/{named}/disclosures")).json()["disclosures"]
        assert "patientSymptoms" in {one["what"] for one in told}
