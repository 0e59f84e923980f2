"""Delivering one alert over one channel: asks again whether it still matters, sends, and records that it went out."""

from uuid import UUID, uuid5

import msgspec

from domain.alert.decider import ALERT, RecordAlertDelivered
from domain.alert.state import Alert
from domain.clinic.events import ClinicOpened
from domain.decider import Event, fold
from services.actor import system
from services.alert_effects import AlertDelivery
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from workers.channels.letter import Letter, NoAddress, Recipient
from workers.effects import Claim, End
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

_PAYLOAD = msgspec.json.Decoder(AlertDelivery)


class NotRecorded(Exception):
    """The alert went out, but the log would not take that it did."""


async def deliver_alert(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """How it ended, and why where that needs a word. Raises whatever may be helped by trying again."""
    what = _PAYLOAD.decode(claimed.payload)
    alert = fold(ALERT, await _events(context, claimed.org_id, what.alert_id))
    if claimed.effect_id in alert.delivered:
        return End.DONE, None  # sent and recorded by somebody who did not live to close the row
    if not _matters(alert):
        return End.MOOT, None
    try:
        await channels.send(claimed, what.channel, await _letter(context, claimed, what))
    except NoAddress as error:
        return End.MOOT, str(error)
    await _record(context, claimed, what)
    return End.DONE, None


def _matters(alert: Alert) -> bool:
    return alert.patient_id is not None and not alert.withheld and not alert.acknowledged and alert.resolution is None


async def _letter(context: Context, claimed: Claim, what: AlertDelivery) -> Letter:
    opened = [
        event for event in await _events(context, claimed.org_id, what.clinic_id) if isinstance(event, ClinicOpened)
    ]
    to = Recipient()
    if what.therapist_id is not None:
        to = await recipient_of(context, claimed.org_id, what.therapist_id)
    return Letter(
        effect_id=claimed.effect_id,
        org_id=claimed.org_id,
        to=to,
        words=worded(
            "alert_urgent" if what.critical else "alert_waits",
            to.language,
            again=claimed.uncertain,
            clinic=opened[0].name if opened else "Carryover",
            link=f"{context.settings.public_url}/alerts/{what.alert_id}",
        ),
        urgent=what.critical,
        again=claimed.uncertain,
    )


async def _events(context: Context, org_id: UUID, stream_id: UUID) -> list[Event]:
    decode = context.codec.decode
    stored = await context.store.load(org_id, [stream_id])
    return [decode(recorded.type, recorded.schema_v, recorded.data) for recorded in stored]


async def _record(context: Context, claimed: Claim, what: AlertDelivery) -> None:
    command = RecordAlertDelivered(
        command_id=uuid5(claimed.effect_id, "delivered"),
        at=context.clock.now(claimed.org_id),
        alert_id=what.alert_id,
        patient_id=what.patient_id,
        channel=what.channel,
        effect_id=claimed.effect_id,
    )
    answer = await execute(context, Call(actor=system(claimed.org_id, "delivery"), command=command))
    if answer.verdict in (Verdict.CONFLICT, Verdict.REFUSED):
        raise NotRecorded(f"{answer.code or answer.verdict}: {answer.detail or ''}")
