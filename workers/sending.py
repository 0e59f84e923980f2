"""Sending letters: it is noted that somebody calls before anybody does, and only who still has it in hand may call."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from eventstore.walls import Pool
from workers.channels.letter import Channel, Letter
from workers.effects import Claim, calling
from workers.traced_effects import sending

AT_ONCE = 20
"""Letters of one batch on their way together: marked in one statement, sent side by side."""


class NotOurs(Exception):
    """Its claim ran over and somebody else has it, so nothing was sent."""


class Parcel(Struct, frozen=True):
    """A letter, the channel it goes by, and the effect it settles."""

    claim: Claim
    channel: str
    letter: Letter


class Channels(Mapping[str, Channel]):
    """The channels by name, and sending through them as an effect must: who does one uses `send` or `send_all`."""

    def __init__(self, made: Mapping[str, Channel], pool: Pool) -> None:
        self._made = made
        self._pool = pool

    def __getitem__(self, name: str) -> Channel:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    async def send(self, claim: Claim, channel: str, letter: Letter) -> None:
        """One letter. Raises NotOurs, and what the channel raises (workers.channels.letter.Channel)."""
        [fault] = await self.send_all([Parcel(claim, channel, letter)])
        if fault is not None:
            raise fault

    async def send_all(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        """What became of each, in their order: None when the receiver has taken it."""
        faults: list[Exception | None] = []
        for first in range(0, len(parcels), AT_ONCE):
            some = parcels[first : first + AT_ONCE]
            ours = await calling(self._pool, [parcel.claim for parcel in some])
            faults += await asyncio.gather(*(self._one(parcel, parcel.claim.effect_id in ours) for parcel in some))
        return faults

    async def _one(self, parcel: Parcel, ours: bool) -> Exception | None:
        if not ours:
            return NotOurs()
        try:
            with sending(parcel.claim, parcel.channel):
                await self._made[parcel.channel].send(parcel.letter)
        except Exception as fault:  # noqa: BLE001 what becomes of one letter is told of that one alone
            return fault
        return None
