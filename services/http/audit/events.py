"""What the audit says of events that were refused because nobody is known by the id they name: one entry a request."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from services.actor import Actor
from services.audit.entry import Entry, Kind
from services.context import Context
from services.http.audit.noting import ids_in

if TYPE_CHECKING:
    from services.http.taking import Taken

UNKNOWN = frozenset({"unknown_patient", "unknown_clinic", "unknown_program", "unknown_staff"})


async def note_refused(
    context: Context, actor: Actor, operation: str, request_id: UUID, address: str | None, taken: Iterable["Taken"]
) -> None:
    """`operation`: by its name in the description of the API. Raises StoreBusy where it cannot be noted."""
    refused = [item for item in taken if item.problem or item.answer is None or item.answer.code]
    unknown = [item for item in refused if (problem := item.refusal()) and problem.code in UNKNOWN]
    if not unknown:
        return
    codes = sorted({problem.code for item in unknown if (problem := item.refusal())})
    entry = Entry(
        kind=Kind.REFUSED,
        actor=actor.signature,
        via=actor.via,
        operation=operation,
        count=len(unknown),
        address=address,
        request_id=request_id,
        detail={"code": ", ".join(codes), "ids": ids_in(" ".join(item.subject or "" for item in unknown))},
    )
    await context.audit.note(actor.org_id, [entry])
