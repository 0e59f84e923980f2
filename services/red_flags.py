"""A red flag's own way into the log: in one append the report, which is the hold, its alert, and whom to tell.

Nothing here reads a policy, a consent, a read model or the broker. The alert is what the rule decides
(domain/alerting/rules/red_flag.py); the reactor asks the rule again when it reads the report, and finds it there.
"""

from asyncio import Lock
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

import structlog
from msgspec.structs import replace

from domain.alert.decider import AttachToAlert, RaiseAlert
from domain.alert.state import Alert
from domain.alerting.history import History, alert_key
from domain.alerting.judge import Decision, alert_id_of, judge
from domain.alerting.rules.red_flag import RED_FLAG
from domain.decider import Event
from domain.patient.state import Patient
from eventstore.records import Append
from services.actor import system
from services.alert_effects import deliveries
from services.call import Answer, Call, Verdict
from services.deciding import decide
from services.execute import execute_all
from services.places import Log, load_places, load_states, step_of

logger = structlog.get_logger()

NAME = "red_flag"
"""Who raises these alerts, as the log names it."""

LOOKED_AT = 50
"""Of the patient's red flags, the newest: one of their alerts may be open."""

_in_hand: WeakValueDictionary[tuple[UUID, UUID], Lock] = WeakValueDictionary()

THERE = (Verdict.STORED, Verdict.DUPLICATE, Verdict.UNCHANGED)


class Flagged(NamedTuple):
    """What became of a report. `told`: an alert is on its way. `patient`: None where nobody is reached."""

    answer: Answer
    told: bool
    patient: Patient | None


class AtTheDoor(NamedTuple):
    """The report as the rule sees it. Its place in the feed is known only once it is stored, with the alert: 0."""

    event_id: UUID
    pos: int
    occurred_at: datetime
    recorded_at: datetime


async def report_red_flag(log: Log, call: Call) -> Flagged:
    """Run a ReportRedFlag. Raises StoreBusy when the log cannot take it now; every refusal is an answer.

    The alert is written beside every report that is not refused beforehand: where the log itself refuses one, because
    its id is another report's, somebody is told all the same. No version that the caller saw holds it up. Reports of
    one patient are taken one after the other by a process, so that the second joins the alert of the first.
    """
    async with _in_hand.setdefault((call.actor.org_id, step_of(call).key[2]), Lock()):
        return await _report(log, call)


async def _report(log: Log, call: Call) -> Flagged:
    call = replace(call, expected=None, urgent=True)
    step = step_of(call)
    places = await load_places(log, [step], optimistic=False)
    decided = decide(log.codec, step, places)
    if isinstance(decided, Answer):
        return Flagged(decided, told=False, patient=None)
    patient: Patient = places.now[step.key].state
    alerts = await _alerts(log, call.actor.org_id, step.key[2], patient.red_flags[-LOOKED_AT:])
    there = next((alert for alert in alerts.values() if call.command.command_id in alert.facts), None)
    if there is not None:
        [answer] = await execute_all(log, [call])
        return Flagged(answer, told=not there.withheld, patient=patient)
    open_alert = next((alert_id for alert_id, alert in alerts.items() if alert.unresolved), None)
    [wish] = _wishes(log, decided, patient, open_alert)
    answer, beside = await execute_all(log, [call, _alerting(call, wish)])
    if beside.code == "not_open":  # resolved this moment
        [wish] = _wishes(log, decided, patient, None)
        [beside] = await execute_all(log, [_alerting(call, wish)])
    if beside.verdict not in THERE:  # the reactor will raise it
        logger.error("red_flag_without_alert", alert=str(wish.alert_id), code=beside.code, verdict=beside.verdict)
    withheld = isinstance(wish, RaiseAlert) and wish.withheld is not None
    return Flagged(answer, told=beside.verdict in THERE and not withheld, patient=patient)


async def _alerts(log: Log, org_id: UUID, patient_id: UUID, red_flags: Iterable[UUID]) -> dict[UUID, Alert]:
    """The alerts that the patient's red flags may have raised, the newest first."""
    ids = [alert_id_of(patient_id, RED_FLAG.name, "", red_flag) for red_flag in red_flags]
    states = await load_states(log, [(org_id, "alert", alert_id) for alert_id in ids]) if ids else {}
    return {alert_id: states[org_id, "alert", alert_id] for alert_id in reversed(ids)}


def _wishes(log: Log, report: Append, patient: Patient, open_alert: UUID | None) -> list[Decision]:
    """What the rule decides, as it would when it reads the report: an alert raised, or one that is open joined."""
    [new] = report.events
    event: Event = log.codec.decode(new.type, new.schema_v, new.data)
    open_alerts = {} if open_alert is None else {alert_key(RED_FLAG.name, ""): open_alert}
    history = History(pos=-1, clinic_id=patient.clinic_id, therapist_id=patient.therapist_id, open_alerts=open_alerts)
    stored = AtTheDoor(new.event_id, 0, new.occurred_at, report.recorded_at)
    return judge(history, report.stream_id, stored, event, {})[1]


def _alerting(report: Call, wish: Decision) -> Call:
    """A raised alert has a command id of its own: so the reactor, which knows its place, finds it there already."""
    match wish:
        case RaiseAlert():
            command: Decision = replace(wish, command_id=uuid5(wish.alert_id, "raise at the door"))
        case AttachToAlert():
            command = wish
    return Call(
        actor=system(report.actor.org_id, NAME),
        command=command,
        effects=deliveries(command),
        correlation_id=report.correlation_id,
        causation_id=report.command.command_id,
        urgent=True,
    )
