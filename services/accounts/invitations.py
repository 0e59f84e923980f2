"""Links that are good once: to accept an invitation, and to set another password; and how they reach people."""

from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.ids import random_id
from eventstore.records import NewEffect
from services.accounts import accounts, devices, one_time, personal_keys, sign_ins, throttle
from services.accounts.errors import NotLetIn
from services.accounts.houses import house_of, login_at
from services.accounts.one_time import GOOD_FOR, Kind
from services.accounts.sign_ins import From
from services.accounts.tokens import Token, new_token, read_token, token_hash
from services.context import Context
from services.due import have_done

ACCOUNT_LINK = "account.link"
"""The stored kind of the effects that mail such a link."""

OVER = "link_over"


class LinkToMail(Struct, frozen=True, kw_only=True):
    """The payload: ids only. The link itself is made when it is mailed, so that it is stored nowhere."""

    staff_id: UUID
    kind: Kind


decode_link = msgspec.json.Decoder(LinkToMail).decode


def address_of(context: Context, kind: Kind, token: str) -> str:
    """Where the link leads. Behind the # it is told to no server, and stands in no log."""
    page = "invitation" if kind is Kind.INVITATION else "password"
    return f"{context.settings.public_url}/sign-in/{page}#{token}"


async def make_link(context: Context, org_id: UUID, staff_id: UUID, kind: Kind) -> str:
    """An address to be shown or mailed to one person, and kept nowhere."""
    token = new_token(org_id)
    async with context.writing(org_id) as db:
        await one_time.keep(db, org_id, kind, token_hash(token), context.real_now(), staff_id)
    return address_of(context, kind, token)


async def have_link_mailed(context: Context, org_id: UUID, staff_id: UUID, kind: Kind) -> None:
    """In the background, to the address that is known of the person; where none is known nothing comes."""
    due = context.clock.now(org_id)
    mailing = NewEffect(
        effect_id=random_id(),
        kind=ACCOUNT_LINK,
        dedupe_key=f"{staff_id}:{kind}:{due.isoformat()}",
        due_at=due,
        expires_at=due + GOOD_FOR[kind],
        payload=msgspec.json.encode(LinkToMail(staff_id=staff_id, kind=kind)),
    )
    async with context.writing(org_id) as db:
        await have_done(db, org_id, [mailing])


async def forgotten(context: Context, org_id: UUID, email: str, origin: From) -> None:
    """Mail a link to whoever has this login. Nothing tells whether there is such a one."""
    house = await house_of(context, org_id)
    login, now = await login_at(context, house, email), context.real_now()
    async with context.writing(house) as db:
        account = await accounts.by_login(db, house, login)
        seconds = await throttle.take(db, house, throttle.ADDRESS, b"link" + origin.counted, now)
        seconds = seconds or await throttle.take(db, house, throttle.LINK, login, now)
    if account is not None and not seconds:
        await have_link_mailed(context, house, account.staff_id, Kind.FORGOTTEN)


async def is_accepted(context: Context, org_id: UUID, staff_id: UUID) -> bool:
    """Whether somebody has an account by now: no invitation is good for them any more."""
    async with context.writing(org_id) as db:
        return await accounts.in_use(db, org_id, staff_id)


async def signs_in_by(context: Context, org_id: UUID, staff_id: UUID, email: str) -> bool:
    """Whether this address is somebody's own login: to no other goes a link that sets their password."""
    login = await login_at(context, org_id, email)
    async with context.writing(org_id) as db:
        account = await accounts.of_staff(db, org_id, staff_id)
    return account is not None and account.login_hash == login


async def holder_of(context: Context, kind: Kind, text: str) -> tuple[Token, UUID]:
    """Whose link it is, without using it up. Raises NotLetIn `link_over`."""
    token = read_token(text)
    if token is not None:
        async with context.writing(token.org_id) as db:
            kept = await one_time.look(db, token.org_id, kind, token.hash, context.real_now())
        if kept is not None and kept.staff_id is not None:
            return token, kept.staff_id
    raise NotLetIn(OVER)


async def accept(context: Context, text: str, email: str, password: str) -> tuple[UUID, UUID]:
    """Open the account of whoever was invited; answers organisation and person.

    Raises NotLetIn: `link_over`, also where they came in already by another link or way; or `login_taken` where
    somebody else signs in by this address, and then the link stays good.
    """
    token, staff_id = await holder_of(context, Kind.INVITATION, text)
    org_id, hash_ = token.org_id, await context.passwords.hash(password)
    login = await login_at(context, org_id, email)
    try:
        async with context.writing(org_id) as db:
            await accounts.open_account(db, org_id, staff_id, login)  # first: of two at once the second waits here
            if await one_time.take(db, org_id, Kind.INVITATION, token.hash, context.real_now()) is None:
                raise NotLetIn(OVER)
            if await accounts.in_use(db, org_id, staff_id):
                raise NotLetIn(OVER)
            await accounts.set_password(db, org_id, staff_id, hash_)
            await one_time.drop(db, org_id, staff_id, Kind.INVITATION)
    except asyncpg.UniqueViolationError as error:
        raise NotLetIn("login_taken") from error
    return org_id, staff_id


async def set_forgotten(context: Context, text: str, password: str) -> tuple[UUID, UUID]:
    """Another password, for who has the mailed link; all sign-ins, keys and known devices of the person are over."""
    token, staff_id = await holder_of(context, Kind.FORGOTTEN, text)
    org_id, hash_ = token.org_id, await context.passwords.hash(password)
    async with context.writing(org_id) as db:
        if await one_time.take(db, org_id, Kind.FORGOTTEN, token.hash, context.real_now()) is None:
            raise NotLetIn(OVER)
        await one_time.drop(db, org_id, staff_id, Kind.FORGOTTEN)
        await accounts.set_password(db, org_id, staff_id, hash_)
        await accounts.vouch(db, org_id, staff_id)
        await sign_ins.end_all(db, org_id, staff_id)
        await personal_keys.end_all(db, org_id, staff_id)
        await devices.forget(db, org_id, staff_id)
    return org_id, staff_id
