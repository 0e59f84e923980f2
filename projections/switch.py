"""Letting another build of a read model be read, from one moment to the next, without anyone waiting or going back."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from eventstore.walls import Pool, walled
from projections.base import Projection
from projections.builds import Build, NoSuchBuild, hold_builds, live_of, make_live
from projections.folding import EVENTS_AT_ONCE, fold_up_to

STEPS = 100  # towards a live build that moves on meanwhile; in the last one it waits
LOOK_SECONDS = 0.05  # at a build of other code than ours, which another process brings up

Choice = Callable[[Sequence[Build]], Build]
"""Which of the builds is to be read."""


def newest(builds: Sequence[Build]) -> Build:
    """The one built last. Raises NoSuchBuild where that is the live one."""
    if builds[-1].live:
        raise NoSuchBuild("nothing is built beside the live one: it has to be rebuilt first")
    return builds[-1]


def the_one_before(builds: Sequence[Build]) -> Build:
    """The newest one older than the live one. Raises NoSuchBuild where there is none."""
    older = [build for build in builds if build.number < live_of(builds).number]
    if not older:
        raise NoSuchBuild("there is no build from before the live one to go back to")
    return older[-1]


async def switch(pool: Pool, model: Projection, org_id: UUID, choose: Choice = newest, *, steps: int = STEPS) -> Build:
    """Make a build that stands the live one; answers it. The one that was live stays, and is kept up like before.

    The places of both are locked while the chosen one is folded to where the live one stands: so readers never see an
    older position than before, and writers need not wait. Raises NoSuchBuild.
    """
    for step in range(steps):
        async with pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            builds = await hold_builds(db, org_id, model.name)
            live, chosen = live_of(builds), choose(builds)
            target = live.pos if step == steps - 1 else min(live.pos, chosen.pos + EVENTS_AT_ONCE)
            standing = chosen.at(org_id, model.name)
            if chosen.version == model.version:
                standing = await fold_up_to(db, model, standing, target)
            if standing.pos >= live.pos:
                await make_live(db, org_id, model.name, live, chosen)
                return chosen
        if chosen.version != model.version:
            await asyncio.sleep(LOOK_SECONDS)
    raise NoSuchBuild(
        f"build {chosen.number} stands at {standing.pos}, the live one at {live.pos}: it was made by version "
        f"{chosen.version} of the code, and nobody brings it up"
    )
