"""Records whose years are over: restricted first, and erased a month later. A look once an hour finds those of the day.

Only where the organisation has said by itself for how many years it keeps records: what the law of a country asks for
protects a record, it does not destroy one.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from domain.decider import Command, fold
from domain.organisation.decider import ORGANISATION
from domain.patient.commands import ErasePatient, RestrictPatient
from domain.patient.decider import PATIENT
from domain.patient.events import ErasureReason, PatientRestricted, RestrictionReason
from domain.patient.keeping import must_be_kept
from domain.zones import local_date
from eventstore.codec import Undecodable
from eventstore.walls import Pool, reading
from projections.rebuild import organisations_with_events
from services.access_changed import tell_if_changed
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.records.erasing import erases

log = structlog.get_logger()

LOOK_EVERY = 3600.0  # seconds of real time
PAUSE = timedelta(days=30)
"""Between the restriction and the erasure, so that somebody may say that the record is needed."""

# Who was discharged long enough ago, by the read model of the caseload; the log has the last word. A duplicate goes
# with the one who is kept.
DISCHARGED = """
SELECT patient_id FROM rm.caseload_patient
WHERE org_id = $1 AND build = (SELECT log.live($1, 'caseload')) AND discharged_last_day < $2
  AND merged_into IS NULL ORDER BY patient_id
"""


class Retention:
    """Any number of engines may look: what is decided twice is decided once."""

    def __init__(self, context: Context, pool: Pool) -> None:
        self._context = context
        self._pool = pool

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception:
                log.exception("retention_not_looked_at")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await stop.wait()

    async def look(self) -> None:
        """At every organisation, once; one that cannot be looked at, or a patient, keeps nobody else waiting."""
        for org_id in sorted(await organisations_with_events(self._pool)):
            try:
                years = await self._years(org_id)
                if years:
                    await self._look_at(org_id, years)
            except Exception:
                log.exception("retention_not_looked_at", org_id=str(org_id))

    async def _years(self, org_id: UUID) -> int | None:
        stored = await self._context.store.load(org_id, [org_id])
        decode = self._context.codec.decode
        return fold(ORGANISATION, [decode(one.type, one.schema_v, one.data) for one in stored]).retention_years

    async def _look_at(self, org_id: UUID, years: int) -> None:
        now = self._context.clock.now(org_id)
        before = now.date() - timedelta(days=365 * years - 2)  # the zones and leap days are for the log to say
        async with reading(self._pool, org_id) as db:
            patients = [row["patient_id"] for row in await db.fetch(DISCHARGED, org_id, before)]
        for patient_id in patients:
            try:
                wish = await self._wish(org_id, patient_id, years, now)
            except Undecodable as error:
                log.error("retention_unreadable", org_id=str(org_id), patient_id=str(patient_id), error=str(error))
                continue
            if wish is None:
                continue
            call = Call(actor=system(org_id, "retention"), command=wish, effects=erases(wish))
            answer = await execute(self._context, call)
            if answer.verdict in (Verdict.REFUSED, Verdict.CONFLICT):
                log.warning("retention_refused", org_id=str(org_id), patient_id=str(patient_id), code=answer.code)
            await tell_if_changed(self._context, call, answer)

    async def _wish(self, org_id: UUID, patient_id: UUID, years: int, now: datetime) -> Command | None:
        """What is to be done about a patient at this moment."""
        stored = await self._context.store.load(org_id, [patient_id])
        events = [self._context.codec.decode(one.type, one.schema_v, one.data) for one in stored]
        patient = fold(PATIENT, events)
        if patient.merged_into is not None or patient.clinic_id is None:
            return None
        if must_be_kept(patient.discharge, local_date(patient.zones, now), years):
            return None
        reason = patient.restricted.reason if patient.restricted else None
        command_id = uuid5(patient_id, f"retention at version {len(stored)}")
        if reason is None:
            over = RestrictionReason.RETENTION_OVER
            return RestrictPatient(command_id=command_id, at=now, patient_id=patient_id, reason=over)
        since = max(
            one.recorded_at for one, event in zip(stored, events, strict=True) if isinstance(event, PatientRestricted)
        )
        if reason is not RestrictionReason.RETENTION_OVER or now < since + PAUSE:
            return None  # restricted for another reason: somebody decided that, and decides what comes of it
        return ErasePatient(
            command_id=command_id,
            at=now,
            patient_id=patient_id,
            clinic_id=patient.clinic_id,
            organisation_id=org_id,
            reason=ErasureReason.RETENTION_OVER,
        )
