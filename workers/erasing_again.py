"""Erasing again who was erased before, and organisations that had left: a backup that is put back has them all once
more."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from domain.decider import fold
from domain.deciders import NAMES
from domain.organisation.events import OrganisationLeft
from domain.patient.commands import ErasePatient
from domain.patient.decider import PATIENT
from domain.patient.events import ErasureReason, PatientErased
from eventstore.walls import Pool, reading
from projections.rebuild import organisations_with_events
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.records.erasing import erases
from services.records.listed import Listed
from workers.erasing import erase_patient
from workers.leaving import complete_departure, destroy

EVENTS_AT_ONCE = 100_000
"""Of a feed, in one statement."""

# Who was erased in a stretch of a feed, and whether the organisation left.
ENDED = """
SELECT type, schema_v, data, recorded_at FROM log.events
WHERE org_id = $1 AND lane = 0 AND pos > $2 AND pos <= $3 AND type = ANY ($4::text[]) ORDER BY pos
"""


class Became(StrEnum):
    ERASED_AGAIN = "erased again"  # the log had the patient as if nothing had happened
    SWEPT = "swept"  # the log knows; whatever was there is gone
    KEY_ONLY = "key only"  # the log here never heard of the patient or the organisation
    UNDER_WAY = "under way"  # it is too much for one turn: ask again


class NotErasedAgain(Exception):
    """The log refused it, for a reason that the sentence tells."""


async def list_erased(context: Context, pool: Pool, org_ids: Iterable[UUID] | None = None) -> list[Listed]:
    """Everybody on the lists beside the keys, of all organisations or these, by organisation and time."""
    known = sorted(await organisations_with_events(pool)) if org_ids is None else sorted(org_ids)
    listed = []
    for org_id in known:
        for patient_id, erased_at in await context.vault.erased(org_id):
            listed.append(Listed(organisation_id=org_id, patient_id=patient_id, erased_at=erased_at))
        if (departed := await context.vault.departed(org_id)) is not None:
            listed.append(Listed(organisation_id=org_id, leaving_id=departed[0], erased_at=departed[1]))
    return listed


async def list_erased_in_log(context: Context, pool: Pool, feeds: Mapping[UUID, int]) -> list[Listed]:
    """Everybody of whom the log itself says so, whatever stands beside the keys; `feeds`: where each of them ends.

    Of an organisation that has left, itself alone: all of its people go with it. Reads the whole log once, in the
    server.
    """
    wanted = [NAMES[PatientErased], NAMES[OrganisationLeft]]
    listed: list[Listed] = []
    for org_id, end in sorted(feeds.items()):
        people: list[Listed] = []
        left: Listed | None = None
        async with reading(pool, org_id) as db:
            for after in range(0, end, EVENTS_AT_ONCE):
                for row in await db.fetch(ENDED, org_id, after, after + EVENTS_AT_ONCE, wanted):
                    event = context.codec.decode(row["type"], row["schema_v"], row["data"])
                    one = Listed(organisation_id=org_id, erased_at=row["recorded_at"])
                    if isinstance(event, PatientErased):
                        people.append(msgspec.structs.replace(one, patient_id=event.patient_id))
                    else:
                        left = left or msgspec.structs.replace(one, leaving_id=event.leaving_id)
        listed += people if left is None else [left]
    return listed


async def erase_again(context: Context, pool: Pool, listed: Sequence[Listed]) -> list[tuple[Listed, Became]]:
    """What became of each. Doing it twice does no more than once."""
    return [(one, await _erase_again(context, pool, one)) for one in listed]


async def _erase_again(context: Context, pool: Pool, one: Listed) -> Became:
    org_id, patient_id = one.organisation_id, one.patient_id
    if patient_id is None:
        return await _leave_again(context, pool, one)
    stored = await context.store.load(org_id, [patient_id])
    decode = context.codec.decode
    patient = fold(PATIENT, [decode(event.type, event.schema_v, event.data) for event in stored])
    if patient.clinic_id is None and not patient.erased:
        await context.vault.erase(org_id, patient_id)
        return Became.KEY_ONLY
    if patient.clinic_id is not None:
        wish = ErasePatient(
            command_id=uuid5(patient_id, f"erased before, now at version {len(stored)}"),
            at=context.clock.now(org_id),
            patient_id=patient_id,
            clinic_id=patient.clinic_id,
            organisation_id=org_id,
            reason=ErasureReason.ERASED_BEFORE,
        )
        call = Call(actor=system(org_id, "erasures"), command=wish, effects=erases(wish))
        answer = await execute(context, call)
        if answer.verdict in (Verdict.REFUSED, Verdict.CONFLICT):
            raise NotErasedAgain(f"patient {patient_id} of organisation {org_id}: {answer.code or 'conflict'}")
    await erase_patient(context, pool, org_id, patient_id, complete=False)
    return Became.SWEPT if patient.erased else Became.ERASED_AGAIN


async def _leave_again(context: Context, pool: Pool, one: Listed) -> Became:
    org_id, leaving_id = one.organisation_id, one.leaving_id or one.organisation_id
    stored = await context.store.load(org_id, [org_id])
    if not stored:
        await context.vault.leave(org_id, leaving_id)
        return Became.KEY_ONLY
    if not await complete_departure(context, org_id, leaving_id, again=True):
        raise NotErasedAgain(f"organisation {org_id}: refused")
    if not await destroy(context, pool, org_id, leaving_id, complete=False):
        return Became.UNDER_WAY
    return Became.SWEPT if stored[-1].type == NAMES[OrganisationLeft] else Became.ERASED_AGAIN
