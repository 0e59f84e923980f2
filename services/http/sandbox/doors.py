"""Making a sandbox, for an owner or admin of any organisation or for anybody where that is open; moving its clock."""

from datetime import datetime, timedelta

from services.actor import NOBODY
from services.audit.entry import Entry, Kind
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.sandbox.forms import ClockBody, ClockMoved, SandboxBody, SandboxKeys, SandboxMade
from services.sandbox.clock import NotMoved, NotSettled, moved
from services.sandbox.making import make_sandbox

ANYBODY = "nobody"
"""Who made a sandbox without a key."""


async def make(asked: Asked) -> Reply:
    context, body = asked.context, read_form(asked.body or b"{}", SandboxBody)
    sandbox = await make_sandbox(context, name=body.name, partner_name=body.partner_name)
    made = sandbox.made
    known = asked.actor is not NOBODY
    if known:
        asked.seen.granted(what="sandbox", about=str(made.organisation_id))
    await context.audit.note(
        made.organisation_id,
        [
            Entry(
                kind=Kind.GRANTED,
                actor=asked.actor.signature if known else ANYBODY,
                operation=asked.seen.operation,
                address=asked.seen.address,
                request_id=asked.request_id,
                detail={"what": "sandbox", "about": str(made.organisation_id)},
            )
        ],
    )
    url = context.settings.public_url
    answer = SandboxMade(
        organisation_id=made.organisation_id,
        clinic_ids=made.clinic_ids,
        owner_id=made.owner_id,
        therapist_ids=made.therapist_ids,
        partner_id=made.partner_id,
        patient_ids=sandbox.patient_ids,
        api_keys=SandboxKeys(owner=made.owner_key, therapist=made.therapist_key, partner=made.partner_key),
        now=context.clock.now(made.organisation_id),
        api=url,
        documentation=f"{url}/docs/start",
    )
    return Reply(encode(answer))


async def move_clock(asked: Asked) -> Reply:
    """To an organisation that is no sandbox there is nothing here."""
    body = read_form(asked.body, ClockBody)
    if not asked.context.clock.is_sandbox(asked.actor.org_id):
        raise Problem("not_found")
    now = await _moved(asked, body)
    asked.seen.changed((), what="clock", until=now.isoformat())
    return Reply(encode(ClockMoved(now=now)))


async def _moved(asked: Asked, body: ClockBody) -> datetime:
    forward = body.until if body.forward is None else timedelta(hours=body.forward)
    if forward is None or None not in (body.forward, body.until):
        raise Problem("invalid", "Give either forward or until.")
    try:
        now = await moved(asked.context, asked.actor.org_id, forward)
    except NotMoved as refusal:
        raise Problem("clock_not_moved", str(refusal), at="/until" if body.until else "/forward") from refusal
    except NotSettled as refusal:
        raise Problem("busy", "What happened so far is not seen to yet.") from refusal
    if now is None:
        raise Problem("not_found")
    return now
