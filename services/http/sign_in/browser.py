"""What a request to these doors carries beside its words, and what an answer leaves in the browser."""

from collections.abc import Awaitable, Callable
from math import ceil

from litestar.datastructures import Cookie
from msgspec import Struct

from services.accounts.devices import KNOWN_FOR
from services.accounts.entering import Browser, Entered
from services.accounts.errors import NotLetIn
from services.accounts.sign_ins import From
from services.accounts.tokens import read_token
from services.context import Context
from services.http.address import place_of
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.sign_in.answers import SignInAnswer
from services.http.sign_in.cookie import DEVICE, check_origin, cookie_in, csrf_token, set_cookie

Run = Callable[[Asked], Awaitable[Reply]]


def browser_of(asked: Asked) -> Browser:
    """Cookies that are none of ours count as none."""
    cookies = asked.headers.get("cookie")
    sign_in, device = cookie_in(cookies), cookie_in(cookies, DEVICE)
    origin = From(asked.seen.address or "", asked.headers.get("user-agent", ""), place_of(asked.seen.address) or "")
    return Browser(origin, sign_in and sign_in.token, device and device.token)


def at_the_door(run: Run) -> Run:
    """For the doors that are open to all: no page of another site may use them, and refusals get their codes."""

    async def guarded(asked: Asked) -> Reply:
        origin, site = asked.headers.get("origin"), asked.headers.get("sec-fetch-site")
        check_origin(origin, site, asked.context.settings.public_url)
        return await refusing(run)(asked)

    return guarded


def refusing(run: Run) -> Run:
    """With who is not let in told so as a problem."""

    async def guarded(asked: Asked) -> Reply:
        try:
            return await run(asked)
        except NotLetIn as refusal:
            again = {} if refusal.seconds is None else {"retry-after": str(ceil(refusal.seconds))}
            raise Problem(refusal.code, headers=again) from refusal

    return guarded


def entered(context: Context, entered: Entered) -> Reply:
    """The answer that leaves a fresh sign-in in the browser."""
    token = read_token(entered.begun.token)
    assert token is not None  # noqa: S101 (it was just made)
    csrf = None if entered.second else csrf_token(context.settings.master_key, token)
    answer = SignInAnswer(
        status="second_factor" if entered.second else "signed_in",
        second_factors=entered.second,
        csrf=csrf,
        ends_at=entered.begun.ends_at,
    )
    return left(encode(answer), entered)


def left(body: bytes, entered: Entered, status: int = 200, location: str | None = None) -> Reply:
    """With the cookies of a sign-in just begun."""
    cookies: list[Cookie] = [set_cookie(entered.begun.token)]
    if entered.device is not None:
        cookies.append(set_cookie(entered.device, name=DEVICE, seconds=int(KNOWN_FOR.total_seconds())))
    headers = {} if location is None else {"location": location}
    return Reply(body, headers, status=status, cookies=cookies)


def told(answer: Struct, status: int = 200) -> Reply:
    return Reply(encode(answer), status=status)
