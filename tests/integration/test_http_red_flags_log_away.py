"""A red flag while the log, or all that tells who sends it, is away: the answer still says whom to call."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import pytest
from msgspec.structs import replace

from services.clock import SetClock
from services.context import Limits, open_context
from services.http.cloud_events import BATCH
from tests.support.database import Database
from tests.support.doors import Doors, event, open_doors
from tests.support.proxy import proxy_to
from tests.support.red_flags import SIGNS, flag, reads_german, text

HASTY = Limits(connection_seconds=0.5, statement_seconds=1, append_seconds=0.3)


Ask = Callable[[Doors, UUID], Awaitable[httpx2.Response]]


async def ask_alone(doors: Doors, patient_id: UUID) -> httpx2.Response:
    return await doors.send_one(flag(patient_id))


async def ask_in_a_batch(doors: Doors, patient_id: UUID) -> httpx2.Response:
    batch = [event("session.logged", patient_id, {}), flag(patient_id)]
    headers = {"content-type": BATCH, "accept-language": "es"}
    return await doors.partner.post("/v1/events", json=batch, headers=headers)


async def ask_as_staff(doors: Doors, patient_id: UUID) -> httpx2.Response:
    body = {"patient_id": str(patient_id), "occurred_at": "2026-03-04T11:00:00Z", **SIGNS}
    return await doors.therapist.post("/v1/commands/report-red-flag", json=body)


@pytest.mark.parametrize("ask", [ask_alone, ask_in_a_batch, ask_as_staff])
@pytest.mark.parametrize("met", [True, False], ids=["met before", "not met"])
async def test_while_the_log_is_away_the_answer_says_whom_to_call(
    database: Database, clock: SetClock, ask: Ask, met: bool
) -> None:
    """To a process that has met the patient by his clinic's country and in his language."""
    async with proxy_to(database.settings.app_url) as link:
        settings = replace(database.settings, app_url=link.url(database.settings.app_url))
        async with open_context(settings, clock=clock, limits=HASTY) as context, open_doors(context) as doors:
            patient_id = await doors.enrol()
            await reads_german(doors, patient_id)
            await doors.send_one(flag(patient_id if met else await doors.enrol()))
            link.silence()
            answer = await ask(doors, patient_id)
            link.reset()
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "1")
    asked_for = "es" if ask is ask_in_a_batch else "en"
    assert answer.json()["emergency"] == (text("DE", "de", told=False) if met else text(None, asked_for, told=False))


async def test_a_process_that_can_ask_nobody_who_sends_it_answers_with_the_general_text(
    database: Database, clock: SetClock
) -> None:
    async with proxy_to(database.settings.app_url) as link:
        settings = replace(database.settings, app_url=link.url(database.settings.app_url))
        async with open_context(settings, clock=clock, limits=HASTY) as context, open_doors(context) as doors:
            patient_id = await doors.enrol()
            link.silence()
            for memory in context.memories:
                memory.forget_all()
            for sent, told in ((flag(patient_id), True), (event("session.logged", patient_id, {}), False)):
                answer = await doors.send_one(sent)
                assert (answer.status_code, "emergency" in answer.json()) == (503, told)
            link.reset()
