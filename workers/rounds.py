"""The rounds: each patient is looked at once a local date, at its first instant, and when something has changed.

Any number of engines may make them. Events are appended first, then effects and rows are committed together; after a
crash between the two the same is decided again, and the ledger takes each dose once.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog

from domain.adherence.plan import DAY, Plan
from domain.adherence.week import monday_of
from domain.alerting.history import History
from domain.decider import fold
from domain.reminder.decider import REMINDER, Ledger, reminders_of
from domain.zones import day_bounds
from eventstore.records import NewEffect
from eventstore.store import StoreBusy
from eventstore.walls import Connection, Pool, walled
from projections.base import PersonKey
from projections.desk import Desk
from services.actor import system
from services.call import Answer, Call, Verdict
from services.context import Context
from services.execute import execute_all
from workers import rounds_reading, rounds_rows
from workers.alert_memory import recall_people
from workers.reminder_effects import ReminderDelivery
from workers.rounds_alerts import Closings, call_of, judge_closings, stands_already
from workers.rounds_look import Asked, Dates, Looked, Turn, configured, dates_of, look
from workers.rounds_memory import KnownClinic, KnownPatient, manners_of
from workers.rounds_reader import recall, recall_clinics
from workers.rounds_reading import READERS_OF_A_LOOK

log = structlog.get_logger()

AT_ONCE = 200
LOOK_EVERY = 0.5
TRY_AGAIN_EVERY = 2.0
UNREAD_RESTS = 1.0
SET_ASIDE_RESTS = 3600.0
FAULTY_RESTS = 600.0
"""Seconds, all of them of real time."""

SESSIONS_DAYS = 49
"""So far back sessions are asked for: with one reminder on every third date the last fourteen go back six weeks."""


class Busy(Exception):
    """The log takes nothing at the moment, or somebody else was quicker: nobody's fault, and tried again."""


