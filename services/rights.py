"""What somebody may do at this moment: from their own stream, remembered a minute, forgotten as soon as it changes."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Protocol, assert_never
from uuid import UUID

from msgspec import Struct

from domain.decider import fold
from domain.deciders import BY_KIND, NAMES
from domain.organisation.events import OrganisationLeft
from domain.partner.state import Partner
from domain.staff.member import Staff
from eventstore.codec import Codec
from eventstore.records import Recorded
from services.actor import Actor, ActorKind
from services.keys import KeyHolder

REMEMBERED_SECONDS = 60.0
"""Longer than this nobody acts on rights that were taken away, also where no word of it came (see forgetting)."""

REMEMBERED_AT_MOST = 10_000

LEFT = NAMES[OrganisationLeft]
"""After this nobody of the organisation may do anything, whatever they come with."""


Load = Callable[[UUID, Sequence[UUID]], Awaitable[list[Recorded]]]
"""All events of these streams of an organisation."""


class Known(Struct):
    """What was read of somebody; good until then, and no longer once it was forgotten."""

    until: float
    state: Staff | Partner


class Held(Struct, frozen=True):
    """One credential's rights, good as long as what was read of its holder is, and the credential itself."""

    actor: Actor
    known: Known
    ends_at: datetime | None = None  # of the credential, by the organisation's clock


class Rights:
    """Whose rights are known to this process."""

    def __init__(
        self,
        load: Load,
        codec: Codec,
        now: Callable[[UUID], datetime],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._load = load
        self._codec = codec
        self._now = now
        self._clock = clock
        self._known: OrderedDict[tuple[UUID, UUID], Known] = OrderedDict()
        self._forgotten = 0  # how often: what was being read meanwhile may be older than that

    async def held(self, org_id: UUID, holder: KeyHolder, via: str | None = None) -> Held | None:
        """What somebody's key gives, or what else they came with; None where it gives nothing any more.

        `via`: as the actor tells it; where it is not said it is the holder's key, and that has to be good itself.
        Raises Undecodable for a stream that this program cannot read.
        """
        known = await self._read(org_id, holder)
        if known is None:
            return None
        state, ends_at = known.state, holder.ends_at
        if isinstance(state, Partner) and via is None:
            if holder.key not in state.keys:
                return None
            ends_at = state.keys[holder.key]
        actor = _actor(org_id, holder.id, state, f"key:{holder.key}" if via is None else via)
        if actor is None or (ends_at is not None and ends_at <= self._now(org_id)):
            return None
        return Held(actor, known, ends_at)

    def good(self, held: Held) -> bool:
        """Whether it may be acted on without another look."""
        return held.known.until > self._clock() and (
            held.ends_at is None or held.ends_at > self._now(held.actor.org_id)
        )

    def forget(self, org_id: UUID, holder_id: UUID) -> None:
        """Something was said of them: look again. Whatever is `Held` of them is good no longer."""
        self._forgotten += 1
        known = self._known.pop((org_id, holder_id), None)
        if known is not None:
            known.until = 0.0

    def forget_all(self) -> None:
        for org_id, holder_id in list(self._known):
            self.forget(org_id, holder_id)
        self._forgotten += 1

    async def _read(self, org_id: UUID, holder: KeyHolder) -> Known | None:
        known = self._known.get((org_id, holder.id))
        if known is not None and known.until > self._clock():
            return known
        began = self._forgotten
        decider = BY_KIND[holder.actor]
        loaded = await self._load(org_id, [holder.id, org_id])
        stored = [event for event in loaded if event.stream_id == holder.id]
        if not stored or stored[0].type not in decider.events or any(event.type == LEFT for event in loaded):
            return None
        state = fold(decider, [self._codec.decode(event.type, event.schema_v, event.data) for event in stored])
        if began != self._forgotten:  # it may be news of this very one that came meanwhile
            return Known(until=0.0, state=state)
        return self._remember((org_id, holder.id), Known(until=self._clock() + REMEMBERED_SECONDS, state=state))

    def _remember(self, whom: tuple[UUID, UUID], known: Known) -> Known:
        self._known[whom] = known
        self._known.move_to_end(whom)
        while len(self._known) > REMEMBERED_AT_MOST:
            self._known.popitem(last=False)[1].until = 0.0
        return known


def _actor(org_id: UUID, holder_id: UUID, state: Staff | Partner, via: str) -> Actor | None:
    match state:
        case Staff():
            return staff_actor(org_id, holder_id, state, via)
        case Partner():
            return partner_actor(org_id, holder_id, state, via)
        case _:
            assert_never(state)


def staff_actor(org_id: UUID, staff_id: UUID, staff: Staff, via: str) -> Actor | None:
    if staff.role is None or staff.removed:
        return None
    return Actor(kind=ActorKind.STAFF, org_id=org_id, id=staff_id, role=staff.role, clinics=staff.clinics, via=via)


def partner_actor(org_id: UUID, partner_id: UUID, partner: Partner, via: str) -> Actor | None:
    if partner.registered is None or partner.suspended:
        return None
    return Actor(
        kind=ActorKind.PARTNER,
        org_id=org_id,
        id=partner_id,
        scopes=partner.scopes,
        clinics=partner.clinics,
        kinds=partner.kinds,
        requests_a_minute=partner.requests_a_minute,
        via=via,
    )


class HasRights(Protocol):
    """What asking needs of the context."""

    @property
    def rights(self) -> Rights: ...


async def actor_of(context: HasRights, org_id: UUID, holder: KeyHolder, via: str | None = None) -> Actor | None:
    """Who somebody is and what they may at this moment; None for who may nothing any more."""
    held = await context.rights.held(org_id, holder, via)
    return None if held is None else held.actor
