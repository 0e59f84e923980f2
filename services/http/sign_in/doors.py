"""The doors that are open to all: a password, a second factor, a passkey, a mailed link, an invitation."""

from hashlib import sha256
from uuid import UUID

from services.accounts import passkeys, throttle
from services.accounts.entering import (
    FAILED,
    PASSWORD,
    RECOVERY,
    TOTP,
    Browser,
    by_passkey,
    by_password,
    by_right,
    by_second,
    half_in,
)
from services.accounts.errors import NotLetIn
from services.accounts.houses import house_of
from services.accounts.invitations import accept, forgotten, set_forgotten
from services.accounts.one_time import Kind, take
from services.context import Context
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.sign_in import noted
from services.http.sign_in.answers import Accepted, PasskeyOptions
from services.http.sign_in.browser import browser_of, told
from services.http.sign_in.forms import (
    AcceptBody,
    LinkBody,
    LinkPasswordBody,
    PasskeyAskBody,
    PasskeyBody,
    RecoveryBody,
    SignInBody,
    TotpBody,
)


async def sign_in(asked: Asked) -> Reply:
    body = read_form(asked.body, SignInBody)
    async with noted.failures(asked, body.organisation_id):
        found = await by_password(asked.context, body.organisation_id, body.email, body.password, browser_of(asked))
    return await noted.entered(asked, found)


async def totp_code(asked: Asked) -> Reply:
    return await _second(asked, TOTP, read_form(asked.body, TotpBody).code)


async def recovery_code(asked: Asked) -> Reply:
    return await _second(asked, RECOVERY, read_form(asked.body, RecoveryBody).code)


async def ask_passkey(asked: Asked) -> Reply:
    body = read_form(asked.body, PasskeyAskBody)
    context = asked.context
    house = await _counted(context, body.organisation_id, browser_of(asked), throttle.CHALLENGE)
    async with context.writing(house) as db:
        return told(PasskeyOptions(await passkeys.ask(db, context.settings.public_url, house, context.real_now())))


async def passkey(asked: Asked) -> Reply:
    body = read_form(asked.body, PasskeyBody)
    context, browser = asked.context, browser_of(asked)
    async with noted.failures(asked, body.organisation_id):
        half = await half_in(context, browser)
        house = await _counted(context, body.organisation_id, browser)
        challenge, now, staff_id = passkeys.challenge_in(body.credential), context.real_now(), None
        async with context.writing(house) as db:
            kept = None if challenge is None else await take(db, house, Kind.PASSKEY, sha256(challenge).digest(), now)
        if challenge is not None and kept is not None:
            answer = passkeys.Answered(body.credential, challenge)
            async with context.writing(house) as db:
                staff_id = await passkeys.check(db, context.settings.public_url, house, answer, now)
        found = await by_passkey(context, staff_id, house, half, browser)
        async with context.writing(house) as db:
            await throttle.give_back(db, house, throttle.ADDRESS, browser.origin.counted, now)
    return await noted.entered(asked, found)


async def ask_link(asked: Asked) -> Reply:
    body = read_form(asked.body, LinkBody)
    await forgotten(asked.context, body.organisation_id, body.email, browser_of(asked).origin)
    return told(Accepted(), status=202)


async def link_password(asked: Asked) -> Reply:
    body = read_form(asked.body, LinkPasswordBody)
    org_id, staff_id = await set_forgotten(asked.context, body.token, body.password)
    await noted.granted(asked, org_id, staff_id, "password")
    return told(Accepted())


async def accept_invitation(asked: Asked) -> Reply:
    body = read_form(asked.body, AcceptBody)
    org_id, staff_id = await accept(asked.context, body.token, body.email, body.password)
    await noted.granted(asked, org_id, staff_id, "account")
    found = await by_right(asked.context, org_id, staff_id, (PASSWORD,), browser_of(asked))
    return await noted.entered(asked, found)


async def _second(asked: Asked, factor: str, code: str) -> Reply:
    browser = browser_of(asked)
    half = await half_in(asked.context, browser)
    if half is None:
        raise NotLetIn(FAILED)
    async with noted.failures(asked, half.org_id):
        found = await by_second(asked.context, half, factor, code, browser)
    return await noted.entered(asked, found)


async def _counted(
    context: Context, org_id: UUID, browser: Browser, tries: throttle.Throttle = throttle.ADDRESS
) -> UUID:
    """The house, where this address is heard now. Raises NotLetIn."""
    house = await house_of(context, org_id)
    async with context.writing(house) as db:
        seconds = await throttle.take(db, house, tries, browser.origin.counted, context.real_now())
    if seconds:
        raise NotLetIn("too_many_tries", seconds)
    return house
