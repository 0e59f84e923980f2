"""Hearing in every process at once of whom what it remembers is right no longer, and letting go of that: somebody whose
rights have changed, a patient who was erased, restricted or freed of that.

A word that is lost costs a minute: no memory is older than that.
"""

from collections.abc import Callable, Collection
from typing import Protocol, runtime_checkable
from uuid import UUID

from redis.asyncio import Redis

from services.wake import listen

FORGET = "carryover:forget"  # an organisation, and somebody in it


@runtime_checkable
class Forgetful(Protocol):
    """A memory that can let go of one person."""

    def forget(self, org_id: UUID, whom: UUID, /) -> None: ...


async def listen_for_changes(
    valkey: "Redis", forget: Callable[[UUID, UUID], None], forget_all: Callable[[], None]
) -> None:
    """Until cancelled. `forget_all`: something may have been missed."""

    def heard(named: Collection[UUID] | None) -> None:
        match named:
            case [org_id, whom]:
                forget(org_id, whom)
            case _:
                forget_all()

    await listen(valkey, FORGET, heard)
