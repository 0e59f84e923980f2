"""Destroying what is kept of an erased patient: the key first, then every row, in two rounds and as often as asked."""

from collections.abc import Mapping
from uuid import UUID, uuid5

import asyncpg
import msgspec

from domain.patient.commands import ErasePatient
from domain.patient.events import DuplicateNamed, ErasureReason, PatientErased
from eventstore.cursor import encode_cursor
from eventstore.walls import Connection, Pool, walled
from projections.reading import codec
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.places import load_states
from services.records.erasing import (
    AGAIN_AFTER,
    PATIENT_ERASE,
    REMAINS,
    Certificate,
    Destroyed,
    Remaining,
    decode_erase,
    erase_effect,
    erases,
    keep_certificate,
)
from workers.doing import Doing, one_by_one
from workers.effects import Claim, End, Ended
from workers.sending import Channels

# What every table holds of a person who the log says is erased.
ERASE_ROWS = "SELECT log.erase_rows($1, $2)"

ERASURE = """
SELECT pos, hash, event_id, actor, recorded_at, type, schema_v, data FROM log.events
WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND type = 'patient.erased' ORDER BY pos LIMIT 1
"""
DESTROYED = "SELECT place, rows FROM log.erased_rows WHERE org_id = $1 AND subject_id = $2 ORDER BY place"
FACTS_LEFT = "SELECT count(*) FROM log.events WHERE org_id = $1 AND subject_id = $2"


class NotErased(LookupError):
    """The log does not say that this patient is erased."""


class DuplicateKept(RuntimeError):
    """The log refused to erase somebody's duplicate."""


class Erasing:
    """It destroys rows of all kinds, so it takes the engine's pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {PATIENT_ERASE: one_by_one(self.erase)}

    async def erase(self, context: Context, channels: Channels, claimed: Claim) -> Ended:
        """One round; after the first a second is due."""
        erase = decode_erase(claimed.payload)
        await erase_patient(context, self._pool, claimed.org_id, erase.patient_id, complete=erase.again)
        if erase.again:
            return Ended(End.DONE)
        again = msgspec.structs.replace(erase, again=True)
        return Ended(End.DONE, then=(erase_effect(again, context.clock.now(claimed.org_id) + AGAIN_AFTER),))


async def erase_patient(context: Context, pool: Pool, org_id: UUID, patient_id: UUID, *, complete: bool) -> Certificate:
    """Destroy key and rows, and write what came of it into the certificate. Raises NotErased before it does anything.

    `complete`: no process can remember the patient any more.
    """
    async with pool.acquire() as db, db.transaction(readonly=True):
        await walled(db, [org_id])
        erasure = await db.fetchrow(ERASURE, org_id, patient_id)
    if erasure is None:
        raise NotErased(str(patient_id))
    await context.vault.erase(org_id, patient_id)
    await context.tell_changed(org_id, patient_id)
    duplicates = await _erase_duplicates(context, pool, org_id, patient_id, complete=complete)
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await db.execute(ERASE_ROWS, org_id, patient_id)
        certificate = await _certificate(context, db, org_id, erasure, duplicates, complete=complete)
        await keep_certificate(db, certificate)
    return certificate


async def _erase_duplicates(
    context: Context, pool: Pool, org_id: UUID, patient_id: UUID, *, complete: bool
) -> tuple[UUID, ...]:
    """Everybody who was merged into the patient, or was to be: they are the same person. Answers who they are.

    Raises DuplicateKept where the log did not take it.
    """
    erased: list[UUID] = []
    for event in await named_in(context, org_id, patient_id):
        duplicate_id = event.duplicate_id
        [duplicate] = (await load_states(context, [(org_id, "patient", duplicate_id)])).values()
        if duplicate.clinic_id is not None:
            if duplicate.merged_into != patient_id and (duplicate.merged_into or duplicate.duplicates):
                continue  # named, and kept after all
            wish = ErasePatient(
                command_id=uuid5(patient_id, f"erased along: {duplicate_id}"),
                at=context.clock.now(org_id),
                patient_id=duplicate_id,
                clinic_id=duplicate.clinic_id,
                organisation_id=org_id,
                reason=ErasureReason.ERASED_BEFORE,
            )
            answer = await execute(context, Call(actor=system(org_id, "erasures"), command=wish, effects=erases(wish)))
            if answer.verdict in (Verdict.REFUSED, Verdict.CONFLICT):
                raise DuplicateKept(f"{duplicate_id}: {answer.code or 'conflict'}")
        elif not duplicate.erased:
            continue
        await erase_patient(context, pool, org_id, duplicate_id, complete=complete)
        erased.append(duplicate_id)
    return tuple(erased)


async def named_in(context: Context, org_id: UUID, patient_id: UUID) -> list[DuplicateNamed]:
    """The duplicates that a patient's own stream names, also once the patient is erased."""
    names = [one for one in await context.store.load(org_id, [patient_id]) if one.type == "patient.duplicate_named"]
    return [codec().decode(one.type, one.schema_v, one.data) for one in names]


async def _certificate(
    context: Context,
    db: Connection,
    org_id: UUID,
    erasure: asyncpg.Record,
    duplicates: tuple[UUID, ...],
    *,
    complete: bool,
) -> Certificate:
    event: PatientErased = codec().decode(erasure["type"], erasure["schema_v"], erasure["data"])
    counted = {"log.events": int(await db.fetchval(FACTS_LEFT, org_id, event.patient_id))}
    return Certificate(
        erasure_id=erasure["event_id"],
        organisation_id=org_id,
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        reason=event.reason,
        asked_by=erasure["actor"],
        asked_at=erasure["recorded_at"],
        position=encode_cursor(erasure["pos"], erasure["hash"]),
        hash=erasure["hash"].hex(),
        key_destroyed=True,
        destroyed=tuple(Destroyed(*row) for row in await db.fetch(DESTROYED, org_id, event.patient_id)),
        remains=tuple(Remaining(place, counted.get(place), why) for place, why in REMAINS.items()),
        complete=complete,
        done_at=context.clock.now(org_id),
        duplicates=duplicates,
    )
