"""Coming in by a code or a link: each try is counted before it is heard, and what is not let in is told alike."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.patient.events import Bearer
from eventstore.ids import random_id
from eventstore.walls import Connection
from services.accounts import throttle
from services.accounts.errors import NotLetIn
from services.accounts.houses import NOWHERE
from services.accounts.sign_ins import From
from services.accounts.tokens import Token, new_token, read_token, token_hash
from services.context import Context
from services.patient_access import rows
from services.patient_access.codes import code_hash, read_code
from services.patient_access.rows import AGENT_AT_MOST, Code
from services.patient_access.standing import standing

FAILED = "enter_failed"
DEVICES_AT_MOST = 5  # that are in by one code


class Entered(Struct, frozen=True, kw_only=True):
    """A device that has just come in. `token` goes to the browser and nowhere else."""

    org_id: UUID
    patient_id: UUID
    access_id: UUID
    bearer: Bearer
    token: str
    lasts: timedelta

    @property
    def signature(self) -> str:
        """As the log names who has come in (see `Actor.signature`)."""
        return f"{self.bearer}:{self.patient_id if self.bearer is Bearer.PATIENT else self.access_id}"


async def by_code(context: Context, text: str, origin: From, here: Token | None) -> Entered:
    """`text`: as it was typed; `here`: what this browser was in by. Raises NotLetIn, and Unreadable."""
    now = context.real_now()
    await _counted(context, origin, now)
    code = read_code(text)
    if code is None:
        raise NotLetIn(FAILED)
    hash_ = code_hash(context.settings.master_key, code)
    house: UUID | None = await context.log.fetchval(rows.HOUSE, hash_)
    if house is None:
        raise NotLetIn(FAILED)
    async with context.writing(house) as db:
        found = await rows.by_code(db, house, hash_, now)
        return await _enter(context, db, house, found, origin, here, now)


async def by_token(context: Context, text: str, origin: From, here: Token | None) -> Entered:
    """`text`: what stands behind the # of the link. Raises NotLetIn, and Unreadable."""
    now = context.real_now()
    await _counted(context, origin, now)
    token = read_token(text)
    if token is None:
        raise NotLetIn(FAILED)
    async with context.writing(token.org_id) as db:
        found = await rows.by_token(db, *token, now)
        return await _enter(context, db, token.org_id, found, origin, here, now)


async def _counted(context: Context, origin: From, now: datetime) -> None:
    """In no organisation: whose a code is nobody knows before it is heard."""
    async with context.writing(NOWHERE) as db:
        seconds = await throttle.take(db, NOWHERE, throttle.ENTER, origin.counted, now)
    if seconds:
        raise NotLetIn("too_many_tries", seconds)


async def _enter(
    context: Context, db: Connection, org_id: UUID, code: Code | None, origin: From, here: Token | None, now: datetime
) -> Entered:
    """A fresh device; what this browser was in by before is over."""
    if code is None:
        raise NotLetIn(FAILED)
    stands = await standing(context, org_id, code.patient_id, code.access_id)
    if stands is None:
        raise NotLetIn(FAILED)
    if here is not None and here.org_id == org_id:
        await rows.end(db, here)
    await db.execute(rows.DROP_OVER, org_id, code.patient_id, now)
    whose = (org_id, code.patient_id, code.access_id)
    if await db.fetchval(rows.BY_THIS_CODE, *whose, code.code_id, now) >= DEVICES_AT_MOST:
        raise NotLetIn(FAILED)
    token = new_token(org_id)
    lasts = stands[1].given.ends_at - context.clock.now(org_id)
    await db.execute(
        rows.BEGIN,
        org_id,
        token_hash(token),
        random_id(),
        code.access_id,
        code.patient_id,
        code.code_id,
        now,
        now + lasts,
        origin.agent[:AGENT_AT_MOST],
    )
    return Entered(
        org_id=org_id,
        patient_id=code.patient_id,
        access_id=code.access_id,
        bearer=stands[1].bearer,
        token=token,
        lasts=lasts,
    )


async def forgiven(context: Context, origin: From) -> None:
    """It was a right one: this try counts no longer."""
    now = context.real_now()
    async with context.writing(NOWHERE) as db:
        await throttle.give_back(db, NOWHERE, throttle.ENTER, origin.counted, now)
        await throttle.drop_old(db, NOWHERE, now)
