"""Telling people of an alert: finds out whose it is now, puts it into their inbox, and sends letters on their way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
import structlog

from domain.alert.decider import RecordAlertDelivered
from domain.alert.events import Grade
from domain.alert.owner import owners, steps, told_of_danger
from domain.alert.state import Alert, whose
from domain.alert.telling import RED_FLAG, next_digest, still_wanted, ways
from domain.patient.events import Channel
from eventstore.records import NewEffect
from services.actor import system
from services.alert_answering import alert_of
from services.alert_effects import AlertDelivery, AlertTelling, digest, letter
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from workers.alert_care import Scene, scene_of
from workers.effects import Claim, End
from workers.sending import Channels

log = structlog.get_logger()

_PAYLOAD = msgspec.json.Decoder(AlertTelling)


class NotTold(Exception):
    """The log would not take that somebody has the alert in the inbox."""


async def tell_of_alert(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """How it ended, and why where that needs a word. Raises whatever may be helped by trying again."""
    what = _PAYLOAD.decode(claimed.payload)
    org_id = claimed.org_id
    now = context.clock.now(org_id)
    alert = await alert_of(context, org_id, what.alert_id)
    if not still_wanted(alert, what.why, now):
        return End.MOOT, None
    scene = await scene_of(context, org_id, alert, now)
    people = told_by(what, alert, scene)
    if not people:
        log.error("nobody_to_alert", org_id=str(org_id), alert_id=str(what.alert_id))
        return End.MOOT, "nobody answers alerts of this clinic"
    calls = [_call(claimed, what, alert, scene, staff_id, now) for staff_id in people]
    for answer in await execute_all(context, calls):
        if answer.verdict in (Verdict.CONFLICT, Verdict.REFUSED):
            raise NotTold(f"{answer.code or answer.verdict}: {answer.detail or ''}")
    return End.DONE, None


def told_by(what: AlertTelling, alert: Alert, scene: Scene) -> tuple[UUID, ...]:
    """Who is told: whom it was passed on to, or whose it is; of a red flag all who may have to act."""
    if what.to is not None:
        return dict(steps(scene.care)).get(what.to) or owners(scene.care)
    if alert.rule == RED_FLAG:
        return tuple(dict.fromkeys(one for _, people in told_of_danger(scene.care) for one in people))
    return owners(scene.care)


def _call(claimed: Claim, what: AlertTelling, alert: Alert, scene: Scene, staff_id: UUID, now: datetime) -> Call:
    command = RecordAlertDelivered(
        command_id=uuid5(claimed.effect_id, f"told:{staff_id}"),
        at=now,
        alert_id=what.alert_id,
        patient_id=whose(alert),
        channel=Channel.IN_APP.value,
        effect_id=uuid5(claimed.effect_id, str(staff_id)),
        staff_id=staff_id,
    )
    effects = _letters(claimed, what, alert, scene, staff_id, now)
    return Call(actor=system(claimed.org_id, "telling"), command=command, effects=tuple(effects))


def _letters(
    claimed: Claim, what: AlertTelling, alert: Alert, scene: Scene, staff_id: UUID, now: datetime
) -> Sequence[NewEffect]:
    clinic_id, staff = scene.care.clinic_id, scene.care.staff[staff_id]
    if alert.grade is Grade.MEDIUM:
        day, at = next_digest(staff, now, scene.zone)
        return [digest(staff_id, clinic_id, day, at)]
    return [
        letter(
            claimed.effect_id,
            AlertDelivery(
                alert_id=what.alert_id,
                patient_id=whose(alert),
                clinic_id=clinic_id,
                channel=way.value,
                critical=alert.grade is Grade.CRITICAL,
                therapist_id=staff_id,
                why=what.why,
            ),
            now,
        )
        for way in ways(alert, staff)
    ]
