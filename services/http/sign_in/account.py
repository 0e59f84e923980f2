"""One's own account: password, second factors, keys. Whatever lets somebody in is changed only soon after signing in,
and every other sign-in is over then."""

from datetime import datetime, timedelta
from hashlib import sha256

from services.accounts import accounts, passkeys, personal_keys, recovery, sign_ins, throttle, totp
from services.accounts.entering import PASSKEY, TOTP, Entered, by_right
from services.accounts.errors import NotLetIn
from services.accounts.one_time import Kind, take
from services.accounts.sign_ins import SignIn, Span
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.sign_in import browser, noted
from services.http.sign_in.answers import (
    AccountAnswer,
    Ended,
    KeyLine,
    NewPersonalKey,
    PasskeyLine,
    PasskeyOptions,
    RecoveryCodes,
    TotpSecret,
)
from services.http.sign_in.browser import browser_of, told
from services.http.sign_in.forms import ChangePasswordBody, KeyBody, PasskeyAddBody, TotpBody
from services.http.sign_in.mine import id_in, person, signed_in
from services.http.sign_in.preferences import own_preferences
from services.http.sign_in.qr import picture_of

FRESH = timedelta(minutes=15)


async def account(asked: Asked) -> Reply:
    (org_id, staff_id), context = person(asked), asked.context
    preferences = await own_preferences(asked, staff_id)
    async with context.writing(org_id) as db:
        found = await accounts.of_staff(db, org_id, staff_id)
        keys = await personal_keys.of_staff(db, org_id, staff_id, context.real_now())
        answer = AccountAnswer(
            preferences=preferences,
            password=found is not None and found.password_hash is not None,
            totp=await totp.stands(db, org_id, staff_id),
            passkeys=tuple(
                PasskeyLine(passkey_id=each.passkey_id, label=each.label, added_at=each.added_at, used_at=each.used_at)
                for each in await passkeys.of_staff(db, org_id, staff_id)
            ),
            recovery_codes_left=await recovery.left(db, org_id, staff_id),
            keys=tuple(
                KeyLine(
                    key_id=key.key_id, label=key.label, made_at=key.made_at, ends_at=key.ends_at, used_at=key.used_at
                )
                for key in keys
            ),
        )
    return told(answer)


async def change_password(asked: Asked) -> Reply:
    body, here, context = read_form(asked.body, ChangePasswordBody), await fresh(asked), asked.context
    org_id, staff_id, now = here.org_id, here.staff_id, context.real_now()
    async with context.writing(org_id) as db:
        found = await accounts.of_staff(db, org_id, staff_id)
        seconds = await throttle.take(db, org_id, throttle.SECOND_FACTOR, b"password" + staff_id.bytes, now)
    if seconds:
        raise NotLetIn("too_many_tries", seconds)
    if found is None:
        raise Problem("bad_password")
    if found.password_hash is not None and not await context.passwords.verify(found.password_hash, body.password or ""):
        raise Problem("bad_password")
    hash_ = await context.passwords.hash(body.new_password)
    async with context.writing(org_id) as db:
        await throttle.clear(db, org_id, throttle.SECOND_FACTOR, b"password" + staff_id.bytes)
        await accounts.set_password(db, org_id, staff_id, hash_)
        await personal_keys.end_all(db, org_id, staff_id)
    began_at = here.began_at if found.password_hash is None else now
    return browser.entered(context, await _renewed(asked, here, "password", began_at=began_at))


async def begin_totp(asked: Asked) -> Reply:
    here, context = await fresh(asked), asked.context
    async with context.writing(here.org_id) as db:
        secret = await totp.begin(db, context.vault, here.org_id, here.staff_id, context.real_now())
    if secret is None:
        raise Problem("already_set_up")
    address = totp.address_of(secret, str(here.staff_id))
    return told(TotpSecret(secret, address, picture_of(address)))


async def confirm_totp(asked: Asked) -> Reply:
    body, here, context = read_form(asked.body, TotpBody), await fresh(asked), asked.context
    async with context.writing(here.org_id) as db:
        right = await totp.check(
            db, context.vault, here.org_id, here.staff_id, body.code, context.real_now(), first=True
        )
    if not right:
        raise Problem("bad_code")
    return browser.entered(context, await _renewed(asked, here, "totp", TOTP))


