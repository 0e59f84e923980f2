"""Making a sandbox: an organisation of its own with clinics, people, keys and four weeks behind it, in seconds."""

import asyncio
from uuid import UUID

from msgspec import Struct

from services.context import Context
from services.demo.history import cases, history
from services.demo.seed import record
from services.provision import Provisioned, found
from services.sandbox.clock import opened
from services.sandbox.house import house, people


class Sandbox(Struct, frozen=True, kw_only=True):
    """What was made; its keys are shown once."""

    made: Provisioned
    patient_ids: tuple[UUID, ...]


async def make_sandbox(context: Context, *, name: str, partner_name: str) -> Sandbox:
    """Its clock shows the same as all others, until it is moved. Raises NotProvisioned.

    Where this breaks off, what there is of it is a sandbox to which nobody has a key.
    """
    org_id = context.new_id()
    await opened(context, org_id)
    now = context.clock.now(org_id).replace(microsecond=0)
    founding, invented = house(org_id, name, partner_name, now), people()
    wishes = await asyncio.to_thread(history, founding, now, invented)  # a third of a second of computing
    made = await found(context, founding)
    await record(context, wishes)
    return Sandbox(made=made, patient_ids=tuple(case.patient_id for case in cases(founding, now, invented)))
