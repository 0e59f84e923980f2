"""Delivering one alert by one way: asks again whether it still matters, sends, and records that it went out."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import uuid5

import msgspec

from domain.alert.decider import RecordAlertDelivered
from domain.alert.telling import Why, still_wanted
from services.actor import system
from services.alert_effects import AlertDelivery
from services.alert_now import alert_and_beginning
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.measured.done import alert_delivered
from workers.alert_care import opening_of
from workers.channels.letter import Letter, NoAddress, Recipient
from workers.effects import Claim, End
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

_PAYLOAD = msgspec.json.Decoder(AlertDelivery)

PHRASES: Mapping[Why, str] = MappingProxyType({Why.ESCALATED: "alert_escalated", Why.WOKEN: "alert_again"})
"""For all other reasons its urgency says it."""


class NotRecorded(Exception):
    """The alert went out, but the log would not take that it did."""


async def deliver_alert(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """How it ended, and why where that needs a word. Raises whatever may be helped by trying again."""
    what = _PAYLOAD.decode(claimed.payload)
    alert, began_at = await alert_and_beginning(context, claimed.org_id, what.alert_id)
    if claimed.effect_id in alert.delivered:
        return End.DONE, None  # sent and recorded by somebody who did not live to close the row
    if not still_wanted(alert, what.why, context.clock.now(claimed.org_id)):
        return End.MOOT, None
    if what.channel not in channels:
        return End.MOOT, f"{what.channel} is not set up"
    try:
        await channels.send(claimed, what.channel, await _letter(context, claimed, what))
    except NoAddress as error:
        return End.MOOT, str(error)
    if began_at is not None and what.why is Why.RAISED and what.therapist_id is not None:
        alert_delivered(began_at, context.clock.now(claimed.org_id), critical=what.critical)
    await _record(context, claimed, what)
    return End.DONE, None


async def _letter(context: Context, claimed: Claim, what: AlertDelivery) -> Letter:
    to = Recipient()
    if what.therapist_id is not None:
        to = await recipient_of(context, claimed.org_id, what.therapist_id)
    opened = await opening_of(context, claimed.org_id, what.clinic_id)
    return Letter(
        effect_id=claimed.effect_id,
        org_id=claimed.org_id,
        to=to,
        words=worded(
            PHRASES.get(what.why, "alert_urgent" if what.critical else "alert_waits"),
            to.language,
            again=claimed.uncertain,
            clinic=opened.name if opened else "Carryover",
            link=f"{context.settings.public_url}/alerts/{what.alert_id}",
        ),
        urgent=what.critical,
        again=claimed.uncertain,
    )


async def _record(context: Context, claimed: Claim, what: AlertDelivery) -> None:
    command = RecordAlertDelivered(
        command_id=uuid5(claimed.effect_id, "delivered"),
        at=context.clock.now(claimed.org_id),
        alert_id=what.alert_id,
        patient_id=what.patient_id,
        channel=what.channel,
        effect_id=claimed.effect_id,
        staff_id=what.therapist_id,
        again=claimed.uncertain,
    )
    call = Call(actor=system(claimed.org_id, "delivery"), command=command, correlation_id=claimed.correlation_id)
    answer = await execute(context, call)
    if answer.verdict in (Verdict.CONFLICT, Verdict.REFUSED):
        raise NotRecorded(f"{answer.code or answer.verdict}: {answer.detail or ''}")
