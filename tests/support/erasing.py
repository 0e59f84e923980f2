"""An erasure in a test: asked for by the owner, and everything that follows done, as engine and workers do it."""

from uuid import UUID

from eventstore.walls import Pool
from projections.runner import run_once
from tests.support.doors import Doors
from tests.support.effect_hands import done_now
from workers.delivery import Delivery
from workers.engine import KEPT_UP
from workers.message_notices import MessageNotices
from workers.reactor import Alerting


async def all_done(doors: Doors, engine: Pool) -> None:
    context, org_id = doors.context, doors.org.organisation_id
    readers = [*KEPT_UP, Alerting(context), MessageNotices(context)]
    while True:
        while await run_once(engine, readers):
            pass
        if not await done_now(engine, org_id, context.clock.now(org_id), Delivery(context, engine)):
            return


async def erases(doors: Doors, patient_id: UUID) -> str:
    body = {"patient_id": str(patient_id), "clinic_id": str(doors.org.clinic_ids[0]), "reason": "ordered"}
    answer = await doors.owner.post("/v1/commands/erase-patient", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])
