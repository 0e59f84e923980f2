"""R8: a rebuild that is killed, at whatever moment, leaves nothing that matters to readers or to the next rebuild."""

import asyncio
import os
import signal
import sys
from uuid import uuid4

import pytest

from eventstore.walls import Pool, reading
from projections.builds import Build, BuildsBusy, builds_of
from projections.rebuild import rebuild
from projections.runner import run_once
from services.settings import environment_of
from tests.faults.rebuilder import EVENTS_AT_ONCE
from tests.support.database import Database
from tests.support.feed import Feed
from tests.support.levels import levels, pain
from tests.support.story_draws import BEGIN
from tests.support.waiting import until
from tests.support.worker_process import CHECKOUT

GROUPS = 180 // (EVENTS_AT_ONCE - 2)  # three events of each of sixty patients, never part of a patient's


@pytest.mark.parametrize(
    "times",
    [
        pytest.param(1, id="before anything is folded"),
        pytest.param(2, id="after the first people"),
        pytest.param(GROUPS, id="before the last people"),
        pytest.param(GROUPS + 2, id="when the build stands and is not yet read"),
    ],
)
async def test_r8_a_rebuild_that_is_killed_leaves_nothing_that_matters(
    database: Database, engine_pool: Pool, times: int
) -> None:
    feed, people = Feed(engine_pool, uuid4(), BEGIN), [uuid4() for _ in range(60)]
    await feed.tell([pain(people[n % 60], n % 100) for n in range(180)])
    while await run_once(engine_pool):
        pass
    before = await levels(engine_pool, feed.org_id)
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.rebuilder", "symptoms", str(times)),
        cwd=CHECKOUT,
        env={"PATH": os.environ.get("PATH", ""), **environment_of(database.settings)},
    )
    assert await killed.wait() == -signal.SIGKILL
    assert await levels(engine_pool, feed.org_id) == before
    async with reading(engine_pool, feed.org_id) as db:
        assert (await builds_of(db, feed.org_id, "symptoms"))[0] == Build(1, 1, live=True, pos=180)
    late = uuid4()
    await feed.tell([pain(late, 50)])
    while await run_once(engine_pool):
        pass
    assert await levels(engine_pool, feed.org_id) == {**before, late: [50]}

    async def rebuilt() -> int:
        try:
            return await rebuild(engine_pool, "symptoms")
        except BuildsBusy:  # Postgres has not noticed yet that the other is gone
            return 0

    assert await until(rebuilt) == 181
    assert await levels(engine_pool, feed.org_id) == {**before, late: [50]}
