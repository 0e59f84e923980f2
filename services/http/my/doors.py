"""The doors of patients and carers themselves: coming in, who is in, going out."""

from services.accounts.sign_ins import From
from services.accounts.tokens import Token, read_token
from services.actor import ACCESS
from services.audit.entry import Entry, Kind
from services.context import Context
from services.http.address import place_of
from services.http.forms import read_form
from services.http.my.answers import EnterAnswer, LeaveAnswer
from services.http.my.forms import EnterBody
from services.http.operation import Asked, NoQuery, Reply
from services.http.problems import Problem
from services.http.sign_in.browser import told
from services.http.sign_in.cookie import CSRF_HEADER, check_csrf, cookie_in, csrf_token, no_cookie, set_cookie
from services.http.who import MY_COOKIE
from services.patient_access import rows
from services.patient_access.entering import Entered, by_code, by_token, forgiven
from services.patient_access.standing import Unreadable


async def enter(asked: Asked) -> Reply:
    """A fresh device each time: what this browser was in by before, here or in another organisation, is over."""
    body, context, here = read_form(asked.body, EnterBody), asked.context, token_in(asked)
    if (body.code is None) == (body.token is None):
        raise Problem("invalid", "Give the code or the token, one of them.", at="")
    origin = From(asked.seen.address or "", asked.headers.get("user-agent", ""), place_of(asked.seen.address) or "")
    try:
        if body.code is not None:
            found = await by_code(context, body.code, origin, here)
        else:
            found = await by_token(context, body.token or "", origin, here)
    except Unreadable as error:
        raise Problem("unreadable") from error
    await forgiven(context, origin)
    if here is not None and here.org_id != found.org_id:
        async with context.writing(here.org_id) as db:
            await rows.end(db, here)
    await context.audit.note(found.org_id, [_noted(asked, found)])
    return _let_in(context, found)


async def leave(asked: Asked) -> Reply:
    """Also where it was over already: the cookie goes all the same.

    Raises Problem `cross_site` where a device that is in is not left by its own page.
    """
    read_form(asked.body or b"{}", NoQuery)
    token, context, ended = token_in(asked), asked.context, False
    if token is not None:
        async with context.writing(token.org_id) as db:
            if await rows.find(db, token, context.real_now(), seen=False) is not None:
                check_csrf(asked.headers.get(CSRF_HEADER), context.settings.master_key, token)
            ended = await rows.end(db, token)
    return told(LeaveAnswer(ended))._replace(cookies=[no_cookie(MY_COOKIE)])


def token_in(asked: Asked) -> Token | None:
    """What the browser is in by; a cookie that is none of ours counts as none."""
    given = cookie_in(asked.headers.get("cookie"), MY_COOKIE)
    return given and given.token


def _let_in(context: Context, found: Entered) -> Reply:
    token = read_token(found.token)
    assert token is not None  # noqa: S101 (it was just made)
    answer = EnterAnswer(
        bearer=found.bearer,
        csrf=csrf_token(context.settings.master_key, token),
        ends_at=context.clock.now(found.org_id) + found.lasts,
    )
    seconds = max(1, int(found.lasts.total_seconds()))
    return told(answer)._replace(cookies=[set_cookie(found.token, name=MY_COOKIE, seconds=seconds)])


def _noted(asked: Asked, found: Entered) -> Entry:
    return Entry(
        kind=Kind.SIGNED_IN,
        actor=found.signature,
        via=f"{ACCESS}{found.access_id}",
        operation=asked.seen.operation,
        patients=(found.patient_id,),
        address=asked.seen.address,
        request_id=asked.request_id,
    )
