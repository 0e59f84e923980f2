"""What a read model is: a name, the events it wants, and a fold that writes its tables."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable
from uuid import UUID

from domain.decider import Event
from eventstore.records import Recorded
from projections.desk import Desk, Table

PersonKey = tuple[UUID, UUID]
"""Organisation and patient."""

ReportKey = tuple[UUID, UUID, UUID]
"""Organisation, patient, and the id of a report."""


class Fact(NamedTuple):
    """A stored event, decoded once for all read models."""

    recorded: Recorded
    event: Event


class Reader(Protocol):
    """Whoever follows the log from a place of its own: a read model, or the alert rules."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int:
        """Of the fold's code: a higher one gives other rows from the same events, so it needs a new build."""
        ...

    @property
    def wants(self) -> frozenset[type[Event]]: ...

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        """Fold facts of one or many organisations, in the order of each feed, within the caller's transaction.

        Applying a fact again changes nothing: buckets are recomputed from facts, never incremented.
        """
        ...


@runtime_checkable
class Alarming(Protocol):
    """A reader on which people rely without looking: they have to be told when it cannot go on for somebody."""

    async def alarm(self, desk: Desk, at_fault: Recorded) -> None:
        """Called before the subject is set aside because of this event; again after a crash between the two.

        Raises where nobody can be told at the moment: then the reader waits there, and sets nobody aside.
        """
        ...


class Projection(Reader, Protocol):
    """One read model. Its tables stand in schema rm, with the organisation and the build first, behind the wall.

    Nothing that it keeps of one subject (a patient) depends on another's events: a rebuild takes one after the other.
    """

    @property
    def tables(self) -> tuple[Table, ...]: ...
