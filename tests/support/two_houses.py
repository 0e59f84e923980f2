"""Two organisations on one database with much of everything: for tests of who may see and do what."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from eventstore.walls import Pool
from projections.runner import run_once
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.http import examples
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.times import NOON
from workers.reactor import Alerting

PAIN = {"region": "knee", "side": "left", "level": 9}
PROGRAM = {
    "prescriptions": [
        {
            "exercise_id": examples.BRIDGE,
            "deficit": "strength",
            "dose": {"sets": 3, "reps": 10},
            "schedule": {"kind": "fixed"},
        }
    ]
}

VISIT = {"starts_at": "2026-03-10T09:00:00Z", "minutes": 30}
PROGRAM_OF_STAFF = {"prescriptions": [{**PROGRAM["prescriptions"][0], "prescription_id": examples.PRESCRIPTION}]}

Ids = Mapping[str, str]
"""Ids by what an example calls them."""


class House:
    """Two organisations on one database, each with a patient, a program, reports and an alert in each clinic."""

    def __init__(self, ours: Doors, theirs: Doors, engine: Pool) -> None:
        self.ours, self.theirs, self.engine = ours, theirs, engine
        self.here: Ids = {}  # in our first clinic
        self.beside: Ids = {}  # in our second
        self.elsewhere: Ids = {}  # in another organisation

    async def fill(self) -> None:
        self.here = await filled(self.ours, 0, self.engine)
        self.beside = await filled(self.ours, 1, self.engine)
        self.elsewhere = await filled(self.theirs, 0, self.engine)

    async def heads(self) -> list[int]:
        """How many events either organisation has."""
        found = [await doors.context.store.head(doors.org.organisation_id) for doors in (self.ours, self.theirs)]
        return [head.pos for head in found if head]


async def filled(doors: Doors, clinic: int, engine: Pool) -> Ids:
    patient_id = await doors.enrol(clinic)
    body = {"patient_id": str(patient_id), "occurred_at": "2026-03-04T11:00:00Z"}
    own = {
        "name": "Own",
        "region": "foot",
        "deficit": "strength",
        "sided": False,
        "instructions": "Do.",
        "dose": {"reps": 9},
    }
    made = {
        "program_id": await doors.owner.post(
            "/v1/commands/assign-program", json={**PROGRAM_OF_STAFF, "patient_id": str(patient_id)}
        ),
        "session_id": await doors.owner.post("/v1/commands/log-session", json=body),
        "symptom_id": await doors.owner.post("/v1/commands/report-pain", json={**body, **PAIN}),
        "barrier_id": await doors.owner.post("/v1/commands/report-barrier", json={**body, "reason": "no_time"}),
        "visit_id": await doors.owner.post(
            "/v1/commands/schedule-visit", json={**VISIT, "patient_id": str(patient_id)}
        ),
        "message_id": await doors.owner.post(f"/v1/patients/{patient_id}/messages", json={"text": "Hello"}),
        "exercise_id": await doors.owner.post("/v1/commands/add-exercise", json=own),
        "run_id": await doors.owner.post(
            f"/v1/clinics/{doors.org.clinic_ids[clinic]}/policy/dry-run", json=examples.DRY_RUN
        ),
    }
    while await run_once(engine, [Alerting(doors.context)]) or await run_once(engine):
        pass
    alerts = (await doors.owner.get("/v1/alerts")).json()["alerts"]
    return {
        **{name: answer.json()["id"] for name, answer in made.items()},
        "patient_id": str(patient_id),
        "clinic_id": str(doors.org.clinic_ids[clinic]),
        "therapist_id": str(doors.org.therapist_ids[clinic]),
        "owner": str(doors.org.therapist_ids[clinic]),
        "alert_id": next(alert["alert_id"] for alert in alerts if alert["patient_id"] == str(patient_id)),
    }


@asynccontextmanager
async def open_house(template: Database) -> AsyncIterator[House]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as ours,
        open_doors(context) as theirs,
    ):
        opened = House(ours, theirs, engine)
        await opened.fill()
        yield opened
