"""What a read model is: a name, the events it wants, and a fold that writes its tables."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import asyncpg

from domain.decider import Event
from eventstore.records import Recorded


class Fact(NamedTuple):
    """A stored event, decoded once for all read models."""

    recorded: Recorded
    event: Event


class Projection(Protocol):
    """One read model. Its tables stand in schema rm, with the organisation first, behind the wall."""

    name: str
    version: int
    wants: frozenset[type[Event]]
    tables: tuple[str, ...]  # with their schema; a rebuild empties them for the organisation

    async def apply(self, db: "asyncpg.Connection[asyncpg.Record]", facts: Sequence[Fact]) -> None:
        """Fold facts of one or many organisations, in the order of each feed, within the caller's transaction.

        Applying a fact again changes nothing: buckets are recomputed from facts, never incremented.
        """
        ...
