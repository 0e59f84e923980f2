"""Faults of BridgeServer2 that only a database and the doors can show, none of which may come back here."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.session.events import SessionCorrected, SessionRetracted
from eventstore.postgres import PostgresStore
from eventstore.walls import Pool, reading
from projections.adherence.queries import known
from projections.catalogue import PROJECTIONS
from projections.positions import places
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.one_patient import STRETCH, Patient, done, on
from tests.support.readings import BRIDGE, PAIN, folded, read
from tests.support.rebuilt import rows_of

FOUR_A_DAY = {**BRIDGE, "schedule": {"kind": "fixed", "times_a_day": 4}}
ENTRY = {"exercise_id": BRIDGE["exercise_id"]}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def treated(doors: Doors, line: dict[str, Any] = BRIDGE) -> UUID:
    """A new patient with a program from March 5th on."""
    patient_id = await doors.enrol()
    await doors.send(event("program.assigned", patient_id, {"prescriptions": [line]}))
    return patient_id


async def test_360_sessions_all_count_in_the_answer_of_the_door(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    """It reads the first page of 250 session records and judges the rest as missing."""
    patient_id = await treated(doors, FOUR_A_DAY)
    times = [clock.instant + timedelta(days=1 + day, hours=hour) for day in range(90) for hour in range(4)]
    sessions = [event("session.logged", patient_id, {"entries": [ENTRY]}, time=at.isoformat()) for at in times]
    clock.instant += timedelta(days=91)
    await doors.send(*sessions)
    await folded(engine_pool)
    quarter = (await read(doors.owner, f"/v1/patients/{patient_id}/adherence"))["adherence"]["ranges"][2]
    assert (quarter["doses"]["done"], quarter["doses"]["expected"]) == ("360", 360)
    assert (quarter["days"]["done"], quarter["days"]["expected"]) == ("90", 90)


async def kept(doors: Doors, pool: Pool) -> list[object]:
    """Everything of the organisation that a reader could have written."""
    org_id = doors.org.organisation_id
    return [*[await rows_of(pool, model, org_id) for model in PROJECTIONS], await doors.context.store.head(org_id)]


async def test_asking_writes_nothing(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    """To ask for a report computes it there, and writes it over the last one: what was shown before is lost."""
    patient_id = await treated(doors)
    await doors.send(
        event("session.logged", patient_id, {"entries": [ENTRY]}), event("symptom.reported", patient_id, PAIN)
    )
    await folded(engine_pool)
    before = await kept(doors, engine_pool)
    for days in range(3):
        clock.instant += timedelta(days=days)
        for path in ("adherence", "symptoms", "program/today"):
            await read(doors.owner, f"/v1/patients/{patient_id}/{path}")
        await read(doors.owner, "/v1/caseload")
    assert await kept(doors, engine_pool) == before


async def test_a_list_of_patients_says_what_each_of_them_says_although_nobody_has_asked_before(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    """Who looks at everybody there reads snapshots, each as old as the last look at that one."""
    patients = [await treated(doors, line) for line in (BRIDGE, FOUR_A_DAY)]
    clock.instant += timedelta(days=4)
    await doors.send(
        *(event("session.logged", each, {"entries": [ENTRY]}, time="2026-03-06T10:00:00Z") for each in patients)
    )
    await folded(engine_pool)
    listed = (await read(doors.owner, "/v1/caseload"))["patients"]
    told = {line["patient"]["patient_id"]: line["last_7_days"] for line in listed}
    assert {whose: line["doses"]["done"] for whose, line in told.items()} == {str(each): "1" for each in patients}
    for patient_id in patients:
        alone = (await read(doors.owner, f"/v1/patients/{patient_id}/adherence"))["adherence"]
        listed_days, listed_doses = told[str(patient_id)]["days"], told[str(patient_id)]["doses"]
        assert (listed_days, listed_doses) == (alone["ranges"][0]["days"], alone["ranges"][0]["doses"])


@pytest.mark.parametrize("part", ["47", "471", "%", "47%", "47__", "4711 "])
async def test_a_part_of_an_id_finds_nobody(doors: Doors, engine_pool: Pool, part: str) -> None:
    """It looks for a piece of text in six columns of everybody, and so in all rows."""
    person = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin"}
    await doors.send(event("patient.enrolled", "ext:4711", person))
    await folded(engine_pool)
    assert (await doors.partner.get("/v1/patients/ext:4711/symptoms")).status_code == 200
    assert (await doors.partner.get(f"/v1/patients/ext:{part}/symptoms")).status_code == 404


async def test_one_tenants_load_holds_up_nobody_else(engine_pool: Pool) -> None:
    """One tenant's load slowed everyone there, and was switched off by name in the code."""
    loud, quiet = await Patient(engine_pool).enrolled(), await Patient(engine_pool).enrolled()
    for n in range(60):
        await loud.did(on(1) + timedelta(minutes=n), done(STRETCH))
    await quiet.did(on(1), done(STRETCH))
    await run_once(engine_pool, at_once=2 * 3)
    assert await lag(loud) > 0
    assert await lag(quiet) == 0


async def lag(patient: Patient) -> int:
    """How many events of the organisation the adherence lacks."""
    async with reading(patient.pool, patient.feed.org_id) as db:
        return patient.feed.pos - (await places(db, patient.feed.org_id))["adherence"]


async def test_an_answer_takes_no_more_statements_for_a_longer_history(engine_pool: Pool) -> None:
    """Each report walks the whole timeline there, so adherence has to be allowed app by app."""
    patient = await Patient(engine_pool).enrolled()
    took = list[int]()
    for sessions in (1, 80):
        for n in range(sessions):
            await patient.did(on(1) + timedelta(hours=n), done(STRETCH))
        await patient.judged()
        asked: list[str] = []
        async with reading(engine_pool, patient.feed.org_id) as db:
            db.add_query_logger(lambda query, asked=asked: asked.append(query.query))
            assert await known(db, patient.feed.org_id, patient.id) is not None
        took.append(len(asked))
    assert took[0] == took[1]


async def test_what_was_corrected_and_what_was_taken_back_stay_in_the_log(engine_pool: Pool) -> None:
    """A record that comes without its beginning deletes the stored one there, and merging leaves no trace."""
    patient = await Patient(engine_pool).enrolled()
    session = await patient.did(on(1), done(STRETCH))
    store, org_id = PostgresStore(engine_pool), patient.feed.org_id
    before = await store.by_subject(org_id, patient.id)
    correction = SessionCorrected(patient_id=patient.id, session_id=session, entries=(done(STRETCH, sets=1),))
    await patient.happened(correction, on(2))
    await patient.happened(SessionRetracted(patient_id=patient.id, session_id=session), on(3))
    assert (await patient.judged()).ranges[0].doses.done == "0"
    after = await store.by_subject(org_id, patient.id)
    assert after[: len(before)] == before
    assert [told.type for told in after[len(before) :]] == ["session.corrected", "session.retracted"]
