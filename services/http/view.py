"""One patient as of a place in the log: from the read models where they all stand there, else from the log itself.

Both say the same bytes, for the log is told to the same folds.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from msgspec import structs

from domain.decider import Event
from domain.symptom.findings import Stretch
from domain.symptom.record import Symptom
from eventstore.cursor import cursor_at
from eventstore.walls import Connection
from projections.adherence import queries as adherence
from projections.adherence import replay as adherence_replay
from projections.adherence.document import Known
from projections.adherence.replay import Replayed
from projections.adherence.sessions import Dated, sessions
from projections.positions import set_aside
from projections.story import Story, head_of, story_of
from projections.symptoms import replay as symptoms_replay
from projections.symptoms.queries import reports_for, symptoms
from services.http.freshness import AsOf, standing
from services.http.operation import Asked
from services.http.past import asks_for_the_past, past

WANTS: Mapping[str, frozenset[type[Event]]] = MappingProxyType(
    {"adherence": adherence_replay.WANTS, "symptoms": symptoms_replay.WANTS}
)
"""What each read model that can be asked about the past is made of, by its name."""


class View(Protocol):
    """One patient, as known at a place and judged at a moment."""

    @property
    def as_of(self) -> AsOf: ...
    async def known(self, since: date = date.min) -> Known | None:
        """What judges the dates from a Monday on, or more; None for one whom the read models have not met."""
        ...

    async def symptoms(self, since: datetime, until: datetime) -> list[Symptom]:
        """What was felt from `since` until just before `until`, oldest first."""
        ...

    async def reports_for(self, stretch: Stretch) -> list[Symptom]:
        """The reports from which all can be said of a stretch, or more, some of them twice."""
        ...

    async def dated(self, since: datetime, until: datetime) -> Dated | None:
        """The sessions from `since` to `until`, or more, and the zones; None for one nobody has met."""
        ...

    async def broken(self) -> Mapping[str, int]:
        """The readers that could not digest an event of the patient, each with the position of the first one."""
        ...

    async def lacks_from(self) -> str | None:
        """The place of the first event that could not be digested; None: all are in."""
        ...


class Live:
    """From the read models."""

    def __init__(self, db: Connection, as_of: AsOf, org_id: UUID, patient_id: UUID, readers: Sequence[str]) -> None:
        self.as_of = as_of
        self._db, self._readers = db, readers
        self._who = (org_id, patient_id)

    async def known(self, since: date = date.min) -> Known | None:
        return await adherence.known(self._db, *self._who, since)

    async def symptoms(self, since: datetime, until: datetime) -> list[Symptom]:
        return await symptoms(self._db, *self._who, since, until)

    async def reports_for(self, stretch: Stretch) -> list[Symptom]:
        return await reports_for(self._db, *self._who, stretch)

    async def dated(self, since: datetime, until: datetime) -> Dated | None:
        return await sessions(self._db, *self._who, since, until)

    async def broken(self) -> Mapping[str, int]:
        aside = await set_aside(self._db, *self._who)
        return {reader: aside[reader] for reader in self._readers if reader in aside}

    async def lacks_from(self) -> str | None:
        return await _place_of_first(self._db, self._who[0], await self.broken())


class FromLog:
    """From the log, told to the same folds."""

    def __init__(self, db: Connection, as_of: AsOf, org_id: UUID, patient_id: UUID, story: Story) -> None:
        self.as_of = as_of
        self._db, self._org_id, self._patient_id = db, org_id, patient_id
        self._told = {reader: story.told_to(wants) for reader, wants in WANTS.items()}

    @cached_property
    def replayed(self) -> Replayed | None:
        """The adherence with what it is made of; None for one whom nobody had enrolled."""
        told = self._told["adherence"]
        return adherence_replay.replay(self._patient_id, told.facts, complete=told.breaks_at is None)

    async def known(self, since: date = date.min) -> Known | None:
        return None if self.replayed is None else self.replayed.known

    async def symptoms(self, since: datetime, until: datetime) -> list[Symptom]:
        return [symptom for symptom in self._reports if since <= symptom.felt.felt_at < until]

    async def reports_for(self, stretch: Stretch) -> list[Symptom]:
        return self._reports

    async def dated(self, since: datetime, until: datetime) -> Dated | None:
        return self.replayed and Dated(self.replayed.known.plan.zones, list(self.replayed.sessions))

    @cached_property
    def _reports(self) -> list[Symptom]:
        return symptoms_replay.replay(self._told["symptoms"].facts)

    async def broken(self) -> Mapping[str, int]:
        return {reader: told.breaks_at for reader, told in self._told.items() if told.breaks_at is not None}

    async def lacks_from(self) -> str | None:
        return await _place_of_first(self._db, self._org_id, await self.broken())


async def _place_of_first(db: Connection, org_id: UUID, broken: Mapping[str, int]) -> str | None:
    return await cursor_at(db, org_id, min(broken.values())) if broken else None


V = TypeVar("V", bound=View)


class Views(NamedTuple, Generic[V]):
    """What is asked for, and where a difference is asked for also what is known now of the same days."""

    view: V
    known_now: V | None


@asynccontextmanager
async def viewed(asked: Asked, patient_id: UUID, *readers: str) -> AsyncIterator[Views[View]]:
    """The patient as of the place that is asked for. Raises as `past` does."""
    if asks_for_the_past(asked.query):
        async with opened(asked, patient_id, *readers) as found:
            yield Views(*found)
        return
    org_id = asked.actor.org_id
    async with standing(asked, *readers) as (db, as_of, pos, level):
        if level:
            yield Views(Live(db, as_of, org_id, patient_id, readers), None)
        else:
            yield Views(await _from_log(db, org_id, patient_id, readers, pos, as_of), None)


@asynccontextmanager
async def opened(asked: Asked, patient_id: UUID, *readers: str) -> AsyncIterator[Views[FromLog]]:
    """The same with all that it is made of, so from the log in any case."""
    query, org_id = asked.query, asked.actor.org_id
    if not asks_for_the_past(query):
        async with standing(asked, *readers) as (db, as_of, pos, _):
            yield Views(await _from_log(db, org_id, patient_id, readers, pos, as_of), None)
        return
    async with asked.context.reading(org_id) as db:
        pos, as_of = await past(asked, db, query)
        then = await _from_log(db, org_id, patient_id, readers, pos, as_of)
        known_now = None
        if query.difference:
            head = await head_of(db, org_id)
            later = structs.replace(as_of, position=await cursor_at(db, org_id, head))
            known_now = await _from_log(db, org_id, patient_id, readers, head, later)
        yield Views(then, known_now)


async def _from_log(
    db: Connection, org_id: UUID, patient_id: UUID, readers: Sequence[str], pos: int, as_of: AsOf
) -> FromLog:
    wants = frozenset[type[Event]]().union(*(WANTS[reader] for reader in readers))
    view = FromLog(db, as_of, org_id, patient_id, await story_of(db, org_id, patient_id, pos, wants))
    await asyncio.to_thread(lambda: view.replayed)  # years of a life take a while, and others want to be answered
    return view