async def remove_totp(asked: Asked) -> Reply:
    here = await fresh(asked)
    async with asked.context.writing(here.org_id) as db:
        removed = await totp.remove(db, here.org_id, here.staff_id)
    if not removed:
        raise Problem("not_found")
    return browser.entered(asked.context, await _renewed(asked, here, "totp removed"))


async def ask_new_passkey(asked: Asked) -> Reply:
    here, context = await fresh(asked), asked.context
    async with context.writing(here.org_id) as db:
        options = await passkeys.ask_new(
            db, context.settings.public_url, here.org_id, here.staff_id, str(here.staff_id), context.real_now()
        )
    return told(PasskeyOptions(options))


async def add_passkey(asked: Asked) -> Reply:
    body, here, context = read_form(asked.body, PasskeyAddBody), await fresh(asked), asked.context
    challenge, now, added = passkeys.challenge_in(body.credential), context.real_now(), None
    if challenge is not None:
        async with context.writing(here.org_id) as db:
            kept = await take(db, here.org_id, Kind.PASSKEY_NEW, sha256(challenge).digest(), now)
        if kept is not None and kept.staff_id == here.staff_id:
            async with context.writing(here.org_id) as db:
                answer = passkeys.Answered(body.credential, challenge)
                added = await passkeys.add(db, context.settings.public_url, here, answer, body.label, now)
    if added is None:
        raise Problem("bad_passkey")
    return browser.entered(context, await _renewed(asked, here, "passkey", PASSKEY))


async def remove_passkey(asked: Asked) -> Reply:
    here = await fresh(asked)
    async with asked.context.writing(here.org_id) as db:
        removed = await passkeys.remove(db, here.org_id, here.staff_id, id_in(asked, "passkey_id"))
    if not removed:
        raise Problem("not_found")
    return browser.entered(asked.context, await _renewed(asked, here, "passkey removed"))


async def new_recovery_codes(asked: Asked) -> Reply:
    here = await fresh(asked)
    async with asked.context.writing(here.org_id) as db:
        codes = await recovery.replace(db, here.org_id, here.staff_id)
    await noted.granted(asked, here.org_id, here.staff_id, "recovery codes")
    return told(RecoveryCodes(tuple(codes)))


async def make_key(asked: Asked) -> Reply:
    body, here, context = read_form(asked.body, KeyBody), await fresh(asked), asked.context
    async with context.writing(here.org_id) as db:
        made = await personal_keys.add(db, here.org_id, here.staff_id, body.label, body.days, context.real_now())
    if made is None:
        raise Problem("enough_keys")
    await noted.granted(asked, here.org_id, here.staff_id, f"key:{made.key_id}")
    return told(NewPersonalKey(key_id=made.key_id, api_key=made.text, ends_at=made.ends_at))


async def end_key(asked: Asked) -> Reply:
    """Also with the key itself: who has lost one wants to be rid of it at once."""
    org_id, staff_id = person(asked)
    key_id = id_in(asked, "own_key_id")
    async with asked.context.writing(org_id) as db:
        ended = await personal_keys.end(db, org_id, staff_id, key_id)
    if not ended:
        raise Problem("not_found")
    await noted.granted(asked, org_id, staff_id, f"key:{key_id} ended")
    return told(Ended(1))


async def fresh(asked: Asked) -> SignIn:
    """The sign-in of the last fifteen minutes. Raises Problem `sign_in_again`."""
    here = await signed_in(asked)
    if asked.context.real_now() - here.began_at > FRESH:
        raise Problem("sign_in_again")
    return here


async def _renewed(asked: Asked, here: SignIn, what: str, *factors: str, began_at: datetime | None = None) -> Entered:
    """All sign-ins of the person are over; this browser has another one, which ends when the one before would have.

    `began_at`: now, where something was proven that was known before; otherwise it is as old as the one before.
    """
    await noted.granted(asked, here.org_id, here.staff_id, what)
    async with asked.context.writing(here.org_id) as db:
        await sign_ins.end_all(db, here.org_id, here.staff_id)
    proven = tuple(dict.fromkeys((*here.factors, *factors)))
    span = Span(began_at or here.began_at, here.ends_at)
    return await by_right(asked.context, here.org_id, here.staff_id, proven, browser_of(asked), span)
