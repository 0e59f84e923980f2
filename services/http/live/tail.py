"""The end of one organisation's log, looked at once for all who listen, and told to each who may know."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol
from uuid import UUID

import structlog

from domain.alert.telling import RED_FLAG
from domain.patient.state import Patient
from eventstore.cursor import CursorRefused, cursor_at, encode_cursor
from projections.moves import Move, Moves, moves, reached
from services.context import Context
from services.http.live.words import AlertChanged, PatientMoved, frame
from services.patients_known import patients_of

log = structlog.get_logger()

EVENTS_AT_ONCE = 500
LOOK_EVERY = 1.0
"""Seconds between two looks where no word comes: polling is the truth."""

PATIENCE = 0.5
"""Seconds that the read models are waited for; then it is told all the same, and marked stale."""

REST = 0.02
"""Seconds between two looks, however many words come."""


class Told(NamedTuple):
    """One event on the wire, and who may see it."""

    pos: int
    place: str
    clinic_id: UUID | None  # None: only who reaches every clinic
    frame: bytes
    patient_id: UUID
    restricted: bool = False  # only who reads restricted records


class Page(NamedTuple):
    """What happened up to a place."""

    last: int
    place: str
    told: Sequence[Told]


class Listening(Protocol):
    def offer(self, page: Page) -> None: ...
    def lost(self) -> None:
        """The log no longer is the one that was listened to."""
        ...


class Tail:
    """Stands at a position; moves on with `run`, which tells all `listeners`. `open` first."""

    def __init__(self, context: Context, org_id: UUID) -> None:
        self._context = context
        self._org_id = org_id
        self._news = asyncio.Event()
        self._clock = asyncio.get_running_loop().time
        self._waiting_since: tuple[int, float] | None = None  # for the read models to come to a position
        self.listeners: set[Listening] = set()
        self._told = 0  # the position up to which the read models were, when they were last looked at
        self.stands = False  # at a place that this log has
        self.pos = 0
        self.place = encode_cursor(0, b"")

    async def open(self) -> None:
        """Stand at the end of the log, wherever the read models are: what is new is told from here on."""
        async with self._context.reading(self._org_id) as db:
            self.pos, self._told = await reached(db, self._org_id)
            self.place = await cursor_at(db, self._org_id, self.pos)
        self.stands = True

    def wake(self) -> None:
        """There may be something new."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._news.clear()
            try:
                if not self.stands:
                    await self.open()
                if await self._look():
                    continue
            except CursorRefused:
                log.warning("live_stream_of_lost_log", org_id=str(self._org_id))
                self.stands = False
                for listener in self.listeners:
                    listener.lost()
            except Exception:
                log.exception("live_stream_stands_still", org_id=str(self._org_id))
            await asyncio.sleep(REST)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY if self._waiting_since is None else PATIENCE):
                    await self._news.wait()

    async def page(self, after: int) -> Page | None:
        """What was told behind a position, from the log; None where that is nothing. For one who comes back."""
        async with self._context.reading(self._org_id) as db:
            found = await moves(db, self._org_id, after, self.pos, EVENTS_AT_ONCE)
        return None if found is None else await self._page(found)

    async def _look(self) -> bool:
        """Tell what is new; whether there may be more. Raises CursorRefused where this log never was at our place."""
        async with self._context.reading(self._org_id) as db:
            if await cursor_at(db, self._org_id, self.pos) != self.place:
                raise CursorRefused("cursor_from_lost_log")
            head, self._told = await reached(db, self._org_id)
            until = self._until(head, self._told)
            found = await moves(db, self._org_id, self.pos, until, EVENTS_AT_ONCE) if self.pos < until else None
        if found is None:
            return False
        page = await self._page(found)
        self.pos, self.place = page.last, page.place
        for listener in self.listeners:
            listener.offer(page)
        return self.pos < until

    async def _page(self, found: Moves) -> Page:
        known = await patients_of(self._context, self._org_id, {move.patient_id for move in found.moves})
        told = [
            _told(move, known[move.patient_id], stale=move.pos > self._told)
            for move in found.moves
            if move.patient_id in known
        ]
        return Page(found.last, encode_cursor(found.last, found.hash), told)

    def _until(self, head: int, told: int) -> int:
        """How far is told now: as far as the read models are, and further only what they let wait for too long."""
        if self._waiting_since is None or told >= self._waiting_since[0]:
            self._waiting_since = None if told >= head else (head, self._clock())
        elif self._clock() >= self._waiting_since[1] + PATIENCE:
            late, self._waiting_since = self._waiting_since[0], (head, self._clock())
            return max(told, late)
        return told


def _told(move: Move, patient: Patient | None, *, stale: bool) -> Told:
    place = encode_cursor(move.pos, move.hash)
    clinic_id = patient.clinic_id if patient else None
    restricted = patient is not None and patient.restricted is not None and move.rule != RED_FLAG
    if move.alert_id is None:
        word: AlertChanged | PatientMoved = PatientMoved(patient_id=move.patient_id, clinic_id=clinic_id, stale=stale)
    else:
        word = AlertChanged(
            alert_id=move.alert_id,
            patient_id=move.patient_id,
            clinic_id=clinic_id,
            change=move.change,
            rule=move.rule,
            grade=move.grade,
            stale=stale,
        )
    return Told(move.pos, place, clinic_id, frame(word, place), move.patient_id, restricted)
