"""Two organisations on one database with much of everything: for tests of who may see and do what."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from domain.partner.state import first_key
from eventstore.walls import Pool
from projections.runner import run_once
from services.accounts import passkeys, personal_keys, sign_ins
from services.accounts.sign_ins import From
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from services.http import examples
from services.http.webhooks.operations import WEBHOOK
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

TEMPLATE = {"name": "Hip", "prescriptions": PROGRAM["prescriptions"]}
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

    async def folded(self) -> None:
        """The read models and the alert rules have seen everything."""
        await folded(self.ours, self.engine)

    async def heads(self) -> list[int]:
        """How many events either organisation has."""
        found = [await doors.context.store.head(doors.org.organisation_id) for doors in (self.ours, self.theirs)]
        return [head.pos for head in found if head]


async def folded(doors: Doors, engine: Pool) -> None:
    while await run_once(engine, [Alerting(doors.context)]) or await run_once(engine):
        pass


async def filled(doors: Doors, clinic: int, engine: Pool) -> Ids:
    patient_id = await doors.enrol(clinic)
    clinic_id = str(doors.org.clinic_ids[clinic])
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
        "access_id": await doors.owner.post("/v1/commands/give-patient-access", json={"patient_id": str(patient_id)}),
        "template_id": await doors.owner.post("/v1/commands/save-template", json=TEMPLATE),
        "webhook_id": await doors.owner.post("/v1/webhooks", json={**WEBHOOK, "clinics": [clinic_id]}),
        "run_id": await doors.owner.post(
            f"/v1/clinics/{doors.org.clinic_ids[clinic]}/policy/dry-run", json=examples.DRY_RUN
        ),
        "import_id": await doors.owner.post("/v1/imports", json={"kind": "roster", "dry_run": True}),
    }
    other = str(await doors.enrol(clinic))
    erase = {"patient_id": other, "clinic_id": str(doors.org.clinic_ids[clinic]), "reason": "ordered"}
    made["erasure_id"] = await doors.owner.post("/v1/commands/erase-patient", json=erase)
    export = await doors.owner.post(f"/v1/patients/{patient_id}/record-exports")
    whole = await doors.owner.post("/v1/organisation/exports")
    await folded(doors, engine)
    alerts = (await doors.owner.get("/v1/alerts")).json()["alerts"]
    return {
        **{name: answer.json()["id"] for name, answer in made.items()},
        "number": "1",
        "patient_id": str(patient_id),
        "export_id": export.json()["export_id"],
        "organisation_export_id": whole.json()["export_id"],
        "duplicate_id": str(patient_id),
        "clinic_id": str(doors.org.clinic_ids[clinic]),
        "therapist_id": str(doors.org.therapist_ids[clinic]),
        "partner_id": str(doors.org.partner_id),
        "owner": str(doors.org.therapist_ids[clinic]),
        "partner_key_id": str(first_key(doors.org.partner_id)),
        "staff_id": str(doors.org.therapist_ids[clinic]),
        **await of_account(doors.context, doors.org.organisation_id, doors.org.owner_id),
        "alert_id": next(alert["alert_id"] for alert in alerts if alert["patient_id"] == str(patient_id)),
    }


async def of_account(context: Context, org_id: UUID, staff_id: UUID) -> Ids:
    """A sign-in, a key and a passkey of somebody."""
    now, passkey_id = context.real_now(), uuid4()
    async with context.writing(org_id) as db:
        begun = await sign_ins.begin(db, org_id, staff_id, (), From(), now, b"mark")
        key = await personal_keys.add(db, org_id, staff_id, "A program", 1, now)
        await db.execute(passkeys.ADD, org_id, passkey_id.bytes, passkey_id, staff_id, b"", 0, "A telephone", now)
    assert key is not None
    return {"sign_in_id": str(begun.sign_in_id), "own_key_id": str(key.key_id), "passkey_id": str(passkey_id)}


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
