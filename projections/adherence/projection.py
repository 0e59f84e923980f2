"""Keeps each patient's plan, sessions and judged weeks. A week is recomputed from its sessions, never counted up."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import get_args
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.adherence.change import first_change, waits
from domain.adherence.facts import SessionRecord, merge, session_id_of, settle
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.adherence.week import monday_of
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from eventstore.records import Recorded
from projections.adherence import statements
from projections.adherence.fold import Patient, PatientFact, evolve_patient, week_of
from projections.base import Fact, PersonKey, ReportKey
from projections.desk import Desk

WeekKey = tuple[UUID, UUID, date]
AdherenceEvent = PatientFact | ProgramEvent | SessionEvent
Events = Sequence[tuple[Recorded, AdherenceEvent]]

_plan = msgspec.json.Decoder(Plan)
_record = msgspec.json.Decoder(SessionRecord)
_json = msgspec.json.Encoder()


class _Session(Struct):
    """A session on the desk as the table has it or will have it, and whether it has changed."""

    record: SessionRecord
    monday: date | None = None
    waits: bool = False
    changed: bool = False


class Adherence:
    name = "adherence"
    version = 1
    wants: frozenset[type[Event]] = frozenset(get_args(AdherenceEvent))
    tables = (statements.WEEK, statements.SESSION, statements.PATIENT)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        events = [(recorded, event) for recorded, event in facts if isinstance(event, AdherenceEvent)]
        before = await _patients(desk, {(recorded.org_id, event.patient_id) for recorded, event in events})
        patients = _fold_patients(before, events)
        moved = _moved(before, patients)
        sessions = await _sessions(desk, events, moved)
        _merge_sessions(sessions, events)
        touched = _date_sessions(sessions, patients, moved)
        for key, neighbour in await _neighbours(desk, touched):
            sessions.setdefault(key, neighbour)
        await _write_patients(desk, {key: row for key, row in patients.items() if row != before.get(key)})
        await _write_sessions(desk, {key: session for key, session in sessions.items() if session.changed})
        await _write_weeks(desk, touched, sessions, patients)


def _fold_patients(before: Mapping[PersonKey, Patient], events: Events) -> dict[PersonKey, Patient]:
    patients = dict(before)
    for recorded, event in events:
        if isinstance(event, PatientFact | ProgramEvent):
            key = (recorded.org_id, event.patient_id)
            patients[key] = evolve_patient(patients.get(key, Patient()), recorded, event)
    return patients


def _moved(before: Mapping[PersonKey, Patient], after: Mapping[PersonKey, Patient]) -> dict[PersonKey, date]:
    """The patients whose plan has changed, and the week from which on it may judge otherwise."""
    changes = {key: first_change(before.get(key, Patient()).plan, patient.plan) for key, patient in after.items()}
    return {key: monday_of(day) for key, day in changes.items() if day is not None}


def _merge_sessions(sessions: dict[ReportKey, _Session], events: Events) -> None:
    for recorded, event in events:
        if not isinstance(event, SessionEvent):
            continue
        session_id = session_id_of(event, recorded.event_id)
        session = sessions.setdefault(
            (recorded.org_id, event.patient_id, session_id), _Session(SessionRecord(session_id))
        )
        merged = merge(session.record, event, recorded.event_id, recorded.occurred_at)
        if merged != session.record:
            session.record, session.changed = merged, True


def _date_sessions(
    sessions: Mapping[ReportKey, _Session], patients: Mapping[PersonKey, Patient], moved: Collection[PersonKey]
) -> set[WeekKey]:
    """Puts changed sessions, and those of patients with a changed plan, in their weeks; answers the weeks to judge."""
    touched: set[WeekKey] = set()
    for (org_id, patient_id, _), session in sessions.items():
        person = (org_id, patient_id)
        if not session.changed and person not in moved:
            continue
        plan, fact = patients.get(person, Patient()).plan, settle(session.record)
        monday, unknown = week_of(plan, fact), fact is not None and waits(plan, fact)
        touched |= {(*person, day) for day in (session.monday, monday) if day is not None}
        session.changed |= (monday, unknown) != (session.monday, session.waits)
        session.monday, session.waits = monday, unknown
    return touched


async def _patients(desk: Desk, keys: set[PersonKey]) -> dict[PersonKey, Patient]:
    return {
        (row["org_id"], row["patient_id"]): Patient(
            row["clinic_id"], row["patient_version"], row["programs_version"], _plan.decode(row["plan"])
        )
        for row in await desk.rows(statements.PATIENTS, keys)
    }


async def _sessions(desk: Desk, events: Events, moved: Mapping[PersonKey, date]) -> dict[ReportKey, _Session]:
    """The sessions that the facts speak of, and those that a changed plan may judge otherwise."""
    keys = {
        (recorded.org_id, event.patient_id, session_id_of(event, recorded.event_id))
        for recorded, event in events
        if isinstance(event, SessionEvent)
    }
    named = await desk.rows(statements.SESSIONS, keys)
    since = await desk.rows(statements.SESSIONS_SINCE, [(*key, day) for key, day in moved.items()])
    return dict(map(_session, named + since))


async def _neighbours(desk: Desk, weeks: set[WeekKey]) -> list[tuple[ReportKey, _Session]]:
    """The sessions that stand in the weeks, as the table has them."""
    return list(map(_session, await desk.rows(statements.SESSIONS_OF_WEEKS, weeks)))


def _session(row: asyncpg.Record) -> tuple[ReportKey, _Session]:
    session = _Session(_record.decode(row["record"]), row["monday"], row["waits"])
    return (row["org_id"], row["patient_id"], row["session_id"]), session


async def _write_patients(desk: Desk, patients: Mapping[PersonKey, Patient]) -> None:
    rows = [
        (*key, patient.clinic_id, patient.patient_version, patient.programs_version, _text(patient.plan))
        for key, patient in patients.items()
    ]
    await desk.keep(statements.PATIENT, rows)


async def _write_sessions(desk: Desk, sessions: Mapping[ReportKey, _Session]) -> None:
    rows = [(*key, session.monday, session.waits, _text(session.record)) for key, session in sessions.items()]
    await desk.keep(statements.SESSION, rows)


async def _write_weeks(
    desk: Desk,
    touched: set[WeekKey],
    sessions: Mapping[ReportKey, _Session],
    patients: Mapping[PersonKey, Patient],
) -> None:
    standing: dict[WeekKey, list[SessionRecord]] = {key: [] for key in touched}
    for (org_id, patient_id, _), session in sessions.items():
        key = (org_id, patient_id, session.monday)
        if session.monday is not None and key in standing:
            standing[org_id, patient_id, session.monday].append(session.record)
    kept, dropped = [], []
    for week, records in standing.items():
        org_id, patient_id, monday = week
        if records:
            facts = [fact for fact in map(settle, records) if fact is not None]
            kept.append((*week, _text(judge_week(patients[org_id, patient_id].plan, monday, facts))))
        else:
            dropped.append(week)
    await desk.keep(statements.WEEK, kept)
    await desk.drop(statements.WEEK, dropped)


def _text(value: object) -> str:
    return _json.encode(value).decode()


ADHERENCE = Adherence()
