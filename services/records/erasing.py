"""An erasure under way and the certificate of it: written by the workers, read by the doors and the operator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.decider import Command
from domain.patient.commands import ErasePatient
from domain.patient.events import ErasureReason
from eventstore.records import NewEffect
from eventstore.walls import Connection

PATIENT_ERASE = "patient.erase"
"""The stored kind of the effect that destroys what is kept of an erased patient. `log.erase_rows` spares it."""

AGAIN_AFTER = timedelta(seconds=90)
"""Longer than any process remembers a key or a state: what one of them wrote meanwhile goes in the second round."""

REMAINS: Mapping[str, str] = MappingProxyType(
    {
        "log.events": "Facts that name nobody: the log is never changed, so that its chain goes on proving it.",
        "log.erased": "The number of the record, so that nothing that comes late is kept of it.",
        "keys.erased": "The same number beside the keys, so that a backup of them is cleaned when it is put back.",
        "log.erased_rows": "How many rows were destroyed of the record, by table: this certificate is made of it.",
        "access.audit": "Who looked at the record and when: that must be known also when it is gone.",
        "access.audit_patient": "Which entries of the audit are about the record.",
        "access.break_glass": "Who broke the glass and when; the reason can be read no more.",
        "access.import_part": "Files of imports, sealed with the organisation's key, until their import ends.",
        "access.webhook_delivery": "That the record was erased, by its number: partners are told.",
        "access.erasure": "This certificate.",
    }
)
"""By place, and why."""


class Erase(Struct, frozen=True, omit_defaults=True):
    """The payload of the effect."""

    patient_id: UUID
    erasure_id: UUID  # of the event
    again: bool = False  # the second round


class Destroyed(Struct, frozen=True):
    """How many rows went, from which table."""

    place: str
    rows: int


class Remaining(Struct, frozen=True):
    """What is still there, and why."""

    place: str
    rows: int | None  # None: it is not counted
    why: str


class Certificate(Struct, frozen=True, kw_only=True):
    """What an erasure destroyed, and what it left. Instants in UTC."""

    erasure_id: UUID
    organisation_id: UUID
    patient_id: UUID
    clinic_id: UUID
    reason: ErasureReason
    asked_by: str  # as the log names who acts: `staff:` and the id
    asked_at: datetime
    position: str  # of the erasure in the log
    hash: str  # of the chain at that place, in hexadecimal digits
    key_destroyed: bool  # the key without which no name, contact or text of the patient can be read, in any backup
    destroyed: tuple[Destroyed, ...]
    remains: tuple[Remaining, ...]
    complete: bool  # it was looked once more, when no process could remember the patient
    done_at: datetime
    duplicates: tuple[UUID, ...] = ()  # merged into the patient, and erased along; each has a certificate of its own


# The last certificate of an erasure.
ONE = "SELECT certificate FROM access.erasure WHERE org_id = $1 AND erasure_id = $2 ORDER BY complete DESC LIMIT 1"

# The last ones of all erasures of an organisation.
ALL = """
SELECT certificate FROM (
  SELECT DISTINCT ON (erasure_id) erasure_id, certificate FROM access.erasure WHERE org_id = $1
  ORDER BY erasure_id, complete DESC
) last ORDER BY certificate->>'asked_at', erasure_id
"""

KEEP = """
INSERT INTO access.erasure (org_id, erasure_id, patient_id, certificate, complete) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""

decode_erase = msgspec.json.Decoder(Erase).decode
_certificate = msgspec.json.Decoder(Certificate)


def erase_effect(erase: Erase, due_at: datetime) -> NewEffect:
    """The effect of one round; `due_at`: the organisation's clock. It never expires."""
    key = f"{erase.erasure_id}:{'again' if erase.again else 'first'}"
    return NewEffect(
        effect_id=uuid5(erase.erasure_id, key),
        kind=PATIENT_ERASE,
        dedupe_key=key,
        due_at=due_at,
        payload=msgspec.json.encode(erase),
        urgent=not erase.again,
    )


def erases(wish: Command) -> tuple[NewEffect, ...]:
    """What is written beside a command, where it erases somebody."""
    if not isinstance(wish, ErasePatient):
        return ()
    return (erase_effect(Erase(wish.patient_id, wish.command_id), wish.at),)


async def certificate_of(db: Connection, org_id: UUID, erasure_id: UUID) -> Certificate | None:
    """None where there is no such erasure, or nothing of it is done yet."""
    found = await db.fetchval(ONE, org_id, erasure_id)
    return None if found is None else _certificate.decode(found)


async def certificates(db: Connection, org_id: UUID) -> list[Certificate]:
    """All erasures of an organisation, the oldest first."""
    return [_certificate.decode(row["certificate"]) for row in await db.fetch(ALL, org_id)]


async def keep_certificate(db: Connection, certificate: Certificate) -> None:
    """The first that is written of a round stays."""
    whose = (certificate.organisation_id, certificate.erasure_id, certificate.patient_id)
    await db.execute(KEEP, *whose, msgspec.json.encode(certificate).decode(), certificate.complete)
