"""The practices of the soak: founded with a clinic, a therapist who gets mail, and a partner whose app reports."""

import asyncio
from uuid import UUID

from msgspec import Struct

from services.context import Context
from services.provision import NewClinic, NewStaff, provision

AT_ONCE = 20  # practices founded together


class Practice(Struct, frozen=True, kw_only=True):
    """What the load client has to know of one of them."""

    organisation_id: UUID
    clinic_id: UUID
    therapist_id: UUID
    partner_key: str
    therapist_key: str


async def founded(context: Context, count: int) -> list[Practice]:
    """So many new ones, without patients."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Practice:
        async with turn:
            therapist = NewStaff("Therapist", f"therapist{number}@localhost")
            made = await provision(
                context,
                name=f"Practice {number}",
                clinics=[NewClinic(name="Main", country="DE", zone="Europe/Berlin", therapists=(therapist,))],
                at=context.clock.now(UUID(int=0)),
                partner_name="App",
            )
        return Practice(
            organisation_id=made.organisation_id,
            clinic_id=made.clinic_ids[0],
            therapist_id=made.therapist_ids[0],
            partner_key=made.partner_key,
            therapist_key=made.therapist_key,
        )

    return list(await asyncio.gather(*map(one, range(count))))
