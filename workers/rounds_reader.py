"""Follows the log for the rounds: remembers what decides about reminders, and who has to be looked at anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

import msgspec

from domain.adherence.plan import DayEvent
from domain.clinic.events import ClinicOpened, ClinicPolicySet, OpeningHoursSet
from domain.decider import Event
from domain.patient.events import (
    ConsentRecorded,
    ConsentWithdrawn,
    ContactPreferencesSet,
    PatientPolicySet,
    PatientQuietHoursSet,
    PatientRestricted,
    PatientRestrictionLifted,
)
from domain.program.events import ProgramEvent
from domain.reminder.events import MorningAsked, ReminderBounced, ReminderSent
from domain.session.events import SessionCorrected, SessionLogged
from domain.symptom.events import SymptomCorrected, SymptomReported
from projections.base import Fact, PersonKey
from projections.desk import Desk, columns
from workers.rounds_memory import KnownClinic, KnownPatient, changes_the_day, clinic_heard, heard, matters

OF_CLINICS: frozenset[type[Event]] = frozenset({ClinicOpened, ClinicPolicySet, OpeningHoursSet})
OF_PATIENTS: frozenset[type[Event]] = frozenset(
    {
        ContactPreferencesSet,
        ConsentRecorded,
        ConsentWithdrawn,
        PatientPolicySet,
        PatientQuietHoursSet,
        PatientRestricted,
        PatientRestrictionLifted,
        ReminderSent,
        ReminderBounced,
        MorningAsked,
        SessionLogged,
        SessionCorrected,
        SymptomReported,
        SymptomCorrected,
        *get_args(DayEvent),
        *get_args(ProgramEvent),
    }
)

KNOWN = """
SELECT k.org_id, k.patient_id, k.known
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
CROSS JOIN LATERAL (
  SELECT * FROM rm.rounds_known WHERE org_id = w.org_id AND patient_id = w.patient_id LIMIT 1
) k
"""

KNOWN_CLINICS = """
SELECT k.org_id, k.clinic_id, k.known
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, clinic_id)
CROSS JOIN LATERAL (
  SELECT * FROM rm.rounds_clinic WHERE org_id = w.org_id AND clinic_id = w.clinic_id LIMIT 1
) k
"""

KEEP = """
INSERT INTO rm.rounds_known (org_id, patient_id, known)
SELECT org_id, patient_id, known::json FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(org_id, patient_id, known)
ON CONFLICT (org_id, patient_id) DO UPDATE SET known = excluded.known
"""

KEEP_CLINICS = """
INSERT INTO rm.rounds_clinic (org_id, clinic_id, known)
SELECT org_id, clinic_id, known::json FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(org_id, clinic_id, known)
ON CONFLICT (org_id, clinic_id) DO UPDATE SET known = excluded.known
"""

# Who is to be looked at again, and since when; in one order, so that nobody waits for one who waits for him.
LOOK_AGAIN = """
INSERT INTO rm.rounds_patient (org_id, patient_id, clinic_id, due_at)
SELECT org_id, patient_id, clinic_id, due_at
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) AS w(org_id, patient_id, clinic_id, due_at)
ORDER BY org_id, patient_id
ON CONFLICT (org_id, patient_id) DO UPDATE SET
  again = true, clinic_id = excluded.clinic_id, due_at = least(rounds_patient.due_at, excluded.due_at)
"""

# The same for everybody of a clinic.
LOOK_AGAIN_AT_CLINIC = """
UPDATE rm.rounds_patient SET again = true, due_at = least(due_at, $3)
WHERE org_id = $1 AND clinic_id = $2
"""

_patient = msgspec.json.Decoder(KnownPatient)
_clinic = msgspec.json.Decoder(KnownClinic)
_encode = msgspec.json.Encoder().encode

ClinicKey = tuple[UUID, UUID]


class RoundsReader:
    """A reader of the log (projections.base.Reader). There is one build of it, always live."""

    name = "rounds"
    version = 1
    wants = OF_CLINICS | OF_PATIENTS
    tables: tuple[str, ...] = ("rm.rounds_known", "rm.rounds_clinic", "rm.rounds_patient")

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        await _clinics(desk, [fact for fact in facts if type(fact.event) in OF_CLINICS])
        await _patients(desk, [fact for fact in facts if type(fact.event) in OF_PATIENTS and matters(fact.event)])


async def recall(desk: Desk, people: Sequence[PersonKey]) -> dict[PersonKey, KnownPatient]:
    """What is remembered of these people; those of whom nothing is are left out."""
    rows = await desk.log(KNOWN, people)
    return {(row["org_id"], row["patient_id"]): _patient.decode(row["known"]) for row in rows}


async def recall_clinics(desk: Desk, clinics: Sequence[ClinicKey]) -> dict[ClinicKey, KnownClinic]:
    """The same for clinics."""
    rows = await desk.log(KNOWN_CLINICS, clinics)
    return {(row["org_id"], row["clinic_id"]): _clinic.decode(row["known"]) for row in rows}


async def _patients(desk: Desk, facts: Sequence[Fact]) -> None:
    people = sorted({(fact.recorded.org_id, fact.recorded.subject_id) for fact in facts if fact.recorded.subject_id})
    before = await recall(desk, people)
    after = dict(before)
    again: dict[PersonKey, datetime] = {}
    for recorded, event in facts:
        assert recorded.subject_id is not None  # noqa: S101 for the type checker: told apart above
        key = (recorded.org_id, recorded.subject_id)
        known = after.get(key, KnownPatient())
        if recorded.pos > known.pos and changes_the_day(event):
            again.setdefault(key, recorded.recorded_at)
        after[key] = heard(known, recorded, event)
    changed = [(*key, _text(known)) for key, known in sorted(after.items()) if known != before.get(key)]
    if changed:
        await desk.db.execute(KEEP, *columns(changed, 3))
    if again:
        due = [(*key, after[key].clinic_id, at) for key, at in again.items()]
        await desk.db.execute(LOOK_AGAIN, *columns(due, 4))


async def _clinics(desk: Desk, facts: Sequence[Fact]) -> None:
    keys = sorted({(fact.recorded.org_id, fact.recorded.stream_id) for fact in facts})
    before = await recall_clinics(desk, keys)
    after: Mapping[ClinicKey, KnownClinic] = dict(before)
    changed: dict[ClinicKey, datetime] = {}
    for recorded, event in facts:
        key = (recorded.org_id, recorded.stream_id)
        known = after.get(key, KnownClinic())
        if recorded.pos > known.pos:
            changed[key] = recorded.recorded_at
        after = {**after, key: clinic_heard(known, recorded, event)}
    rows = [(*key, _text(after[key])) for key in sorted(changed)]
    if rows:
        await desk.db.execute(KEEP_CLINICS, *columns(rows, 3))
    for key, at in sorted(changed.items()):
        await desk.db.execute(LOOK_AGAIN_AT_CLINIC, *key, at)


def _text(known: KnownPatient | KnownClinic) -> str:
    return _encode(known).decode()
