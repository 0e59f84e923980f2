"""Reads the log for what webhooks are to be told, and writes it down for each that may know of it.

It is a reader like a read model: what it writes is committed with its place in the log. The webhooks themselves it
knows from the log as well, so each is told what was recorded after it was registered, and nothing while it is stopped.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.decider import Event
from domain.deciders import EVENTS
from domain.webhook.events import (
    WebhookChanged,
    WebhookDisabled,
    WebhookEnabled,
    WebhookRegistered,
    WebhookRemoved,
    WebhookReplayAsked,
)
from eventstore.records import Recorded
from projections.base import Fact
from projections.desk import Desk
from projections.story import place_at
from services.context import Context
from services.patients_known import patients_of
from services.webhooks.effects import Replay, replay_effect
from services.webhooks.known import TOLD_TO_STAFF, Reach, partner_reach
from workers.effect_rows import write_effects
from workers.webhook_rows import DROP_HOOK, DROP_NEWS, HOOKS, KEEP_HOOK, Hook, add, wake

Hooks = dict[UUID, Hook]
"""The webhooks of one organisation, by id."""

JUST_BEFORE = timedelta(microseconds=1)

ALL_THERE_IS = Reach(TOLD_TO_STAFF, frozenset(), restricted=True)


class WebhookNews:
    """A reader of the log (projections.base.Reader). There is one build of it, always live."""

    name = "webhooks"
    version = 1
    wants: frozenset[type[Event]] = frozenset(EVENTS.values())
    tables: tuple[str, ...] = ("access.webhook", "access.webhook_delivery")

    def __init__(self, context: Context) -> None:
        self._context = context

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        by_org: dict[UUID, list[Fact]] = {}
        for fact in facts:
            by_org.setdefault(fact.recorded.org_id, []).append(fact)
        hooks: dict[UUID, Hooks] = {org_id: {} for org_id in by_org}
        for org_id, *row in await desk.db.fetch(HOOKS, sorted(by_org)):
            hooks[org_id][row[0]] = Hook(*row)
        for org_id in sorted(by_org):
            await self._apply(desk, org_id, by_org[org_id], hooks[org_id])

    async def _apply(self, desk: Desk, org_id: UUID, facts: Sequence[Fact], hooks: Hooks) -> None:
        now = self._context.clock.now(org_id)
        wanted: list[tuple[UUID, Recorded]] = []
        anew = set[UUID]()
        for recorded, event in facts:
            if not type_told(recorded):
                anew |= await self._happened(desk, recorded, event, hooks)
            else:
                wanted += [(hook.webhook_id, recorded) for hook in hooks.values() if asks_for(hook, recorded)]
        still = [(webhook_id, recorded) for webhook_id, recorded in wanted if webhook_id in hooks]
        wanted = await within_reach(self._context, org_id, still, hooks)
        for webhook_id in sorted(anew | await add(desk.db, wanted, now)):
            await wake(desk.db, org_id, webhook_id, now)

    async def _happened(self, desk: Desk, recorded: Recorded, event: Event, hooks: Hooks) -> set[UUID]:
        """What happened to a webhook. Answers it where what had been waiting may be told again."""
        org_id, hook = recorded.org_id, hooks.get(recorded.stream_id)
        match event:
            case WebhookRegistered(webhook_id=webhook_id):
                await _keep(desk, org_id, hooks, Hook(webhook_id, event.partner_id, event.types, event.clinics, None))
            case WebhookRemoved(webhook_id=webhook_id):
                hooks.pop(webhook_id, None)
                await desk.db.execute(DROP_HOOK, org_id, webhook_id)
                await desk.db.execute(DROP_NEWS, org_id, webhook_id)
            case WebhookChanged() if hook:
                await _keep(desk, org_id, hooks, replace(hook, types=event.types, clinics=event.clinics))
            case WebhookDisabled() if hook:
                await _keep(desk, org_id, hooks, replace(hook, stopped=str(event.reason)))
            case WebhookEnabled() if hook:
                await _keep(desk, org_id, hooks, replace(hook, stopped=None))
                return {hook.webhook_id}
            case WebhookReplayAsked() if hook:
                after = await place_at(desk.db, org_id, event.since - JUST_BEFORE)
                until = min(await place_at(desk.db, org_id, event.until), recorded.pos)
                work = Replay(hook.webhook_id, recorded.event_id, after, until)
                await write_effects(desk.db, [(org_id, replay_effect(work, recorded.recorded_at))])
            case _:
                pass
        return set()


async def _keep(desk: Desk, org_id: UUID, hooks: Hooks, hook: Hook) -> None:
    hooks[hook.webhook_id] = hook
    told = (hook.webhook_id, hook.partner_id, list(hook.types), list(hook.clinics), hook.stopped)
    await desk.db.execute(KEEP_HOOK, org_id, *told)


def type_told(recorded: Recorded) -> bool:
    """Whether anybody outside is told of such events at all."""
    return recorded.type in TOLD_TO_STAFF


def asks_for(hook: Hook, recorded: Recorded) -> bool:
    """Whether it wants events of this type now; which patients it may know of is told later."""
    return hook.stopped is None and (not hook.types or recorded.type in hook.types)


async def within_reach(
    context: Context, org_id: UUID, wanted: Sequence[tuple[UUID, Recorded]], hooks: Mapping[UUID, Hook]
) -> list[tuple[UUID, Recorded]]:
    """Those of which the webhook's owner may know, as rights and patients stand now."""
    if not wanted:
        return []
    reaches = await _reaches(context, org_id, [hooks[webhook_id] for webhook_id in {one for one, _ in wanted}])
    patients = {event.subject_id for _, event in wanted if event.subject_id is not None}
    known = await patients_of(context, org_id, patients)
    found = [(webhook_id, event, reaches[webhook_id]) for webhook_id, event in wanted]
    return [(webhook_id, event) for webhook_id, event, reach in found if reach and reach.holds(event, known)]


async def _reaches(context: Context, org_id: UUID, hooks: Iterable[Hook]) -> dict[UUID, Reach | None]:
    found: dict[UUID, Reach | None] = {}
    for hook in hooks:
        whole = ALL_THERE_IS if hook.partner_id is None else await partner_reach(context, org_id, hook.partner_id)
        found[hook.webhook_id] = whole and whole.within(hook.types, hook.clinics)
    return found
