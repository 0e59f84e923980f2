"""Organisations, partners and patients for a bench, founded and enrolled through the same commands as any others."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
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
ZONE = "Europe/Berlin"
NO_TIME = timedelta()


class Settled(NamedTuple):
    """Who is there."""

    houses: list[Provisioned]
    senders: list[Sender]  # who sends for each patient; the organisations in turn

    @property
    def org_ids(self) -> list[UUID]:
        return [house.organisation_id for house in self.houses]


async def settle(
    context: Context, organisations: int, patients: int, *, zone: str = ZONE, since: timedelta = NO_TIME
) -> Settled:
    """So many organisations of so many patients each, who have been there for some time."""
    turn = asyncio.Semaphore(AT_ONCE)
    at = context.clock.now(UUID(int=0)) - since

    async def found(place: int) -> tuple[Provisioned, list[Sender]]:
        async with turn:
            made = await provision(
                context,
                name=f"Practice {place}",
                clinics=[NewClinic(name="Main", country="DE", zone=ZONE)],
                at=at,
                partner_name="App",
            )
            return made, await _enrolled(context, place, made, patients, zone, at)

    founded = await asyncio.gather(*map(found, range(organisations)))
    senders = [sender for turns in zip(*(people for _, people in founded), strict=True) for sender in turns]
    return Settled([house for house, _ in founded], senders)


async def _enrolled(
    context: Context, place: int, made: Provisioned, patients: int, zone: str, at: datetime
) -> list[Sender]:
    org_id = made.organisation_id
    ids = [uuid5(org_id, f"patient {number}") for number in range(patients)]
    commands = [
        EnrolPatient(
            command_id=uuid5(patient_id, "enrolled"),
            at=at,
            patient_id=patient_id,
            clinic_id=made.clinic_ids[0],
            zone=zone,
        )
        for patient_id in ids
    ]
    await carry_out(context, [Call(actor=system(org_id, "bench"), command=command) for command in commands])
    return [Sender(organisation=place, patient_id=patient_id, key=made.partner_key) for patient_id in ids]


async def carry_out(context: Context, calls: Sequence[Call]) -> None:
    """All of them, some hundreds at once. Raises NotProvisioned for one that is refused."""
    for start in range(0, len(calls), BATCH):
        part = calls[start : start + BATCH]
        stored(part, await execute_all(context, part))


async def heads(context: Context, org_ids: Sequence[UUID]) -> list[int]:
    """How many events each organisation has."""
    found = [await context.store.head(org_id) for org_id in org_ids]
    return [head.pos if head else 0 for head in found]
