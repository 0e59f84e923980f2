"""Handing the patients of somebody who left to their successor. Open alerts follow by themselves: whose they are is
asked anew each time, and nobody who left is ever asked.
"""

import asyncio
from uuid import UUID, uuid5

import msgspec
import structlog

from domain.patient.commands import AssignTherapist
from projections.caseload.queries import patients_of
from projections.positions import places
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from services.people.effects import HandOver
from workers.alert_commands import LogUnavailable
from workers.doing import NotBegun
from workers.effects import Claim, End
from workers.sending import Channels

log = structlog.get_logger()

PAGE = 100
TURN_SECONDS = 6.0

_payload = msgspec.json.Decoder(HandOver)


class NotYetRead(LookupError):
    """The caseload has not come as far as the removal: patients assigned just before it would be missed."""


async def hand_over(context: Context, channels: Channels, claim: Claim) -> tuple[End, str | None]:
    """Assigns one page after another. Asked again, it goes on with whoever is left."""
    org_id, what = claim.org_id, _payload.decode(claim.payload)
    await _caught_up(context, org_id, what)
    ends = asyncio.get_running_loop().time() + TURN_SECONDS
    after: UUID | None = None
    while True:
        async with context.reading(org_id) as db:
            page = await patients_of(db, org_id, what.staff_id, after, PAGE)
        if not page:
            return End.DONE, None
        await _assign(context, org_id, what, page)
        after = page[-1]
        if asyncio.get_running_loop().time() >= ends:
            raise NotBegun


async def _assign(context: Context, org_id: UUID, what: HandOver, page: list[UUID]) -> None:
    at = context.clock.now(org_id)
    calls = [
        Call(
            actor=system(org_id, "hand_over"),
            command=AssignTherapist(
                command_id=uuid5(what.removal, str(patient_id)), at=at, patient_id=patient_id, therapist_id=what.to
            ),
            causation_id=what.removal,
        )
        for patient_id in page
    ]
    for answer in await execute_all(context, calls):
        match answer.verdict:
            case Verdict.CONFLICT:
                raise LogUnavailable(f"the patient {answer.stream_id} never stood still")
            case Verdict.REFUSED:  # merged, the successor gone or not working there: the lead answers then
                log.warning("not_handed_over", org_id=str(org_id), patient=str(answer.stream_id), code=answer.code)


async def _caught_up(context: Context, org_id: UUID, what: HandOver) -> None:
    stored = await context.store.load(org_id, [what.staff_id])
    removal = next((event.pos for event in stored if event.event_id == what.removal), 0)
    async with context.reading(org_id) as db:
        read = (await places(db, org_id))["caseload"]
    if read < removal:
        raise NotYetRead(f"{read} of {removal}")
