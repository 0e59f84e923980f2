"""Trying a clinic's thresholds on its past: dividing its patients into groups, then looking at one after another."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.adherence.plan import DayEvent
from domain.alert.decider import RaiseAlert
from domain.alert.events import AlertRaised, AlertResolved
from domain.alerting.rule import PolicyInForce
from domain.alerting.tried import tried
from domain.decider import Event, fold
from domain.dry_run.decider import DRY_RUN
from domain.dry_run.events import DryRunAsked
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from eventstore.walls import Pool, walled
from projections.base import Fact
from projections.reading import Unreadable
from projections.story import Story, head_of, stories_of
from services.context import Context
from services.dry_runs import (
    DRY_RUN_PLAN,
    DRY_RUN_WORK,
    Told,
    ToldAlert,
    Work,
    divide,
    keep_part,
    take_part,
    work_effect,
)
from workers.doing import Doing, one_by_one
from workers.effect_rows import write_effects
from workers.effects import Claim, End
from workers.reactor import Alerting
from workers.sending import Channels

WANTED: frozenset[type[Event]] = Alerting.wants.union(
    get_args(DayEvent), get_args(ProgramEvent), get_args(SessionEvent), (AlertRaised, AlertResolved)
)
"""What a patient's past is told by."""

HANDS = 4
"""Groups of one run that are looked at side by side, by whichever workers come to it."""

TURN_SECONDS = 6.0
"""With the group that is begun then, less than an effect may take."""

_work = msgspec.json.Decoder(Work)


class NoSuchRun(LookupError):
    """The log has no such run."""


class DryRuns:
    """Both kinds of effects. They keep what comes of it in rows of their own, so they take the engine's pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {DRY_RUN_PLAN: one_by_one(self.plan), DRY_RUN_WORK: one_by_one(self.work)}

    async def plan(self, context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
        """Divides the clinic's patients, and lets some hands begin."""
        org_id, run_id = claimed.org_id, _work.decode(claimed.payload).run_id
        run, asked_at = await _run(context, org_id, run_id)
        async with self._pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            await divide(db, org_id, run_id, run.clinic_id, await head_of(db, org_id))
            await write_effects(db, [(org_id, work_effect(Work(run_id, hand), asked_at)) for hand in range(HANDS)])
        return End.DONE, None

    async def work(self, context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
        """Looks at one group after another until the turn is over; then another turn is due, while any are left."""
        org_id, work = claimed.org_id, _work.decode(claimed.payload)
        run, asked_at = await _run(context, org_id, work.run_id)
        ends = asyncio.get_running_loop().time() + TURN_SECONDS
        while await self._look(org_id, run, asked_at):
            if asyncio.get_running_loop().time() >= ends:
                again = replace(work, turn=work.turn + 1)
                async with self._pool.acquire() as db, db.transaction():
                    await walled(db, [org_id])
                    await write_effects(db, [(org_id, work_effect(again, asked_at))])
                break
        return End.DONE, None

    async def _look(self, org_id: UUID, run: DryRunAsked, asked_at: datetime) -> bool:
        """Tries the thresholds on a group that nobody has in hand; False where there is none."""
        async with self._pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            group = await take_part(db, org_id, run.run_id)
            if group is None:
                return False
            stories = await stories_of(db, org_id, group.patient_ids, group.until_pos, WANTED)
            told = await asyncio.to_thread(_told, stories, PolicyInForce(run.policy), asked_at)
            await keep_part(db, org_id, run.run_id, group.number, told)
        return True


async def _run(context: Context, org_id: UUID, run_id: UUID) -> tuple[DryRunAsked, datetime]:
    """What is to be tried, and when it was asked for by the organisation's clock."""
    stored = await context.store.load(org_id, [run_id])
    run = fold(DRY_RUN, [context.codec.decode(event.type, event.schema_v, event.data) for event in stored])
    if run is None:
        raise NoSuchRun(str(run_id))
    return run, stored[0].recorded_at


def _told(stories: Mapping[UUID, Story], in_force: PolicyInForce, until: datetime) -> Told:
    would: list[ToldAlert] = []
    raised: list[ToldAlert] = []
    unreadable: list[UUID] = []
    for patient_id, story in stories.items():
        facts = [item for item in story.items if not isinstance(item, Unreadable)]
        if len(facts) < len(story.items):
            unreadable.append(patient_id)
            continue
        would += map(_of_wish, tried(patient_id, facts, in_force, until))
        raised += _really_raised(facts)
    return Told(tuple(would), tuple(raised), tuple(unreadable))


def _of_wish(wish: RaiseAlert) -> ToldAlert:
    return ToldAlert(
        *(wish.alert_id, wish.patient_id, wish.rule, str(wish.grade), wish.scope, wish.at),
        *(wish.therapist_id, wish.day),
    )


def _really_raised(facts: Sequence[Fact]) -> Iterator[ToldAlert]:
    for recorded, event in facts:
        if isinstance(event, AlertRaised):
            yield ToldAlert(
                *(event.alert_id, event.patient_id, event.rule, str(event.grade), event.scope, recorded.recorded_at),
                *(event.therapist_id, event.day),
            )
