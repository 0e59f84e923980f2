"""What a read model is: a name, the events it wants, and a fold that writes its tables."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from domain.decider import Event
from eventstore.records import Recorded
from eventstore.walls import Connection

PersonKey = tuple[UUID, UUID]
"""Organisation and patient."""

ReportKey = tuple[UUID, UUID, UUID]
"""Organisation, patient, and the id of a report."""


class Fact(NamedTuple):
    """A stored event, decoded once for all read models."""

    recorded: Recorded
    event: Event


class Projection(Protocol):
    """One read model. Its tables stand in schema rm, with the organisation first, behind the wall."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def wants(self) -> frozenset[type[Event]]: ...
    @property
    def tables(self) -> tuple[str, ...]:
        """With their schema; a rebuild empties them for the organisation."""
        ...

    async def apply(self, db: Connection, facts: Sequence[Fact]) -> None:
        """Fold facts of one or many organisations, in the order of each feed, within the caller's transaction.

        Applying a fact again changes nothing: buckets are recomputed from facts, never incremented.
        """
        ...


Row = TypeVar("Row", bound=tuple[Any, ...])


def columns(rows: Sequence[Row], width: int) -> list[list[Any]]:
    """Rows turned into one array for each of their `width` columns, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
