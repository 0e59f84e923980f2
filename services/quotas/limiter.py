"""Who may go on: each request takes a permit of its sender and one of its organisation, each event another of both."""

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from services.actor import Actor, ActorKind
from services.measured.instruments import QUOTAS_USED_UP
from services.quotas.bucket import Bucket
from services.quotas.counting import Count
from services.quotas.settings import Quotas

WINDOW = 60  # seconds
REMEMBERED_AT_MOST = 50_000


Asking = tuple[str, object, int]
"""A policy, whose permits it counts, and how many there are a minute."""


class Standing(NamedTuple):
    """How somebody stands to a quota."""

    policy: str
    limit: int  # a minute
    left: int  # about: other processes take, too
    seconds: int  # until it begins anew, from 1


class TooMany(Exception):
    """A quota is used up."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


class Limiter:
    """`now` is real time in seconds of the epoch: minutes begin with it, the same in every process."""

    def __init__(self, quotas: Quotas, count: Count, now: Callable[[], float]) -> None:
        self._quotas = quotas
        self._count = count
        self._now = now
        self._buckets: OrderedDict[tuple[str, object], Bucket] = OrderedDict()

    async def request(self, actor: Actor) -> Standing:
        """Take one request of the actor's. Raises TooMany."""
        quotas = self._quotas
        organisation = ("organisation-requests", actor.org_id, quotas.organisation_requests)
        if actor.kind is ActorKind.PATIENT:
            device = ("device-requests", actor.device, quotas.device_requests)
            return await self._each(1, device, ("patient-requests", actor.id, quotas.patient_requests), organisation)
        limit = min(actor.requests_a_minute or quotas.requests, quotas.organisation_requests)
        return await self._each(1, ("requests", actor.id, limit), organisation)

    async def events(self, actor: Actor, number: int) -> None:
        """Take so many events of the actor's, all or none. Raises TooMany."""
        quotas = self._quotas
        organisation = ("organisation-events", actor.org_id, quotas.organisation_events)
        if actor.kind is ActorKind.PATIENT:
            device = ("device-events", actor.device, quotas.device_events)
            await self._each(number, device, ("patient-events", actor.id, quotas.patient_events), organisation)
        else:
            await self._each(number, ("events", actor.id, quotas.events), organisation)

    async def red_flag(self, actor: Actor) -> Standing:
        """Take a request that may hold a red flag, of somebody whose requests are used up. Raises TooMany."""
        return await self._one("red-flags", actor.id, 1, self._quotas.red_flags)

    async def address(self, address: str | None) -> Standing:
        """Take one try of an address at a door that takes no key. Raises TooMany."""
        return await self._one("sign-ins", address, 1, self._quotas.sign_ins)

    async def _each(self, number: int, first: Asking, *others: Asking) -> Standing:
        """Of the sender, and of those that the sender is one of; none is charged for what another does not grant."""
        standing = await self._one(first[0], first[1], number, first[2])
        taken = [first]
        for policy, whose, limit in others:
            try:
                await self._one(policy, whose, number, limit)
            except TooMany:
                for each in taken:
                    self._bucket(each[0], each[1]).left += number
                raise
            taken.append((policy, whose, limit))
        return standing

    async def _one(self, policy: str, whose: object, number: int, limit: int) -> Standing:
        now = int(self._now())
        minute, seconds = now // WINDOW, WINDOW - now % WINDOW
        bucket = self._bucket(policy, whose)
        if bucket.minute == minute and bucket.left >= number:
            bucket.left -= number
        elif not await bucket.take(self._count, number, limit, minute):
            QUOTAS_USED_UP.labels(policy).inc()
            raise TooMany(Standing(policy, limit, bucket.left, seconds))
        return Standing(policy, limit, min(limit, bucket.left + bucket.room), seconds)

    def _bucket(self, policy: str, whose: object) -> Bucket:
        found = self._buckets.get((policy, whose))
        if found is not None:
            self._buckets.move_to_end((policy, whose))
        else:
            found = self._buckets[policy, whose] = Bucket(f"{policy}:{whose}")
            while len(self._buckets) > REMEMBERED_AT_MOST:
                self._buckets.popitem(last=False)
        return found
