"""Everything that looks and sendings ask about many patients at once, from read models that have read all of it.

Positions are asked first, then rows, then whether anything of the patient lies behind the positions: where nothing
does, the rows say what the log says, whatever was written meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import get_args
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from domain.adherence.facts import SessionFact, SessionRecord, settle
from domain.adherence.plan import DayEvent, Plan
from domain.adherence.week import Week
from domain.alerting.judge import JUDGED
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from domain.symptom.events import SymptomEvent
from domain.symptom.record import Felt, Symptom
from eventstore.walls import Connection
from projections.base import PersonKey
from projections.desk import columns
from projections.reading import names_of
from workers.rounds_reader import OF_PATIENTS

READERS = ("adherence", "symptoms", "rounds")
"""What is asked here; their live builds."""

READERS_OF_A_LOOK = (*READERS, "alerting")
"""At the end of a date the alert rules are asked, too."""

READ: frozenset[type[Event]] = OF_PATIENTS.union(
    JUDGED, get_args(DayEvent), get_args(ProgramEvent), get_args(SessionEvent), get_args(SymptomEvent)
)
_READ_NAMES = sorted(names_of(READ))

# How far all of some readers have come in each organisation.
POSITIONS = """
SELECT c.org_id, min(c.pos) AS pos FROM log.checkpoint c
WHERE c.org_id = ANY ($1::uuid[]) AND c.reader = ANY ($2::text[]) AND c.lane = 0 AND c.live
GROUP BY c.org_id HAVING count(*) = cardinality($2::text[])
"""

# Of whom there is an event behind a position.
UNREAD = """
SELECT w.org_id, w.patient_id
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS w(org_id, patient_id, pos)
WHERE EXISTS (
  SELECT FROM log.events e WHERE e.org_id = w.org_id AND e.subject_id = w.patient_id AND e.lane = 0 AND e.pos > w.pos
    AND e.type = ANY ($4::text[]) OFFSET 0)
"""

# Whose events one of the readers cannot digest.
SET_ASIDE = """
SELECT k.org_id, k.subject_id FROM log.parked k
WHERE k.org_id = ANY ($1::uuid[]) AND k.reader = ANY ($2::text[]) AND k.subject_id = ANY ($3::uuid[])
"""

PLANS = """
SELECT p.org_id, p.patient_id, p.plan
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
JOIN log.checkpoint c ON c.org_id = w.org_id AND c.reader = 'adherence' AND c.lane = 0 AND c.live
CROSS JOIN LATERAL (
  SELECT * FROM rm.adherence_patient
  WHERE org_id = w.org_id AND build = c.build AND patient_id = w.patient_id LIMIT 1
) p
"""

# The judged weeks of some patients from a Monday of each on.
WEEKS = """
SELECT k.org_id, k.patient_id, k.monday, k.week, k.sessions
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN log.checkpoint c ON c.org_id = w.org_id AND c.reader = 'adherence' AND c.lane = 0 AND c.live
CROSS JOIN LATERAL (
  SELECT * FROM rm.adherence_week
  WHERE org_id = w.org_id AND build = c.build AND patient_id = w.patient_id AND monday >= w.monday OFFSET 0
) k
"""

# Their sessions that stand apart, because something was said of them beside their report.
APART = """
SELECT k.org_id, k.patient_id, k.record
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, monday)
JOIN log.checkpoint c ON c.org_id = w.org_id AND c.reader = 'adherence' AND c.lane = 0 AND c.live
CROSS JOIN LATERAL (
  SELECT * FROM rm.adherence_apart
  WHERE org_id = w.org_id AND build = c.build AND patient_id = w.patient_id AND monday >= w.monday OFFSET 0
) k
"""

# What some patients felt from an instant on.
FELT = """
SELECT k.org_id, k.patient_id, k.symptom_id, k.stands
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS w(org_id, patient_id, since)
JOIN log.checkpoint c ON c.org_id = w.org_id AND c.reader = 'symptoms' AND c.lane = 0 AND c.live
CROSS JOIN LATERAL (
  SELECT * FROM rm.symptoms_report
  WHERE org_id = w.org_id AND build = c.build AND patient_id = w.patient_id AND felt_at >= w.since OFFSET 0
) k
"""

_plan = msgspec.json.Decoder(Plan)
_week = msgspec.json.Decoder(Week)
_sessions = msgspec.json.Decoder(list[SessionFact])
_record = msgspec.json.Decoder(SessionRecord)
_felt = msgspec.json.Decoder(Felt)


class Done(Struct):
    """What a patient did, as far back as was asked for."""

    weeks: dict[date, Week]  # judged, by Monday; those in which anything was reported
    sessions: list[SessionFact]  # that stand, in no order


async def positions(db: Connection, org_ids: Collection[UUID], readers: Sequence[str] = READERS) -> Mapping[UUID, int]:
    """How far all of these readers have come; an organisation that one of them has not begun is left out."""
    return {row["org_id"]: row["pos"] for row in await db.fetch(POSITIONS, list(org_ids), list(readers))}


async def unread(
    db: Connection, people: Iterable[PersonKey], stand: Mapping[UUID, int], names: Sequence[str] = _READ_NAMES
) -> set[PersonKey]:
    """Those of whom the readers, which stand there, have not read everything."""
    asked = [(*person, stand[person[0]]) for person in people if person[0] in stand]
    rows = await db.fetch(UNREAD, *columns(asked, 3), list(names))
    return {*((row["org_id"], row["patient_id"]) for row in rows), *(p for p in people if p[0] not in stand)}


async def set_aside(db: Connection, people: Collection[PersonKey], readers: Sequence[str] = READERS) -> set[PersonKey]:
    """Those whose events one of the readers cannot digest: nobody knows what they are to do."""
    org_ids, patient_ids = columns(list(people), 2)
    return {(row[0], row[1]) for row in await db.fetch(SET_ASIDE, org_ids, list(readers), patient_ids)}


async def plans_of(db: Connection, people: Collection[PersonKey]) -> dict[PersonKey, Plan]:
    """The plans of those who are enrolled."""
    rows = await db.fetch(PLANS, *columns(list(people), 2))
    return {_person(row): _plan.decode(row["plan"]) for row in rows}


async def done_since(db: Connection, since: Mapping[PersonKey, date]) -> dict[PersonKey, Done]:
    """What was done from a Monday of each on; of everybody asked for."""
    asked = columns([(*person, monday) for person, monday in since.items()], 3)
    done = {person: Done({}, []) for person in since}
    for row in await db.fetch(WEEKS, *asked):
        there = done[_person(row)]
        there.weeks[row["monday"]] = _week.decode(row["week"])
        there.sessions += _sessions.decode(row["sessions"])
    for row in await db.fetch(APART, *asked):
        fact = settle(_record.decode(row["record"]))
        if fact is not None:
            done[_person(row)].sessions.append(fact)
    return done


async def felt_since(db: Connection, since: Mapping[PersonKey, datetime]) -> dict[PersonKey, list[Symptom]]:
    """What was felt from an instant of each on; of everybody asked for."""
    felt: dict[PersonKey, list[Symptom]] = {person: [] for person in since}
    rows = await db.fetch(FELT, *columns([(*person, at) for person, at in since.items()], 3)) if since else []
    for row in rows:
        felt[_person(row)].append(Symptom(row["symptom_id"], _felt.decode(row["stands"])))
    return felt


def _person(row: asyncpg.Record) -> PersonKey:
    return row["org_id"], row["patient_id"]
