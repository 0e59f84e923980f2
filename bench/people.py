"""Organisations, partners and patients for a bench, founded and enrolled through the same commands as any others."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid5

from bench.sessions import Sender
from domain.patient.commands import EnrolPatient
from services.actor import system
from services.call import Call
from services.context import Context
from services.execute import execute_all
from services.provision import NewClinic, Provisioned, provision, stored

AT_ONCE = 50  # organisations founded together
BATCH = 500


async def settle(context: Context, organisations: int, patients: int) -> tuple[list[UUID], list[Sender]]:
    """So many organisations of so many patients each: their ids, and who will send, patient by patient in turn."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def found(place: int) -> tuple[UUID, list[Sender]]:
        async with turn:
            made = await provision(
                context,
                name=f"Practice {place}",
                clinics=[NewClinic(name="Main", country="DE", zone="Europe/Berlin")],
                at=context.clock.now(UUID(int=0)),
                partner_name="App",
            )
            return made.organisation_id, await _enrolled(context, place, made, patients)

    founded = await asyncio.gather(*map(found, range(organisations)))
    senders = [sender for turns in zip(*(people for _, people in founded), strict=True) for sender in turns]
    return [org_id for org_id, _ in founded], senders


async def _enrolled(context: Context, place: int, made: Provisioned, patients: int) -> list[Sender]:
    org_id = made.organisation_id
    ids = [uuid5(org_id, f"patient {number}") for number in range(patients)]
    calls = [
        Call(
            actor=system(org_id, "bench"),
            command=EnrolPatient(
                command_id=uuid5(patient_id, "enrolled"),
                at=context.clock.now(org_id),
                patient_id=patient_id,
                clinic_id=made.clinic_ids[0],
                zone="Europe/Berlin",
            ),
        )
        for patient_id in ids
    ]
    for start in range(0, len(calls), BATCH):
        part = calls[start : start + BATCH]
        stored(part, await execute_all(context, part))
    return [Sender(organisation=place, patient_id=patient_id, key=made.partner_key) for patient_id in ids]


async def heads(context: Context, org_ids: Sequence[UUID]) -> list[int]:
    """How many events each organisation has."""
    found = [await context.store.head(org_id) for org_id in org_ids]
    return [head.pos if head else 0 for head in found]
