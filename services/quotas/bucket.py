"""Permits of one name, as far as this process holds them: taken from all in blocks that shrink near the limit."""

import asyncio

from services.quotas.counting import Count

SHARE = 16
"""A block is no more than this part of what is left: so many processes together hold no more than there is."""


class Bucket:
    """For the minute under way. `left` may be taken without asking anybody."""

    __slots__ = ("_asking", "_block", "_held", "_name", "_used_up", "left", "minute", "room")

    def __init__(self, name: str) -> None:
        self._name = name
        self._asking = asyncio.Lock()
        self._block = 1
        self._held = 0  # granted in this minute
        self._used_up = False
        self.minute = -1
        self.left = 0
        self.room = 0  # left for anybody, when last asked

    async def take(self, count: Count, need: int, limit: int, minute: int) -> bool:
        """Whether there were as many permits in this minute, all of them or none."""
        async with self._asking:
            if minute > self.minute:
                self.minute, self.left, self.room, self._used_up, self._held = minute, 0, 0, False, 0
            if self.left < need and not self._used_up:
                await self._claim(count, need - self.left, limit)
            if self.left < need:
                return False
            self.left -= need
            return True

    async def _claim(self, count: Count, need: int, limit: int) -> None:
        """At least so many, or none: what is too few for a batch is given back for others."""
        amount = max(need, min(self._block, limit // SHARE))
        claim = await count.claim(self._name, self.minute, amount, limit, self._held)
        if 0 < claim.granted < need:
            await count.give_back(self._name, self.minute, amount)
            self.room = claim.granted
            return
        self.left += claim.granted
        self._held += claim.granted
        self.room = claim.room
        self._used_up = claim.granted < min(amount, need)
        self._block = max(1, min(2 * amount, claim.room // SHARE))
