"""Who came in, who did not and what was granted, in the audit: before the answer leaves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from services.accounts.entering import Entered
from services.accounts.errors import NotLetIn
from services.accounts.houses import NOWHERE, house_of
from services.audit.entry import Entry, Kind
from services.http.operation import Asked, Reply
from services.http.sign_in import browser
from services.http.sign_in.way import SIGN_IN

UNKNOWN = "nobody"
"""Who failed to sign in: whom they meant to be is not kept."""


@asynccontextmanager
async def failures(asked: Asked, org_id: UUID) -> AsyncIterator[None]:
    """Of an organisation that is ours; of others nothing is kept."""
    try:
        yield
    except NotLetIn as refusal:
        house = await house_of(asked.context, org_id)
        if house != NOWHERE:
            await asked.context.audit.note(
                house, [_entry(asked, Kind.SIGN_IN_FAILED, UNKNOWN, detail={"code": refusal.code})]
            )
        raise


async def entered(asked: Asked, found: Entered) -> Reply:
    """The answer of a fresh sign-in; the half of one is noted when it is whole."""
    if not found.second:
        via = f"{SIGN_IN}{found.begun.sign_in_id}"
        await asked.context.audit.note(found.org_id, [_entry(asked, Kind.SIGNED_IN, found.actor.signature, via)])
    return browser.entered(asked.context, found)


async def granted(asked: Asked, org_id: UUID, staff_id: UUID, what: str) -> None:
    """Something that lets this person in was made, changed or ended."""
    entry = _entry(asked, Kind.GRANTED, f"staff:{staff_id}", asked.actor.via, {"what": what})
    await asked.context.audit.note(org_id, [entry])


def _entry(asked: Asked, kind: Kind, actor: str, via: str = "", detail: dict[str, str] | None = None) -> Entry:
    return Entry(
        kind=kind,
        actor=actor,
        via=via,
        operation=asked.seen.operation,
        address=asked.seen.address,
        request_id=asked.request_id,
        detail=detail or {},
    )
