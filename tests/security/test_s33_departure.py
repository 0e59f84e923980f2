"""S33 for a whole organisation: it leaves, and nothing that it kept of anybody is read, opened or made again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from msgspec import Struct

from eventstore.vault import OrganisationGone
from eventstore.verify import verify
from eventstore.walls import Pool, reading, walled
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from services.records.erasing import AGAIN_AFTER
from services.records.leaving import DepartureCertificate, departure_of
from tests.support.canaries import SEALED, WORDS, enrolled, queued, rows_with, what_opens
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.dump import dumped, restored
from tests.support.erasing import all_done
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.times import NOON
from workers.erasing_again import Became, erase_again, list_erased

NOTICE = timedelta(days=30)
PEOPLE = (*WORDS, "kim@test", "lou@test")
"""What patients said, and how staff are reached."""


class House(Struct):
    """Two organisations. One gave notice; its days are over and it is gone."""

    database: Database
    ours: Doors
    stays: Doors
    engine: Pool
    clock: SetClock
    elsewhere: Context
    leaving_id: str
    opened_before: str

    async def certificate(self) -> DepartureCertificate:
        found = await certified(self.ours, self.engine, self.leaving_id)
        assert found is not None
        return found


async def certified(doors: Doors, engine: Pool, leaving_id: Any) -> DepartureCertificate | None:
    org_id = doors.org.organisation_id
    async with reading(engine, org_id) as db:
        return await departure_of(db, org_id, leaving_id)


async def gives_notice(doors: Doors) -> str:
    answer = await doors.owner.post("/v1/commands/leave-organisation", json={})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def leaves(doors: Doors, engine: Pool, clock: SetClock) -> str:
    leaving_id = await gives_notice(doors)
    await all_done(doors, engine)
    clock.instant += NOTICE
    await all_done(doors, engine)
    clock.instant += AGAIN_AFTER
    await all_done(doors, engine)
    return leaving_id


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_context(database.settings, clock=clock) as elsewhere,
        open_doors(context) as ours,
        open_doors(context) as stays,
        open_engine_pool(database.settings) as engine,
    ):
        await stays.enrol()
        patient_id = await enrolled(ours)
        await ours.owner.post(f"/v1/patients/{patient_id}/record-exports")
        await ours.owner.post("/v1/organisation/exports")
        await all_done(ours, engine)
        await all_done(stays, engine)
        opened = await what_opens(context, ours.org.organisation_id)
        leaving_id = await leaves(ours, engine, clock)
        yield House(database, ours, stays, engine, clock, elsewhere, leaving_id, opened)


async def test_no_word_of_anybody_is_left_in_any_table_or_queue(house: House) -> None:
    assert {word for word in SEALED if word in house.opened_before} >= SEALED - {"canary-resolved"}
    keys = house.database.servers.postgres_url("postgres", house.database.keys_name)
    for url in (house.database.url("postgres"), keys):
        assert await rows_with(url, PEOPLE) == []
    settings = house.database.settings
    text = await queued(settings.broker_url) + await queued(settings.valkey_url)
    assert [word for word in PEOPLE if word in text] == []
    assert await what_opens(house.ours.context, house.ours.org.organisation_id) == "[]"


async def test_only_what_the_certificate_says_remains(house: House) -> None:
    certificate, org_id = await house.certificate(), house.ours.org.organisation_id
    assert certificate.complete
    assert certificate.key_destroyed
    db = await asyncpg.connect(house.database.url("postgres"))
    tables = await db.fetch("""
        SELECT format('%s.%s', n.nspname, c.relname) AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition""")
    found = {
        row["name"]
        for row in tables
        if await db.fetchval(f"SELECT count(*) FROM {row['name']} WHERE org_id = $1", org_id)
    }
    await db.close()
    said = {one.place for one in certificate.remains}
    counts = {"access.departure_rows", "access.audit_head", "access.audit_patient", "log.effect"}  # of what is said
    assert found - said <= counts
    assert {one.place for one in certificate.destroyed} >= {"vault.item", "log.directory"}  # exports ended before


async def test_nobody_comes_in_any_more_with_whatever_they_had(house: House) -> None:
    for asker in (house.ours.owner, house.ours.therapist, house.ours.partner):
        for path in ("/v1/whoami", "/v1/caseload", "/v1/events"):
            answer = await asker.get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    body = {"organisation_id": str(house.ours.org.organisation_id), "email": "kim@test", "password": "a long password"}
    assert (await house.ours.nobody.post("/v1/sign-in", json=body)).status_code == 401


async def test_no_key_is_made_for_it_again_in_any_process(house: House) -> None:
    org_id = house.ours.org.organisation_id
    for context in (house.ours.context, house.elsewhere):
        with pytest.raises(OrganisationGone):
            await context.vault.seal_for_organisation(org_id, b"about", b"late")


async def test_the_chain_verifies_and_nothing_is_made_from_it_again(house: House) -> None:
    assert (await verify(house.engine)).faults == ()
    await assert_rebuilt_is_live(house.engine, [house.ours.org.organisation_id, house.stays.org.organisation_id])
    assert await rows_with(house.database.url("postgres"), PEOPLE[: len(WORDS)]) == []


async def test_its_neighbour_notices_nothing(house: House) -> None:
    assert len((await house.stays.owner.get("/v1/caseload")).json()["patients"]) == 1
    assert (await house.stays.therapist.get("/v1/whoami")).status_code == 200


async def test_the_engine_destroys_nothing_of_one_that_has_not_left(house: House) -> None:
    org_id = house.stays.org.organisation_id
    async with house.engine.acquire() as db, db.transaction():
        await walled(db, [org_id])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute("SELECT log.leave_rows($1, 10)", org_id)


async def test_one_that_stays_after_all_keeps_everything(house: House) -> None:
    leaving_id = await gives_notice(house.stays)
    answer = await house.stays.owner.post("/v1/commands/stay-organisation", json={})
    assert answer.json()["status"] == "stored"
    house.clock.instant += NOTICE
    await all_done(house.stays, house.engine)
    house.clock.instant -= NOTICE
    assert await certified(house.stays, house.engine, leaving_id) is None
    assert (await house.stays.owner.get("/v1/whoami")).status_code == 200
    assert (await house.stays.therapist.post("/v1/commands/leave-organisation", json={})).status_code == 403


async def test_a_backup_from_before_gives_nothing_once_the_list_is_applied(template: Database, tmp_path: Path) -> None:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_doors(context) as doors,
        open_engine_pool(database.settings) as engine,
    ):
        org_id = doors.org.organisation_id
        await enrolled(doors)
        await all_done(doors, engine)
        dump = await dumped(database, tmp_path)
        await leaves(doors, engine, clock)
        listed = await list_erased(context, engine, [org_id])
        await restored(database, dump)
        assert await erase_again(context, engine, listed) == [(listed[0], Became.ERASED_AGAIN)]
        assert await erase_again(context, engine, listed) == [(listed[0], Became.SWEPT)]
        assert await rows_with(database.url("postgres"), WORDS) == []
        assert await what_opens(context, org_id) == "[]"
        assert (await doors.owner.get("/v1/whoami")).status_code == 401
