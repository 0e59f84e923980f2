"""S39: a way in that was ended, has run over, or whose patient or house is gone opens nothing from that moment on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.organisation.leaving import NOTICE, CompleteDeparture
from services.actor import system
from services.app import create_app
from services.call import Call, Verdict
from services.context import open_context, open_engine_pool
from services.execute import execute
from tests.support.coming_in import NOT_LET_IN, comes_in, ends, enters, gives, is_in, left_out, sends, why
from tests.support.database import Database
from tests.support.doors import event
from tests.support.effect_hands import done_now
from tests.support.signing_in import House, browser_on, open_house
from tests.support.times import NOON
from workers.delivery import Delivery

FELT = {"region": "knee", "level": 5}


@pytest.fixture(scope="module")
async def shared(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture
def house(shared: House) -> House:
    """With the organisation's clock where it was."""
    shared.clock.instant = NOON
    return shared


async def test_what_is_ended_is_over_at_once_in_every_process(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with (
        open_context(house.context.settings, clock=house.clock, real_now=house.time) as elsewhere,
        house.browser() as here,
        browser_on(create_app(elsewhere), "10.9.0.1") as there,
    ):
        given = await comes_in(house, here, patient_id)
        assert (await enters(there, given)).status_code == 200
        assert [await is_in(here), await is_in(there)] == [True, True]
        await ends(house, patient_id, given)
        assert [await is_in(here), await is_in(there)] == [False, False]
        assert why(await sends(there, event("symptom.reported", patient_id, FELT))) == (401, "unauthenticated")


async def test_a_row_that_was_left_behind_opens_nothing(house: House) -> None:
    """The log has the last word: a process may have died between the end and its rows."""
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        given = await comes_in(house, browser, patient_id)
        async with house.context.writing(house.org_id) as db:
            [kept] = await db.fetch("SELECT * FROM access.patient_device WHERE patient_id = $1", patient_id)
        await ends(house, patient_id, given)
        columns, places = ", ".join(kept.keys()), ", ".join(f"${number + 1}" for number in range(len(kept)))
        async with house.context.writing(house.org_id) as db:
            await db.execute(f"INSERT INTO access.patient_device ({columns}) VALUES ({places})", *kept.values())
        assert not await is_in(browser)


async def test_a_way_in_runs_over_by_the_organisations_clock(house: House) -> None:
    async with house.browser() as browser:
        given = await gives(house, await house.doors.enrol(), days=2)
        assert (await enters(browser, given)).status_code == 200
        house.clock.instant = NOON + timedelta(days=2, seconds=-1)
        assert await is_in(browser)
        house.clock.instant = NOON + timedelta(days=2)
        assert not await is_in(browser)
        assert why(await left_out(house, {"code": given["access_code"]["code"]})) == NOT_LET_IN


async def test_whoever_is_erased_is_out_at_once_in_every_process(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with (
        open_context(house.context.settings, clock=house.clock, real_now=house.time) as elsewhere,
        house.browser() as browser,
        browser_on(create_app(elsewhere), "10.9.0.2") as carer,
    ):
        given = await comes_in(house, browser, patient_id)
        await enters(carer, await gives(house, patient_id, "carer"))
        assert [await is_in(browser), await is_in(carer)] == [True, True]
        clinic_id = str(house.doors.org.clinic_ids[0])
        body = {"patient_id": str(patient_id), "clinic_id": clinic_id, "reason": "ordered"}
        assert (await house.doors.owner.post("/v1/commands/erase-patient", json=body)).status_code == 200
        assert [await is_in(browser), await is_in(carer)] == [False, False]
        assert why(await left_out(house, {"code": given["access_code"]["code"]})) == NOT_LET_IN


async def test_whoever_is_merged_into_another_comes_in_as_the_duplicate_no_more(house: House) -> None:
    kept, duplicate = await house.doors.enrol(), await house.doors.enrol()
    async with house.browser() as browser:
        await comes_in(house, browser, duplicate)
        await house.doors.does("merge-patients", kept, duplicate_id=str(duplicate))
        async with open_engine_pool(house.context.settings) as pool:
            now = house.context.clock.now(house.org_id)
            await done_now(pool, house.org_id, now, Delivery(house.context, pool, {}))
        assert not await is_in(browser)
    assert await rows_of(house, duplicate) == 0


async def rows_of(house: House, patient_id: UUID) -> int:
    async with house.context.writing(house.org_id) as db:
        counts = [
            await db.fetchval(f"SELECT count(*) FROM access.{table} WHERE patient_id = $1", patient_id)
            for table in ("patient_code", "patient_device")
        ]
    return sum(counts)


async def test_nobody_comes_in_as_one_patient_by_a_way_in_of_another_with_the_same_id(house: House) -> None:
    """Whoever gives a way in may choose its id: it means nothing without the patient."""
    own, other = await house.doors.enrol(), await house.doors.enrol()
    theirs = await gives(house, other)
    ours = await gives(house, own, access_id=theirs["id"])
    async with house.browser() as browser, house.browser() as patient:
        await enters(browser, ours)
        assert (await browser.get("/v1/my")).json()["patient_id"] == str(own)
        await enters(patient, theirs)
        await ends(house, own, ours)
        assert [await is_in(browser), await is_in(patient)] == [False, True]


async def test_whose_organisation_has_left_is_out_whatever_rows_there_still_are(template: Database) -> None:
    async with open_house(template) as house, house.browser() as browser:
        given = await comes_in(house, browser, await house.doors.enrol())
        leaving_id = (await house.doors.owner.post("/v1/commands/leave-organisation", json={})).json()["id"]
        house.clock.instant += NOTICE
        complete = CompleteDeparture(
            command_id=uuid4(), at=house.clock.instant, organisation_id=house.org_id, leaving_id=UUID(leaving_id)
        )
        answer = await execute(house.context, Call(actor=system(house.org_id, "test"), command=complete))
        assert answer.verdict is Verdict.STORED
        assert not await is_in(browser)
        async with house.browser() as other:
            assert why(await enters(other, given)) == NOT_LET_IN
