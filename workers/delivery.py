"""Doing effects, whoever does them, a worker or the engine: claim, do, close; or put back for later."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog

from eventstore.records import NewEffect
from eventstore.walls import Pool
from services.context import Context
from services.measured import done
from workers.channels import make_channels
from workers.channels.letter import Channel, Closing, NotSent
from workers.channels.quiet import house_bound
from workers.dead_letters import alarms
from workers.doing import Buried, Doing, NotBegun, Outcome
from workers.effects import MOST_ATTEMPTS, Claim, End, Ended, Ending, Failure, claim, end, put_back
from workers.kinds import BURIED, kinds_of
from workers.sending import Channels
from workers.traced_effects import doing

log = structlog.get_logger()

DO_SECONDS = 15.0
"""Less than a claim lasts: who is late has stopped before the next one may begin."""


class Delivery:
    """Does effects by their ids. Opened on the event loop it is used on."""

    def __init__(
        self,
        context: Context,
        pool: Pool,
        channels: Mapping[str, Channel] | None = None,
        *,
        kinds: Mapping[str, Doing] | None = None,
        buried: Mapping[str, Buried] = BURIED,
    ) -> None:
        self._context = context
        self._pool = pool
        self._channels = Channels(channels or make_channels(context.settings), pool)
        self._in_sandboxes = Channels(house_bound(self._channels), pool)
        self._kinds = kinds_of(pool) if kinds is None else kinds
        self._buried = buried

    async def deliver(self, org_id: UUID, effect_ids: Sequence[UUID]) -> dict[UUID, End]:
        """How they ended; without those that are somebody else's, or were put back. Raises only what the database does.

        Kinds are done side by side.
        """
        claims = await claim(self._pool, org_id, effect_ids)
        with doing(self._context.tracing, claims) as told:
            ended = await self._done(claims)
            told(ended)
        return ended

    async def _done(self, claims: Sequence[Claim]) -> dict[UUID, End]:
        by_kind: dict[str, list[Claim]] = {}
        for claimed in claims:
            by_kind.setdefault(claimed.kind, []).append(claimed)
        ended: dict[UUID, End] = {}
        for some in await asyncio.gather(*(self._do(kind, own) for kind, own in by_kind.items())):
            ended |= some
        return ended

    def close(self) -> None:
        """Let go of connections that the channels keep."""
        for channel in self._channels.values():
            if isinstance(channel, Closing):
                channel.close()

    async def bury(self, claims: Sequence[Claim]) -> None:
        """Give up what nobody survived doing."""
        await self._close([Ending(claimed, End.DEAD, "nobody survived doing it") for claimed in claims])

    async def _do(self, kind: str, claims: Sequence[Claim]) -> dict[UUID, End]:
        outcomes: Sequence[Outcome]
        sandbox = self._context.clock.is_sandbox(claims[0].org_id)
        channels = self._in_sandboxes if sandbox else self._channels
        try:
            async with asyncio.timeout(DO_SECONDS):
                outcomes = await self._kinds[kind](self._context, channels, claims)
        except Exception as error:  # noqa: BLE001 whatever it was, the rows have to say so
            outcomes = [error] * len(claims)
        endings: list[Ending] = []
        failures: list[Failure] = []
        then: list[NewEffect] = []
        for claimed, outcome in zip(claims, outcomes, strict=True):
            if isinstance(outcome, Ended):
                endings.append(Ending(claimed, outcome.how, outcome.why))
                then += outcome.then
            elif not isinstance(outcome, Exception):
                endings.append(Ending(claimed, *outcome))
            elif isinstance(outcome, NotBegun):
                failures.append(Failure(claimed, _why(outcome), begun=False))
            elif kind not in self._kinds or (claimed.tries >= MOST_ATTEMPTS and not claimed.urgent):
                endings.append(Ending(claimed, End.DEAD, _why(outcome)))
            else:
                failures.append(Failure(claimed, _why(outcome), isinstance(outcome, NotSent)))
        await self._put_back(failures)
        return await self._close(endings, then)

    async def _put_back(self, failures: Sequence[Failure]) -> None:
        lasting = [(failure.claim, failure.error) for failure in failures if failure.keeps_failing]
        ours = await put_back(self._pool, failures, self._alarms(lasting, goes_on=True))
        for failure in failures:
            about = _about(failure.claim)
            if failure.claim.effect_id in ours:
                say = about.error if failure.keeps_failing else about.warning
                done.failed(failure.claim.kind, self._kinds)
                say("effect_failed", error=failure.error, again_in_seconds=failure.again_in)
            else:
                about.warning("effect_ended_late", error=failure.error)

    async def _close(self, endings: Sequence[Ending], then: Sequence[NewEffect] = ()) -> dict[UUID, End]:
        given_up = [ending for ending in endings if ending.how is End.DEAD]
        if given_up:
            untold = await self._tell_of(given_up)
            # Those stay in hand until their claim runs over, and are buried again then.
            endings = [ending for ending in endings if ending.claim.effect_id not in untold]
            given_up = [ending for ending in given_up if ending.claim.effect_id not in untold]
            lost = [(ending.claim, ending.error or "") for ending in given_up]
            then = [*then, *self._alarms(lost, goes_on=False)]
        ours = await end(self._pool, endings, then)
        for ending in given_up:
            _about(ending.claim).error("effect_dead", error=ending.error)
        for ending in endings:
            if ending.claim.effect_id not in ours:
                _about(ending.claim).warning("effect_ended_late", how=ending.how)
        ended = {one.claim.effect_id: one.how for one in endings if one.claim.effect_id in ours}
        self._count([one for one in endings if one.claim.effect_id in ours])
        if ended:
            first = endings[0].claim
            log.info("effects_ended", org_id=str(first.org_id), kind=first.kind, **Counter(map(str, ended.values())))
        return ended

    def _count(self, endings: Sequence[Ending]) -> None:
        for one in endings:
            late = self._context.clock.now(one.claim.org_id) - one.claim.due_at
            done.ended(one.claim.kind, one.how.value, late.total_seconds(), self._kinds)

    def _alarms(self, failed: Sequence[tuple[Claim, str]], *, goes_on: bool) -> list[NewEffect]:
        return alarms(failed, self._context.clock.now(failed[0][0].org_id), goes_on=goes_on) if failed else []

    async def _tell_of(self, given_up: Sequence[Ending]) -> set[UUID]:
        """Answers those of which could not be recorded what has to be."""
        untold = set[UUID]()
        by_kind: dict[str, list[Claim]] = {}
        for ending in given_up:
            by_kind.setdefault(ending.claim.kind, []).append(ending.claim)
        for kind, claims in by_kind.items():
            if kind in self._buried:
                try:
                    await self._buried[kind](self._context, claims)
                except Exception:
                    log.exception("effects_dead_unrecorded", org_id=str(claims[0].org_id), kind=kind)
                    untold.update(claimed.effect_id for claimed in claims)
        return untold


def _about(claimed: Claim) -> structlog.stdlib.BoundLogger:
    bound: structlog.stdlib.BoundLogger = log.bind(
        org_id=str(claimed.org_id), effect_id=str(claimed.effect_id), kind=claimed.kind, attempt=claimed.attempt
    )
    return bound


def _why(error: Exception) -> str:
    # A message may quote what was sent or to whom, so only the kind of error is kept, and SMTP's code of it.
    cause = error.__cause__ if isinstance(error, NotSent) and error.__cause__ else error
    code = getattr(cause, "code", None)
    return f"{type(cause).__name__} {code}" if isinstance(code, int) else type(cause).__name__
