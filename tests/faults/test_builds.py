"""Builds change while everybody works: no reader sees a mixture, a gap or an older state, at no moment."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import NamedTuple
from uuid import UUID

from eventstore.cursor import decode_cursor
from eventstore.walls import Pool
from projections.adherence.queries import known
from projections.caseload.queries import in_care
from projections.catalogue import PROJECTIONS
from projections.positions import places
from projections.rebuild import rebuild
from projections.runner import run_once
from projections.switch import newest, switch, the_one_before
from projections.symptoms.queries import symptoms
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.length import length
from tests.support.readings import PAIN, read
from tests.support.rebuilt import rows_of
from tests.support.times import NOON

ROUNDS = length(4, 40)  # of rebuilding, switching, going back and switching again
PATIENTS = 3

# What the answer has to hold: the patient's symptoms among the events up to where it says that it stands.
TOLD = """
SELECT count(*) FROM log.events
WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND pos <= $3 AND type = 'symptom.reported'
"""


class Seen(NamedTuple):
    """What one reader saw."""

    answers: int
    builds: set[int]


class Clinic:
    """Writers, readers, the loop, and an operator who changes builds all the while."""

    def __init__(self, doors: Doors, pool: Pool, patients: list[UUID]) -> None:
        self.doors = doors
        self.pool = pool
        self.org_id = doors.org.organisation_id
        self.patients = patients
        self.over = asyncio.Event()

    async def keeps_up(self) -> None:
        while not self.over.is_set():
            if not await run_once(self.pool):
                await asyncio.sleep(0)

    async def writes(self) -> int:
        """Reports pain, and reads her own report: in an answer that is not stale it is."""
        for sent in count(1):
            patient_id = self.patients[sent % PATIENTS]
            (outcome,) = await self.doors.send(event("symptom.reported", patient_id, PAIN))
            path = f"/v1/patients/{patient_id}/symptoms"
            answer = await read(self.doors.therapist, path, at_least=outcome["position"])
            as_of = answer["as_of"]
            if not as_of["stale"]:
                assert decode_cursor(as_of["position"]) >= decode_cursor(outcome["position"])
                assert len(answer["symptoms"]) == (sent + PATIENTS - 1) // PATIENTS
            if self.over.is_set():
                return sent
        raise AssertionError

    async def reads(self, patient_id: UUID) -> Seen:
        answers, seen, before = 0, set[int](), 0
        while not self.over.is_set():
            async with self.doors.context.reading(self.org_id) as db:
                stands = await places(db, self.org_id)
                found = await symptoms(db, self.org_id, patient_id, NOON - timedelta(days=9), NOON)
                assert len(found) == await db.fetchval(TOLD, self.org_id, patient_id, stands["symptoms"])
                assert await known(db, self.org_id, patient_id) is not None
                line = await in_care(db, self.org_id, patient_id, NOON)
                assert line is not None
                assert (line.last_symptom is not None) == bool(
                    await db.fetchval(TOLD, self.org_id, patient_id, stands["caseload"])
                )
                live = await db.fetchval("SELECT log.live($1, 'symptoms')", self.org_id)
            assert stands["symptoms"] >= before, "a reader was led back"
            before = stands["symptoms"]
            answers, seen = answers + 1, seen | {live}
        return Seen(answers, seen)

    async def operates(self) -> None:
        for _ in range(ROUNDS):
            await rebuild(self.pool, [model.name for model in PROJECTIONS], at_once=20)
            for model in PROJECTIONS:
                for choose in (the_one_before, newest):
                    await switch(self.pool, model, self.org_id, choose)
                    await asyncio.sleep(0)
        self.over.set()


async def test_no_reader_sees_a_mixture_or_a_gap_while_builds_change(context: Context, engine_pool: Pool) -> None:
    async with open_doors(context) as doors:
        clinic = Clinic(doors, engine_pool, [await doors.enrol() for _ in range(PATIENTS)])
        while await run_once(engine_pool):
            pass
        async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
            tasks.create_task(clinic.operates())
            tasks.create_task(clinic.keeps_up())
            writing = tasks.create_task(clinic.writes())
            readers = [tasks.create_task(clinic.reads(patient_id)) for patient_id in clinic.patients]
        while await run_once(engine_pool):
            pass
        for model in PROJECTIONS:
            live = await rows_of(engine_pool, model, clinic.org_id)
            await rebuild(engine_pool, model.name)
            assert await rows_of(engine_pool, model, clinic.org_id) == live
    assert writing.result() > ROUNDS
    for reader in readers:
        assert reader.result().answers > ROUNDS
        assert len(reader.result().builds) > 1, "nothing was switched while this one read, so nothing is proven"
