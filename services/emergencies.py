"""Answering a red flag: the report on its way into the log, and whom to call, told whatever becomes of it."""

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from domain.clinic.decider import Clinic
from domain.emergency import Emergency, emergency
from domain.patient.state import Patient
from domain.values import CountryCode, Language
from eventstore.passing import passes
from eventstore.store import StoreBusy
from services.actor import Actor
from services.call import Answer, Call
from services.places import Log, load_states
from services.red_flags import Flagged, report_red_flag
from services.whereabouts import Atlas, Whereabouts

logger = structlog.get_logger()

SECONDS = 2.0
"""For the log. After them the text goes out without it, and the report goes on being tried."""


class Reported(NamedTuple):
    """`answer` is None where the log did not take the report in time."""

    answer: Answer | None
    emergency: Emergency


class Emergencies:
    """Of one process."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._atlas = Atlas()
        self._under_way: set[asyncio.Task[Flagged]] = set()

    async def report(self, call: Call, patient_id: UUID, language: Language) -> Reported:
        """Run a ReportRedFlag, and say whom to call. `language`: for one of whom nothing may be known."""
        task = asyncio.create_task(report_red_flag(self._log, call))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        try:
            flagged = await asyncio.wait_for(asyncio.shield(task), SECONDS)
        except Exception as error:  # noqa: BLE001  the text goes out whatever happened
            _noted(error, patient_id)
            return Reported(None, await self.words(call.actor, patient_id, language))
        if flagged.patient is not None:
            self._atlas.met(call.actor.org_id, patient_id, flagged.patient)
        return Reported(flagged.answer, await self.words(call.actor, patient_id, language, told=flagged.told))

    def forget(self, org_id: UUID, patient_id: UUID) -> None:
        self._atlas.forget(org_id, patient_id)

    def _ended(self, task: "asyncio.Task[Flagged]") -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # who waited has been answered

    async def words(
        self, actor: Actor, patient_id: UUID | None, language: Language, *, told: bool = False
    ) -> Emergency:
        """By the country of the patient's clinic and in the patient's language, as far as this actor may know them."""
        country: CountryCode | None = None
        try:
            async with asyncio.timeout(SECONDS):
                there = await self._whereabouts(actor, patient_id)
                if there is not None:
                    language = there.language
                    country = await self._country(actor.org_id, there.clinic_id)
        except Exception as error:  # noqa: BLE001  the general text is better than none
            _noted(error, patient_id)
        return emergency(country, language, told=told)

    async def _whereabouts(self, actor: Actor, patient_id: UUID | None) -> Whereabouts | None:
        if patient_id is None:
            return None
        there = self._atlas.patient(actor.org_id, patient_id)
        if there is None:
            patient: Patient = await self._state(actor.org_id, "patient", patient_id)
            there = self._atlas.met(actor.org_id, patient_id, patient)
        return there if there is not None and actor.reaches(there.clinic_id) else None

    async def _country(self, org_id: UUID, clinic_id: UUID) -> CountryCode | None:
        known = self._atlas.country(org_id, clinic_id)
        if known is not None:
            return known
        clinic: Clinic = await self._state(org_id, "clinic", clinic_id)
        if clinic.opened is None:
            return None
        self._atlas.opened(org_id, clinic_id, clinic.opened.country)
        return clinic.opened.country

    async def _state(self, org_id: UUID, kind: str, stream_id: UUID) -> Any:
        key = (org_id, kind, stream_id)
        return (await load_states(self._log, [key]))[key]


def _noted(error: Exception, patient_id: UUID | None) -> None:
    """An outage is told elsewhere; anything else is a fault of ours."""
    if not isinstance(error, TimeoutError | StoreBusy) and not passes(error):
        logger.error("red_flag_trouble", patient=str(patient_id), exc_info=error)
