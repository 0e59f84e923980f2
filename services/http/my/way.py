"""The way of patients and carers: by the cookie of a device that came in, asked of the database on every request."""

from services.accounts.tokens import Token
from services.actor import ACCESS, Actor, ActorKind
from services.context import Context
from services.http.body import EVENTS_PATH, Heading
from services.http.problems import Problem
from services.http.sign_in.cookie import CSRF_HEADER, READING, check_csrf, check_origin, cookie_in
from services.http.who import MY_COOKIE, Way, nobody
from services.patient_access import rows
from services.patient_access.standing import Unreadable, standing

PATHS = frozenset({EVENTS_PATH, "/v1/my", "/my"})
PATHS_BELOW = ("/v1/my/", "/my/")
"""Where whoever has come in both as staff and as a patient is the patient; everywhere else they are staff."""


def my_way(context: Context) -> Way:
    """None where a request carries no such cookie, or one of staff beside it at an address of theirs. Raises Problem
    `unauthenticated` where it is no good, whatever the reason, and `cross_site` where a request that writes does not
    prove that it was meant.
    """

    async def way(method: str, path: str, heading: Heading) -> Actor | None:
        cookies = _said(heading, "cookie")
        given = cookie_in(cookies, MY_COOKIE)
        if given is None or not (is_of_patients(path) or cookie_in(cookies) is None):
            return None
        actor = None if given.token is None else await _come_in(context, given.token)
        if given.token is None or actor is None:
            raise nobody()
        if method not in READING:
            check_origin(_said(heading, "origin"), _said(heading, "sec-fetch-site"), context.settings.public_url)
            check_csrf(_said(heading, CSRF_HEADER), context.settings.master_key, given.token)
        return actor

    return way


def is_of_patients(path: str) -> bool:
    return path in PATHS or path.startswith(PATHS_BELOW)


async def _come_in(context: Context, token: Token) -> Actor | None:
    """Who is at the device. One whose way in stands no longer is forgotten. Raises Problem `unreadable`."""
    async with context.writing(token.org_id) as db:
        device = await rows.find(db, token, context.real_now())
    if device is None:
        return None
    try:
        stands = await standing(context, token.org_id, device.patient_id, device.access_id)
    except Unreadable as error:
        raise Problem("unreadable") from error
    if stands is None:
        async with context.writing(token.org_id) as db:
            await rows.end(db, token)
        return None
    patient, access = stands
    assert patient.clinic_id is not None  # noqa: S101 for the type checker: whoever stands is treated somewhere
    return Actor(
        kind=ActorKind.PATIENT,
        org_id=token.org_id,
        id=device.patient_id,
        clinics=(patient.clinic_id,),
        via=f"{ACCESS}{device.access_id}",
        bearer=access.bearer,
        device=device.device_id,
    )


def _said(heading: Heading, name: str) -> str | None:
    value = heading.get(name.encode())
    return None if value is None else value.decode("latin-1")
