"""Looking at an alert's clock when something may be due: what was put off is told again, what waits is passed on."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.alert.answering import EscalateAlert, WakeAlert
from domain.alert.due import PassOn, Wake, due, next_look
from domain.alert.events import EscalatedBecause
from domain.alert.owner import next_step
from domain.alert.state import Alert, whose
from services.actor import system
from services.alert_effects import AlertDue, look, passing_on, waking
from services.alert_now import alert_of
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from workers.alert_care import Scene, scene_of
from workers.effects import Claim, End, Ended
from workers.sending import Channels

_PAYLOAD = msgspec.json.Decoder(AlertDue)


TELLING_COMES_FIRST = 4
"""Attempts, within two minutes; then passing it on is the telling, whatever became of that one."""


class NotPassedOn(Exception):
    """The log would not take what the clock called for, or somebody did something about it in this very moment."""


class NobodyToldYet(Exception):
    """Its owner has not even been told: the engine was away for longer than the clock ran. That comes first."""


async def look_at_clock(context: Context, channels: Channels, claimed: Claim) -> Ended:
    """Where nothing is to be done yet another look follows. Raises whatever may be helped by trying again."""
    alert_id, org_id = _PAYLOAD.decode(claimed.payload).alert_id, claimed.org_id
    now = context.clock.now(org_id)
    alert = await alert_of(context, org_id, alert_id)
    if not alert.unresolved:
        return Ended(End.MOOT)
    scene = await scene_of(context, org_id, alert, now)
    call = _call(claimed, alert_id, alert, scene, now)
    if call is None:
        again = next_look(alert, now, scene.clinic.hours, scene.zone)
        return Ended(End.MOOT, None, () if again is None else (look(alert_id, again),))
    answer = await execute(context, call)
    if answer.verdict not in (Verdict.STORED, Verdict.DUPLICATE):  # unchanged: its clock is another one by now
        raise NotPassedOn(f"{answer.code or answer.verdict}: {answer.detail or ''}")
    return Ended(End.DONE)


def _call(claimed: Claim, alert_id: UUID, alert: Alert, scene: Scene, now: datetime) -> Call | None:
    """Raises NobodyToldYet."""
    actor = system(claimed.org_id, "clock")
    match due(alert, now, scene.clinic.hours, scene.zone):
        case Wake(answer_by):
            woken = WakeAlert(
                command_id=uuid5(claimed.effect_id, "woken"),
                at=now,
                alert_id=alert_id,
                patient_id=whose(alert),
                answer_by=answer_by,
            )
            return Call(actor=actor, command=woken, effects=waking(woken), correlation_id=claimed.correlation_id)
        case PassOn(because, answer_by):
            step = next_step(scene.care, because, told=alert.told, after=alert.step)
            if step is None:
                return None
            waits = because is EscalatedBecause.UNANSWERED and claimed.attempt < TELLING_COMES_FIRST
            if waits and not alert.told:
                raise NobodyToldYet(str(alert_id))
            passed = EscalateAlert(
                command_id=uuid5(claimed.effect_id, "escalated"),
                at=now,
                alert_id=alert_id,
                patient_id=whose(alert),
                to=step[0],
                answer_by=answer_by,
                because=because,
                staff=step[1],
            )
            effects = passing_on(passed, alert.grade)
            return Call(actor=actor, command=passed, effects=effects, correlation_id=claimed.correlation_id)
        case None:
            return None
