"""Names for the patients of a year, sealed as the vault seals them: who opens one must find a key and a text."""

import os
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import msgspec

from bench.histories import Happened
from domain.patient.events import PatientEnrolled
from eventstore.vault import open_bytes, seal_bytes
from eventstore.walls import Connection

WRAPPED = "SELECT wrapped FROM keys.organisation WHERE org_id = $1"


class Named(NamedTuple):
    """Rows of keys.subject and of vault.item."""

    keys: list[tuple[UUID, UUID, bytes]]
    items: list[tuple[UUID, UUID, UUID, bytes]]


async def organisation_key(keys: Connection, master_key: bytes, org_id: UUID) -> bytes:
    """That of an organisation for which something was sealed before."""
    return open_bytes(master_key, await keys.fetchval(WRAPPED, org_id), org_id.bytes)


def named(org_id: UUID, key: bytes, year: Iterable[Happened]) -> Named:
    """Everybody who is enrolled in the year. `key`: the organisation's."""
    rows = Named([], [])
    for each in year:
        if isinstance(each.told.event, PatientEnrolled):
            patient_id, item_id, own = each.told.subject_id, each.told.event_id, os.urandom(32)
            person = org_id.bytes + patient_id.bytes
            text = {"name": f"Patient {patient_id.hex[:8]}", "email": f"{patient_id.hex[:8]}@example.org"}
            rows.keys.append((org_id, patient_id, seal_bytes(key, own, person)))
            sealed = seal_bytes(own, msgspec.json.encode(text), person + item_id.bytes)
            rows.items.append((org_id, patient_id, item_id, sealed))
    return rows
