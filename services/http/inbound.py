"""Word from outside about what was sent: a provider's signed notices, and the click that ends reminders.

Neither comes with a key of ours. A provider signs after Standard Webhooks, with the secret it shares with this service;
the link in a letter carries its own signature.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID, uuid5

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from domain.decider import Command
from domain.patient.commands import WithdrawConsent
from domain.patient.events import Channel, Purpose
from domain.reminder.decider import RecordReminderBounced, RecordReminderDelivered
from eventstore.store import StoreBusy
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.http.forms import read_form
from services.http.problems import Problem
from services.reminder_effects import REMINDER_DELIVER, decode_delivery
from services.unsubscribe import NoLink, whose_link

# What a notice speaks of.
EFFECT = "SELECT kind, payload FROM log.effect WHERE org_id = $1 AND effect_id = $2"

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Carryover</title></head>
<body>{}</body></html>
"""
ASK = PAGE.format(
    "<p lang='en'>No more reminders?</p><p lang='de'>Keine Erinnerungen mehr?</p>"
    "<p lang='es'>¿No más recordatorios?</p><p lang='fr'>Plus de rappels ?</p>"
    "<form method='post'><button>OK</button></form>"
)
ENDED = PAGE.format(
    "<p lang='en'>You will have no more reminders.</p><p lang='de'>Sie erhalten keine Erinnerungen mehr.</p>"
    "<p lang='es'>Ya no recibirá recordatorios.</p><p lang='fr'>Vous ne recevrez plus de rappels.</p>"
)
POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class About(Struct, frozen=True, kw_only=True):
    """Which message: what every one of ours carries."""

    organisation_id: UUID
    effect_id: UUID


class Notice(Struct, frozen=True, kw_only=True):
    """What a provider says; what else it says is passed over."""

    type: Literal["delivered", "bounced", "unsubscribed"]
    data: About


@post("/v1/inbound/{channel:str}", name="takeNotice", status_code=200)
async def notice(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A provider's word on one message; telling it again is harmless."""
    context: Context = request.app.state.context
    channel = request.path_params["channel"]
    if channel not in (Channel.EMAIL, Channel.SMS, Channel.PUSH) or not context.settings.inbound_secret:
        raise Problem("not_found")
    body = await request.body()
    _check(context.settings.inbound_secret, body, dict(request.headers))
    said = read_form(body, Notice, "")
    recorded = await _record(context, await _wishes(context, said, Channel(channel)), said.data.organisation_id)
    outcome = "recorded" if recorded else "ignored"
    return Response(msgspec.json.encode({"outcome": outcome}), media_type="application/json")


@get("/v1/unsubscribe/{token:str}", name="askUnsubscribe", sync_to_thread=False)
def ask(request: Request[Any, Any, Any]) -> Response[bytes]:
    """For who follows the link by hand: a reader of mail that only looks ahead must not end anything."""
    _whose(request)
    return _page(ASK)


@post("/v1/unsubscribe/{token:str}", name="unsubscribe", status_code=200)
async def unsubscribe(request: Request[Any, Any, Any]) -> Response[bytes]:
    """One click (RFC 8058): the patient's consent to reminders is withdrawn. The page says so only where it is."""
    context: Context = request.app.state.context
    org_id, patient_id = _whose(request)
    if not await _record(context, [_withdrawal(context, org_id, patient_id, patient_id)], org_id):
        raise Problem("busy")
    return _page(ENDED)


def inbound_routes() -> list[HTTPRouteHandler]:
    return [notice, ask, unsubscribe]


def _check(secret: str, body: bytes, headers: dict[str, str]) -> None:
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError) as error:  # the latter for a signature of no known form
        raise Problem("unauthenticated", "The notice is not signed as it must be, or too long ago.") from error


async def _wishes(context: Context, said: Notice, channel: Channel) -> Sequence[Command]:
    """What follows from a notice; nothing where nobody asks about such a message, or it is forgotten."""
    org_id, effect_id = said.data.organisation_id, said.data.effect_id
    async with context.reading(org_id) as db:
        row = await db.fetchrow(EFFECT, org_id, effect_id)
    if row is None or row["kind"] != REMINDER_DELIVER:
        return []
    sent = decode_delivery(row["payload"])
    at, command_id = context.clock.now(org_id), uuid5(effect_id, f"{said.type}:{channel}")
    match said.type:
        case "delivered":
            return [
                RecordReminderDelivered(
                    command_id=command_id, at=at, patient_id=sent.patient_id, day=sent.day, effect_id=effect_id
                )
            ]
        case "bounced":
            return [
                RecordReminderBounced(
                    command_id=command_id,
                    at=at,
                    patient_id=sent.patient_id,
                    day=sent.day,
                    effect_id=effect_id,
                    channel=channel,
                )
            ]
        case "unsubscribed":
            return [_withdrawal(context, org_id, sent.patient_id, effect_id)]


def _withdrawal(context: Context, org_id: UUID, patient_id: UUID, cause: UUID) -> WithdrawConsent:
    at = context.clock.now(org_id)
    return WithdrawConsent(
        command_id=uuid5(cause, f"unsubscribed:{at.isoformat()}"),  # who consents again may withdraw again
        at=at,
        patient_id=patient_id,
        purpose=Purpose.REMINDERS,
    )


async def _record(context: Context, wishes: Sequence[Command], org_id: UUID) -> bool:
    """Whether there was anything to record. Raises StoreBusy, so that it is told again."""
    for wish in wishes:
        answer = await execute(context, Call(actor=system(org_id, "inbound"), command=wish))
        if answer.verdict is Verdict.CONFLICT:
            raise StoreBusy("the stream never stood still")
        if answer.verdict is Verdict.REFUSED:
            return False
    return bool(wishes)


def _whose(request: Request[Any, Any, Any]) -> tuple[UUID, UUID]:
    context: Context = request.app.state.context
    try:
        return whose_link(context.settings.master_key, request.path_params["token"])
    except NoLink as error:
        raise Problem("not_found") from error


def _page(text: str) -> Response[bytes]:
    return Response(text.encode(), media_type="text/html", headers={"content-security-policy": POLICY})