class Rounds:
    """`channels`: by their names, those that this installation has."""

    def __init__(self, context: Context, pool: Pool, channels: Collection[str]) -> None:
        self._context = context
        self._pool = pool
        self._channels = configured(channels)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. It wakes nobody up, and nobody wakes it: half a second early or late is no matter."""
        while not stop.is_set():
            seconds = LOOK_EVERY
            try:
                while await self.go_round() and not stop.is_set():
                    pass
            except Exception:
                log.exception("rounds_not_made")
                seconds = TRY_AGAIN_EVERY
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await stop.wait()

    async def go_round(self, most: int = AT_ONCE) -> int:
        """Look at up to `most` patients who are due; answers how many were taken."""
        nows = {org_id: self._context.clock.now(org_id) for org_id in await self._due()}
        if not nows:
            return 0
        taken: list[Turn] = []
        try:
            async with self._pool.acquire() as db, db.transaction():
                await walled(db, nows)
                taken = await rounds_rows.take(db, nows, most)
                await self._look_at(db, taken, nows)
        except (Busy, StoreBusy, OSError, TimeoutError):
            raise
        except Exception:
            log.exception("rounds_one_by_one", patients=len(taken))
            await self._one_by_one(taken, nows)
        return len(taken)

    async def _due(self) -> list[UUID]:
        first = await rounds_rows.first_due(self._pool)
        return sorted(org_id for org_id, due_at in first.items() if due_at <= self._context.clock.now(org_id))

    async def _one_by_one(self, turns: Sequence[Turn], nows: Mapping[UUID, datetime]) -> None:
        """What fails for one patient leaves the others alone; she is left alone for a while."""
        for turn in turns:
            person = (turn.org_id, turn.patient_id)
            try:
                async with self._pool.acquire() as db, db.transaction():
                    await walled(db, [turn.org_id])
                    await self._look_at(db, await rounds_rows.take_one(db, person, nows[turn.org_id]), nows)
            except (Busy, StoreBusy, OSError, TimeoutError):
                raise
            except Exception:
                log.exception("patient_not_looked_at", org_id=str(turn.org_id), patient_id=str(turn.patient_id))
                async with self._pool.acquire() as db, db.transaction():
                    await walled(db, [turn.org_id])
                    await rounds_rows.rest(db, [person], FAULTY_RESTS)

    async def _look_at(self, db: Connection, turns: Sequence[Turn], nows: Mapping[UUID, datetime]) -> None:
        if not turns:
            return
        people = {(turn.org_id, turn.patient_id): turn for turn in turns}
        round_ = _Round(self._context, db, people, nows, self._channels)
        looked = await round_.looked()
        calls: list[Call] = []
        effects: list[tuple[UUID, NewEffect]] = []
        for (org_id, _), (of, closings) in looked.items():
            calls += (Call(actor=system(org_id, "rounds"), command=command) for command in of.commands)
            calls += (call_of(org_id, alert) for alert in closings.alerts)
            effects += ((org_id, one) for one in of.effects)
        for call, answer in zip(calls, await execute_all(self._context, calls) if calls else [], strict=True):
            _check(call, answer)
        await rounds_rows.write(db, effects)
        await rounds_rows.move(db, [of.turn for of, _ in looked.values()])


def _check(call: Call, answer: Answer) -> None:
    if answer.verdict is Verdict.CONFLICT or answer.code == "not_open":
        raise Busy(f"{answer.stream_id} did not stand still")
    if answer.verdict is Verdict.REFUSED and not stands_already(call, answer):
        raise ValueError(f"{type(call.command).__name__} was refused: {answer.code}: {answer.detail}")


class _Round:
    """Some patients who are due, in one transaction."""

    def __init__(
        self,
        context: Context,
        db: Connection,
        people: Mapping[PersonKey, Turn],
        nows: Mapping[UUID, datetime],
        channels: Collection[str],
    ) -> None:
        self._context = context
        self._db = db
        self._people = people
        self._nows = nows
        self._channels = channels

    async def looked(self) -> dict[PersonKey, tuple[Looked, Closings]]:
        """What came of looking at those of whom everything has been read; the others rest."""
        db, desk = self._db, Desk(self._db, 0)
        stand = await rounds_reading.positions(db, {org_id for org_id, _ in self._people}, READERS_OF_A_LOOK)
        known = await recall(desk, list(self._people))
        plans = await rounds_reading.plans_of(db, self._people)
        dates = {
            person: dates_of(self._people[person], plan.zones, self._now(person))
            for person, plan in plans.items()
            if plan.zones and person in known
        }
        done = await rounds_reading.done_since(db, {person: _since(dates[person]) for person in dates})
        felt = await rounds_reading.felt_since(db, self._felt_since(dates, plans, known))
        clinics = await recall_clinics(desk, sorted({(p[0], c) for p in dates if (c := known[p].clinic_id)}))
        ledgers = await self._ledgers(dates)
        memory = await recall_people(db, [p for p, of in dates.items() if of.close], {p[0] for p in dates})
        behind = await rounds_reading.unread(db, self._people, stand)
        aside = await rounds_reading.set_aside(db, self._people, READERS_OF_A_LOOK)
        ready = {person: turn for person, turn in self._people.items() if person in dates}
        ready = {person: turn for person, turn in ready.items() if person not in behind and person not in aside}
        await rounds_rows.rest(db, aside, SET_ASIDE_RESTS)
        await rounds_rows.rest(db, self._people.keys() - ready.keys() - aside, UNREAD_RESTS)
        recalled = _by_person(await rounds_rows.recall(db, ready.values()))
        in_hand = _by_person(await rounds_rows.in_hand(db, ready.values()))
        found = {}
        for person, turn in ready.items():
            now, of = self._now(person), dates[person]
            closings = judge_closings(
                memory.histories.get(person, History()),
                person[1],
                of.close,
                plans[person],
                done[person].weeks,
                memory.policies.get(person[0], {}),
                stand[person[0]],
                now,
            )
            clinic = clinics.get((person[0], known[person].clinic_id or person[1]), KnownClinic())
            asked = Asked(
                plan=plans[person],
                known=known[person],
                clinic_id=known[person].clinic_id or person[1],
                holidays=clinic.holidays,
                manners={day: manners_of(known[person], clinic, day) for day in of.plan},
                channels=self._channels,
                sessions=done[person].sessions,
                symptoms=felt.get(person, ()),
                ledgers=ledgers[person],
                in_hand=in_hand[person],
                recalled=recalled[person],
            )
            found[person] = (look(turn, asked, of, closings.nudge, now), closings)
        return found

    def _now(self, person: PersonKey) -> datetime:
        return self._nows[person[0]]

    def _felt_since(
        self, dates: Mapping[PersonKey, Dates], plans: Mapping[PersonKey, Plan], known: Mapping[PersonKey, KnownPatient]
    ) -> dict[PersonKey, datetime]:
        """Of those alone of whom somebody may have said that it hurt."""
        since = {}
        for person, of in dates.items():
            asked = known[person].asked
            if of.all and (known[person].may_have_hurt(self._now(person)) or (asked and asked >= min(of.all))):
                bounds = day_bounds(plans[person].zones, min(of.all) - DAY)
                since[person] = bounds[0] if bounds else self._now(person) - timedelta(days=3)
        return since

    async def _ledgers(self, dates: Mapping[PersonKey, Dates]) -> Mapping[PersonKey, Mapping[date, Ledger]]:
        """What is settled of every date at hand, from the log itself."""
        streams = {
            (person[0], reminders_of(person[1], day)): (person, day) for person, of in dates.items() for day in of.all
        }
        ledgers: dict[PersonKey, dict[date, Ledger]] = defaultdict(dict)
        for person, day in streams.values():
            ledgers[person][day] = Ledger()
        decode = self._context.codec.decode
        for recorded in await self._context.store.load_many(list(streams)) if streams else ():
            person, day = streams[recorded.org_id, recorded.stream_id]
            event = decode(recorded.type, recorded.schema_v, recorded.data)
            ledgers[person][day] = fold(REMINDER, [event], ledgers[person][day])
        return ledgers


def _since(dates: Dates) -> date:
    """The Monday from which on sessions and weeks are asked for."""
    first = min(dates.all, default=date.max)
    return monday_of(first - timedelta(days=SESSIONS_DAYS))


def _by_person(found: Sequence[tuple[UUID, ReminderDelivery]]) -> Mapping[PersonKey, list[ReminderDelivery]]:
    by_person: dict[PersonKey, list[ReminderDelivery]] = defaultdict(list)
    for org_id, what in found:
        by_person[org_id, what.patient_id].append(what)
    return by_person
