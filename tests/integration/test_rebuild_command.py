"""`carryover rebuild` as an operator uses it: what it says, and its exit code."""

from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool, walled
from projections.builds import claimed
from projections.runner import run_once
from tests.support.command import Told, carryover
from tests.support.database import Database
from tests.support.feed import Feed
from tests.support.levels import levels, pain
from tests.support.story_draws import BEGIN


async def rebuild(database: Database, *words: str) -> Told:
    return await carryover(database.settings, "rebuild", *words)


@pytest.fixture
async def feed(engine_pool: Pool) -> Feed:
    feed = Feed(engine_pool, uuid4(), BEGIN)
    await feed.tell([pain(UUID(int=n), n) for n in range(1, 8)])
    while await run_once(engine_pool):
        pass
    return feed


async def test_rebuilding_going_back_switching_and_dropping(database: Database, engine_pool: Pool, feed: Feed) -> None:
    before = await levels(engine_pool, feed.org_id)
    assert await rebuild(database, "all") == (
        0,
        "adherence, symptoms, caseload, alert_inbox, course, messages, reminders, house: rebuilt from 7 events.\n",
        "",
    )
    for step, done in (
        ("--back", "the build from before is read"),
        ("--switch", "the new build is read"),
        ("--drop", "only the build that is read is left"),
    ):
        told = await rebuild(database, "symptoms", step, "--organisation", str(feed.org_id))
        assert told == (0, f"symptoms: {done} in 1 of 1 organisations.\n", "")
        assert await levels(engine_pool, feed.org_id) == before
    assert await rebuild(database, "symptoms", "--back") == (
        1,
        "symptoms: the build from before is read in 0 of 1 organisations.\n",
        f"symptoms of organisation {feed.org_id}: there is no build from before the live one to go back to\n",
    )


async def test_a_shadow_says_what_differs(database: Database, engine_pool: Pool, feed: Feed) -> None:
    assert await rebuild(database, "symptoms", "--shadow") == (
        0,
        "symptoms: built beside from 7 events.\nsymptoms: says the same as what is read in 1 of 1 organisations.\n",
        "",
    )
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [feed.org_id])
        await db.execute("UPDATE rm.symptoms_report SET level = 0 WHERE patient_id = $1 AND build = 1", UUID(int=3))
        report = await db.fetchval("SELECT symptom_id FROM rm.symptoms_report WHERE patient_id = $1", UUID(int=3))
    before = await levels(engine_pool, feed.org_id)
    code, out, _ = await rebuild(database, "symptoms", "--shadow")
    assert (code, out.splitlines()[1:]) == (
        1,
        [
            (
                f"symptoms of organisation {feed.org_id} at position 7, rm.symptoms_report: 0 rows only in what is "
                f"read, 0 only in the new build, 1 differ; the first: ({UUID(int=3)},{report})"
            ),
            "symptoms: says the same as what is read in 0 of 1 organisations.",
        ],
    )
    assert await levels(engine_pool, feed.org_id) == before


async def test_the_second_of_two_at_once_is_told_so(database: Database, engine_pool: Pool, feed: Feed) -> None:
    busy = f"course of organisation {feed.org_id} is being rebuilt, switched or dropped by somebody else\n"
    async with claimed(engine_pool, feed.org_id, ["course"]):
        assert await rebuild(database, "all") == (1, "", f"carryover: {busy}")
        assert await rebuild(database, "course", "symptoms", "--drop") == (
            1,
            (
                "symptoms: only the build that is read is left in 1 of 1 organisations.\n"
                "course: only the build that is read is left in 0 of 1 organisations.\n"
            ),
            busy,
        )


async def test_steps_exclude_each_other_and_an_organisation_has_to_be_there(database: Database) -> None:
    told = await rebuild(database, "symptoms", "--back", "--drop")
    assert (told.code, told.err.splitlines()[-1]) == (2, "Error: --back and --drop exclude each other.")
    assert await rebuild(database, "symptoms", "--organisation", str(UUID(int=9))) == (
        1,
        "",
        f"carryover: there are no events of an organisation {UUID(int=9)}\n",
    )
