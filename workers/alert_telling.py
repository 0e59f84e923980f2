"""Telling people of an alert: finds out whose it is now, puts it into their inbox, and sends letters on their way."""

from collections.abc import Container
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.alert.decider import RecordAlertDelivered
from domain.alert.events import Grade
from domain.alert.owner import Care, owners, steps, told_of_danger
from domain.alert.state import Alert, whose
from domain.alert.telling import RED_FLAG, still_wanted, ways
from domain.patient.events import Channel
from eventstore.records import NewEffect
from services.actor import system
from services.alert_effects import AlertDelivery, AlertTelling, digest, letter
from services.alert_now import alert_of
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from workers.alert_care import Scene, scene_of
from workers.effects import Claim, End
from workers.sending import Channels

_PAYLOAD = msgspec.json.Decoder(AlertTelling)


class NobodyToTell(Exception):
    """Nobody of the clinic answers alerts, as far as can be told now: operators hear of it when it stays so."""


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
    people = told_by(what, alert, scene.care)
    telling = Telling(claimed, what, alert, scene, now)
    for answer in await execute_all(context, [_call(telling, staff_id, channels) for staff_id in people]):
        if answer.verdict in (Verdict.CONFLICT, Verdict.REFUSED):
            raise NotTold(f"{answer.code or answer.verdict}: {answer.detail or ''}")
    return End.DONE, None


class Telling(Struct, frozen=True):
    """One telling, what it is of, and who there is at this moment."""

    claim: Claim
    what: AlertTelling
    alert: Alert
    scene: Scene
    now: datetime


def told_by(what: AlertTelling, alert: Alert, care: Care) -> tuple[UUID, ...]:
    """Who is told: whom it was passed on to, or whose it is; of a red flag all who may have to act.

    Raises NobodyToTell.
    """
    if what.to is not None:
        people = dict(steps(care)).get(what.to) or owners(care)
    elif alert.rule == RED_FLAG:
        people = tuple(dict.fromkeys(one for _, found in told_of_danger(care) for one in found))
    else:
        people = owners(care)
    if not people:
        raise NobodyToTell(str(what.alert_id))
    return people


def _call(telling: Telling, staff_id: UUID, set_up: Container[str]) -> Call:
    """It stands in the inbox, and letters go out by the ways that are set up."""
    effect_id, org_id = telling.claim.effect_id, telling.claim.org_id
    command = RecordAlertDelivered(
        command_id=uuid5(effect_id, f"told:{staff_id}"),
        at=telling.now,
        alert_id=telling.what.alert_id,
        patient_id=whose(telling.alert),
        channel=Channel.IN_APP.value,
        effect_id=uuid5(effect_id, str(staff_id)),
        staff_id=staff_id,
    )
    staff = telling.scene.care.staff[staff_id]
    if telling.alert.grade is Grade.MEDIUM:
        effects = [digest(staff_id, staff, telling.scene.care.clinic_id, telling.now, telling.scene.zone)]
    else:
        effects = [_letter(telling, staff_id, way) for way in ways(telling.alert, staff) if way in set_up]
    return Call(
        actor=system(org_id, "telling"),
        command=command,
        effects=tuple(effects),
        correlation_id=telling.claim.correlation_id,
    )


def _letter(telling: Telling, staff_id: UUID, way: Channel) -> NewEffect:
    delivery = AlertDelivery(
        alert_id=telling.what.alert_id,
        patient_id=whose(telling.alert),
        clinic_id=telling.scene.care.clinic_id,
        channel=way.value,
        critical=telling.alert.grade is Grade.CRITICAL,
        therapist_id=staff_id,
        why=telling.what.why,
    )
    return letter(telling.claim.effect_id, delivery, telling.now)
