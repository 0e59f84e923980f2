"""Everything that the looks at some patients go by, asked for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.plan import DAY, Plan
from domain.adherence.week import Week, monday_of
from domain.alerting.history import History
from domain.alerting.rule import PolicyInForce
from domain.reminder.decider import Ledger, reminders_of
from domain.zones import day_bounds
from eventstore.walls import Connection
from projections.base import PersonKey
from projections.desk import Desk
from services.context import Context
from services.reminder_effects import ReminderDelivery
from workers import reminder_effects, rounds_rows
from workers.alert_memory import recall_people
from workers.reminder_ledgers import ledgers_of
from workers.rounds_look import Asked, Dates, Turn, dates_of
from workers.rounds_memory import KnownClinic, KnownPatient, manners_of
from workers.rounds_reader import recall, recall_clinics
from workers.rounds_reading import (
    READERS_OF_A_LOOK,
    done_since,
    felt_since,
    plans_of,
    positions,
    set_aside,
    unread,
)

UNREAD_RESTS = 1.0
SET_ASIDE_RESTS = 3600.0
"""Seconds of real time, for those of whom not everything is read, or can be."""

SESSIONS_DAYS = 49
"""So far back sessions are asked for: with one reminder on every third date the last fourteen go back six weeks, as
does what the alert rules compare."""

HURT_DAYS = timedelta(days=3)


class Gathered(Struct, frozen=True, kw_only=True):
    """What one look goes by: its own part, and that of the alert rules."""

    dates: Dates
    asked: Asked
    weeks: Mapping[date, Week]
    history: History
    policies: Mapping[UUID, PolicyInForce]  # by clinic
    position: int  # up to which all of it is read


async def gather(
    context: Context,
    db: Connection,
    people: Mapping[PersonKey, Turn],
    nows: Mapping[UUID, datetime],
    channels: Collection[str],
) -> Mapping[PersonKey, Gathered]:
    """For those of whom everything has been read; the others rest.

    Who is behind already is asked for nothing. Of the rest rows come first, then whether anything lies behind them.
    What waits to be sent is taken back before the ledgers are asked: so whatever is neither in them nor in somebody's
    hands was not sent.
    """
    desk = Desk(db, 0)
    stand = await positions(db, {org_id for org_id, _ in people}, READERS_OF_A_LOOK)
    people = await _up_to_date(db, people, stand)
    known, plans = await recall(desk, list(people)), await plans_of(db, people)
    dates = {
        person: dates_of(people[person], plan, nows[person[0]])
        for person, plan in plans.items()
        if plan.zones and person in known
    }
    done = await done_since(db, {person: _since(of) for person, of in dates.items()})
    felt = await felt_since(db, _felt_since(dates, plans, known, nows))
    clinics = await recall_clinics(desk, sorted({(person[0], c) for person in dates if (c := known[person].clinic_id)}))
    memory = await recall_people(db, [person for person, of in dates.items() if of.close], {p[0] for p in dates})
    ready = await _all_read(db, people, dates, stand)
    written = [(turn.org_id, effect_id) for turn in ready for effect_id in turn.effects]
    recalled = _by_person(await reminder_effects.recall(db, written))
    in_hand = _by_person(await reminder_effects.in_hand(db, written))
    ledgers = await _ledgers(context, {(turn.org_id, turn.patient_id): turn for turn in ready}, dates)
    found = {}
    for person, of_dates in ledgers.items():
        org_id, patient_id = person
        clinic_id = known[person].clinic_id or patient_id
        clinic = clinics.get((org_id, clinic_id), KnownClinic())
        asked = Asked(
            plan=plans[person],
            known=known[person],
            clinic_id=clinic_id,
            holidays=clinic.holidays,
            manners={day: manners_of(known[person], clinic, day) for day in dates[person].plan},
            channels=channels,
            sessions=done[person].sessions,
            symptoms=felt.get(person, ()),
            ledgers=of_dates,
            in_hand=in_hand[person],
            recalled=recalled[person],
        )
        found[person] = Gathered(
            dates=dates[person],
            asked=asked,
            weeks=done[person].weeks,
            history=memory.histories.get(person, History()),
            policies=memory.policies.get(org_id, {}),
            position=stand[org_id],
        )
    return found


async def _up_to_date(
    db: Connection, people: Mapping[PersonKey, Turn], stand: Mapping[UUID, int]
) -> Mapping[PersonKey, Turn]:
    """Those of whom everything is read so far; the others rest."""
    behind = await unread(db, people, stand)
    await rounds_rows.rest(db, behind, UNREAD_RESTS)
    return {person: turn for person, turn in people.items() if person not in behind}


async def _all_read(
    db: Connection, people: Mapping[PersonKey, Turn], known: Iterable[PersonKey], stand: Mapping[UUID, int]
) -> list[Turn]:
    """Those who can be looked at; the others rest."""
    behind = await unread(db, people, stand)
    aside = await set_aside(db, people, READERS_OF_A_LOOK)
    ready = set(known) - behind - aside
    await rounds_rows.rest(db, aside, SET_ASIDE_RESTS)
    await rounds_rows.rest(db, people.keys() - ready - aside, UNREAD_RESTS)
    return [turn for person, turn in people.items() if person in ready]


async def _ledgers(
    context: Context, people: Iterable[PersonKey], dates: Mapping[PersonKey, Dates]
) -> Mapping[PersonKey, Mapping[date, Ledger]]:
    """What is settled of every date at hand."""
    streams = {
        person: {day: (person[0], reminders_of(person[1], day)) for day in dates[person].all} for person in people
    }
    found = await ledgers_of(context, [stream for of in streams.values() for stream in of.values()])
    return {person: {day: found[stream] for day, stream in of.items()} for person, of in streams.items()}


def _felt_since(
    dates: Mapping[PersonKey, Dates],
    plans: Mapping[PersonKey, Plan],
    known: Mapping[PersonKey, KnownPatient],
    nows: Mapping[UUID, datetime],
) -> dict[PersonKey, datetime]:
    """Of those alone of whom somebody may have said that it hurt, or who have been asked."""
    since = {}
    for person, of in dates.items():
        now, asked = nows[person[0]], known[person].asked
        if of.all and (known[person].may_have_hurt(now) or (asked and asked >= min(of.all))):
            bounds = day_bounds(plans[person].zones, min(of.all) - DAY)
            since[person] = bounds[0] if bounds else now - HURT_DAYS
    return since


def _since(dates: Dates) -> date:
    """The Monday from which on sessions and weeks are asked for."""
    return monday_of(min(dates.all, default=date.max) - timedelta(days=SESSIONS_DAYS))


def _by_person(found: Sequence[tuple[UUID, ReminderDelivery]]) -> Mapping[PersonKey, list[ReminderDelivery]]:
    by_person: dict[PersonKey, list[ReminderDelivery]] = defaultdict(list)
    for org_id, what in found:
        by_person[org_id, what.patient_id].append(what)
    return by_person
