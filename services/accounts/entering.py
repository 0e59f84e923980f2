"""Signing in: the password, then the second factor where there is one; each step leaves what was held before."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection
from services.accounts import accounts, devices, passkeys, recovery, sign_ins, throttle, totp
from services.accounts.errors import NotLetIn
from services.accounts.houses import house_of, login_at
from services.accounts.sign_ins import Begun, From, SignIn, Span, mark_of
from services.accounts.standing import staff_actor
from services.accounts.tokens import Token
from services.actor import Actor
from services.context import Context

FAILED = "sign_in_failed"
PASSWORD, TOTP, RECOVERY, PASSKEY = "password", "totp", "recovery", "passkey"


class Browser(NamedTuple):
    """What a request carries beside the words: where it is from, its sign-in and its device, where it has them."""

    origin: From
    sign_in: Token | None = None
    device: Token | None = None


class Entered(Struct, frozen=True, kw_only=True):
    """A sign-in, or the half of one; `second`: the factors of which one is still wanted."""

    org_id: UUID
    staff_id: UUID
    begun: Begun
    actor: Actor
    second: tuple[str, ...] = ()
    device: str | None = None  # what the device keeps from now on, where it is new


async def by_password(context: Context, org_id: UUID, email: str, password: str, browser: Browser) -> Entered:
    """Raises NotLetIn, and StoreBusy where too many passwords are being checked."""
    house = await house_of(context, org_id)
    login, now = await login_at(context, house, email), context.real_now()
    async with context.writing(house) as db:
        account = await accounts.by_login(db, house, login)
        known = account is not None and await devices.is_of(db, browser.device, house, account.staff_id, now)
        seconds = await _counted(db, house, login, known, browser, now)
    if seconds:
        raise NotLetIn("too_many_tries", seconds)
    right = await context.passwords.verify(account.password_hash if account else None, password)
    actor = await staff_actor(context, house, account.staff_id, "") if account and right else None
    if account is None or actor is None or account.password_hash is None:
        raise NotLetIn(FAILED)
    fresh = await context.passwords.hash(password) if context.passwords.is_old(account.password_hash) else None
    async with context.writing(house) as db:
        if fresh is not None:
            await accounts.set_password(db, house, account.staff_id, fresh)
        await _forgiven(db, house, login, known, browser, now)
        second = await second_factors(db, house, account.staff_id)
    return await _enter(context, actor, (PASSWORD,), browser, second)


async def by_second(context: Context, half: SignIn, factor: str, code: str, browser: Browser) -> Entered:
    """With a time-based code or a recovery code, for who told the password. Raises NotLetIn."""
    org_id, staff_id, now = half.org_id, half.staff_id, context.real_now()
    async with context.writing(org_id) as db:
        known = await devices.is_of(db, browser.device, org_id, staff_id, now)
        tries, of = (throttle.SECOND_FACTOR, staff_id.bytes)
        if known and browser.device is not None:  # whoever knows the password elsewhere slows nobody down here
            tries, of = (throttle.SECOND_ON_DEVICE, browser.device.hash)
        seconds = await throttle.take(db, org_id, tries, of, now)
    if seconds:
        raise NotLetIn("too_many_tries", seconds)
    async with context.writing(org_id) as db:
        if factor == TOTP:
            right = await totp.check(db, context.vault, org_id, staff_id, code, now)
        else:
            right = await recovery.use(db, org_id, staff_id, code)
        if right:
            await throttle.clear(db, org_id, tries, of)
    return await _second(context, half, factor, right, browser)


async def by_passkey(
    context: Context, staff_id: UUID | None, org_id: UUID, half: SignIn | None, browser: Browser
) -> Entered:
    """For whose passkey has answered a challenge of ours: alone it is both factors. Raises NotLetIn."""
    if half is not None:
        right = staff_id == half.staff_id and org_id == half.org_id
        return await _second(context, half, PASSKEY, right, browser)
    actor = None if staff_id is None else await staff_actor(context, org_id, staff_id, "")
    if actor is None:
        raise NotLetIn(FAILED)
    return await _enter(context, actor, (PASSKEY,), browser)


async def by_right(
    context: Context, org_id: UUID, staff_id: UUID, factors: tuple[str, ...], browser: Browser, span: Span | None = None
) -> Entered:
    """For whom an invitation or a provider let in, or a sign-in that this one follows, over the same `span`.

    Raises NotLetIn for who may nothing any more.
    """
    actor = await staff_actor(context, org_id, staff_id, "")
    if actor is None:
        raise NotLetIn(FAILED)
    return await _enter(context, actor, factors, browser, span=span)


async def half_in(context: Context, browser: Browser) -> SignIn | None:
    """The sign-in that waits for its second factor in this browser, where there is one."""
    if browser.sign_in is None:
        return None
    async with context.writing(browser.sign_in.org_id) as db:
        found = await sign_ins.find(db, browser.sign_in, context.real_now())
    return found if found is not None and found.rights is None else None


async def second_factors(db: Connection, org_id: UUID, staff_id: UUID) -> tuple[str, ...]:
    """Those that somebody has; of recovery codes alone nobody is asked."""
    stands = [TOTP] if await totp.stands(db, org_id, staff_id) else []
    stands += [PASSKEY] if await passkeys.of_staff(db, org_id, staff_id) else []
    if stands and await recovery.left(db, org_id, staff_id):
        stands.append(RECOVERY)
    return tuple(stands)


async def _second(context: Context, half: SignIn, factor: str, right: bool, browser: Browser) -> Entered:
    actor = await staff_actor(context, half.org_id, half.staff_id, "") if right else None
    if actor is None or browser.sign_in is None:
        raise NotLetIn(FAILED)
    async with context.writing(half.org_id) as db:
        if not await sign_ins.end(db, browser.sign_in):  # it was completed elsewhere meanwhile
            raise NotLetIn(FAILED)
    return await _enter(context, actor, (*half.factors, factor), browser)


async def _enter(
    context: Context,
    actor: Actor,
    factors: tuple[str, ...],
    browser: Browser,
    second: tuple[str, ...] = (),
    span: Span | None = None,
) -> Entered:
    """A fresh sign-in; the one that the browser came with is over."""
    org_id, now = actor.org_id, context.real_now()
    if actor.id is None:
        raise NotLetIn(FAILED)
    if browser.sign_in is not None:
        async with context.writing(browser.sign_in.org_id) as db:
            await sign_ins.end(db, browser.sign_in)
    device = None
    async with context.writing(org_id) as db:
        mark = None if second else mark_of(actor)
        begun = await sign_ins.begin(db, org_id, actor.id, factors, browser.origin, now, mark, span)
        if not second and not await devices.is_of(db, browser.device, org_id, actor.id, now):
            device = await devices.remember(db, org_id, actor.id, now)
    return Entered(org_id=org_id, staff_id=actor.id, begun=begun, actor=actor, second=second, device=device)


async def _counted(db: Connection, house: UUID, login: bytes, known: bool, browser: Browser, now: datetime) -> float:
    """In how many seconds this try would be heard; 0: now. It is counted before anything is compared."""
    if known and browser.device is not None:
        return await throttle.take(db, house, throttle.DEVICE, browser.device.hash, now)
    seconds = await throttle.take(db, house, throttle.ADDRESS, browser.origin.counted, now)
    return seconds or await throttle.take(db, house, throttle.ACCOUNT, login, now)


async def _forgiven(db: Connection, house: UUID, login: bytes, known: bool, browser: Browser, now: datetime) -> None:
    if known and browser.device is not None:
        await throttle.clear(db, house, throttle.DEVICE, browser.device.hash)
    else:
        await throttle.clear(db, house, throttle.ACCOUNT, login)
        await throttle.give_back(db, house, throttle.ADDRESS, browser.origin.counted, now)
    await throttle.drop_old(db, house, now)
