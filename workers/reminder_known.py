"""What is known of patients at this moment, for whoever is about to write to them: nothing recorded is left out.

The read models say so for nearly everybody. Of whom they have not read everything the log itself is asked.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.adherence.facts import SessionFact
from domain.adherence.plan import Plan
from domain.adherence.week import Week, monday_of
from domain.symptom.record import Symptom
from eventstore.walls import Connection
from projections.adherence.replay import WANTS as SESSIONS_AND_PLAN
from projections.adherence.replay import replay as replay_sessions
from projections.desk import Desk
from projections.story import Story, head_of, stories_of
from projections.symptoms.replay import WANTS as SYMPTOMS
from projections.symptoms.replay import replay as replay_symptoms
from services.context import Context
from workers.rounds_memory import KnownClinic, KnownPatient, heard
from workers.rounds_reader import OF_PATIENTS, recall, recall_clinics
from workers.rounds_reading import READ, done_since, felt_since, plans_of, positions, set_aside, unread

MORNINGS = timedelta(days=9)
"""So far back lies what a report of a next morning may be bound to."""


class PatientNow(NamedTuple):
    known: KnownPatient
    clinic: KnownClinic
    plan: Plan
    weeks: Mapping[date, Week]  # by Monday, the one of the date asked for among them
    sessions: Collection[SessionFact]  # of these weeks
    symptoms: Collection[Symptom]  # where they were asked for


async def known_now(
    context: Context, org_id: UUID, days: Mapping[UUID, date], mornings: Collection[UUID] = ()
) -> Mapping[UUID, PatientNow]:
    """Of patients, each with the date in question; without those of whom an event cannot be read.

    `mornings`: of whom what they felt matters, too.
    """
    async with context.reading(org_id) as db:
        people = [(org_id, patient_id) for patient_id in days]
        stand = await positions(db, [org_id])
        missing = await unread(db, people, stand) | await set_aside(db, people)
        whole = [person for person in people if person not in missing]
        known = await recall(Desk(db, 0), whole)
        plans = await plans_of(db, whole)
        since = {person: _since(days[person[1]], person[1] in mornings) for person in whole}
        done = await done_since(db, {person: monday_of(first) for person, first in since.items()})
        felt_from = {person: context.clock.now(org_id) - MORNINGS for person in whole if person[1] in mornings}
        felt = await felt_since(db, felt_from)
        found = {
            person[1]: PatientNow(
                known[person],
                KnownClinic(),
                plans[person],
                done[person].weeks,
                done[person].sessions,
                felt.get(person, ()),
            )
            for person in whole
            if person in known and person in plans
        }
        if missing:
            found |= await _from_the_log(db, org_id, [patient_id for _, patient_id in missing])
        clinics = await recall_clinics(
            Desk(db, 0), sorted({(org_id, now.known.clinic_id) for now in found.values() if now.known.clinic_id})
        )
    return {
        patient_id: now._replace(clinic=clinics.get((org_id, now.known.clinic_id or patient_id), KnownClinic()))
        for patient_id, now in found.items()
    }


async def _from_the_log(db: Connection, org_id: UUID, patient_ids: Collection[UUID]) -> dict[UUID, PatientNow]:
    """The same from all events of some patients; without those whom nobody enrolled, or with an unreadable event."""
    stories = await stories_of(db, org_id, patient_ids, await head_of(db, org_id), READ)
    told = {patient_id: _as_told(patient_id, story) for patient_id, story in stories.items()}
    return {patient_id: now for patient_id, now in told.items() if now is not None}


def _as_told(patient_id: UUID, story: Story) -> PatientNow | None:
    if story.told_to(READ).breaks_at is not None:
        return None
    replayed = replay_sessions(patient_id, story.told_to(SESSIONS_AND_PLAN).facts, complete=True)
    if replayed is None:
        return None
    known = KnownPatient()
    for recorded, event in story.told_to(OF_PATIENTS).facts:
        known = heard(known, recorded, event)
    symptoms = replay_symptoms(story.told_to(SYMPTOMS).facts)
    return PatientNow(known, KnownClinic(), replayed.known.plan, replayed.known.weeks, replayed.sessions, symptoms)


def _since(day: date, morning: bool) -> date:
    return day - MORNINGS if morning else day
