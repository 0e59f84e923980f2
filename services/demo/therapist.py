"""How the therapists answered the alerts of the past: soon, by a call, by reassurance or by a changed program."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.decider import RaiseAlert, RecordAlertDelivered
from domain.alert.events import Grade, Resolution
from services.actor import system
from services.alert_effects import CONSOLE, AlertDelivery, deliveries, letter
from services.demo.case import Case, Wish

NOT_SEEN_YET = timedelta(hours=6)
"""Alerts of the last hours are left to the engine, which raises and delivers them when it first reads the log."""

RESOLUTIONS = (Resolution.CALLED, Resolution.REASSURED, Resolution.CALLED, Resolution.REFERRED)


def answers(raised: RaiseAlert, case: Case, revised_at: Sequence[datetime]) -> list[Wish] | None:
    """What followed on an alert, in order of time; None where nobody has seen it yet.

    `revised_at`: when the patient's program was revised.
    """
    if raised.withheld is not None:
        return []
    if raised.at > case.now - NOT_SEEN_YET:
        return None
    seen_at, over_at = _usual_times(raised)
    resolution = RESOLUTIONS[raised.alert_id.int % len(RESOLUTIONS)]
    for at in revised_at:
        if raised.at < at < raised.at + timedelta(days=4):
            over_at, resolution = at + timedelta(minutes=2), Resolution.PROGRAM_CHANGED
    acknowledged = case.decided(
        AcknowledgeAlert,
        f"{raised.alert_id} acknowledged",
        min(seen_at, over_at),
        alert_id=raised.alert_id,
        staff_id=case.therapist_id,
    )
    resolved = case.decided(
        ResolveAlert,
        f"{raised.alert_id} resolved",
        over_at,
        alert_id=raised.alert_id,
        staff_id=case.therapist_id,
        resolution=resolution,
    )
    return [*_told(raised, case), acknowledged, resolved]


def _usual_times(raised: RaiseAlert) -> tuple[datetime, datetime]:
    """When an alert was seen, and when the matter was settled: within its clock, no two alike."""
    chance = raised.alert_id.int
    if raised.grade is Grade.CRITICAL:
        return raised.at + timedelta(minutes=12 + chance % 70), raised.at + timedelta(minutes=600 + chance % 1200)
    return raised.at + timedelta(minutes=120 + chance % 300), raised.at + timedelta(minutes=1320 + chance % 600)


def _told(raised: RaiseAlert, case: Case) -> list[Wish]:
    """In the inbox, and by e-mail where it was not medium; with the ids that the workers would have given it."""
    telling, console, *_ = (effect.effect_id for effect in deliveries(raised))
    staff_id, at = case.therapist_id, raised.at + timedelta(seconds=1)
    mail = AlertDelivery(
        alert_id=raised.alert_id,
        patient_id=raised.patient_id,
        clinic_id=raised.clinic_id,
        channel="email",
        therapist_id=staff_id,
    )
    told = [
        _delivered(raised, case, "in_app", uuid5(telling, str(staff_id)), staff_id),
        _delivered(raised, case, CONSOLE, console, None),
    ]
    if raised.grade is not Grade.MEDIUM:
        told.append(_delivered(raised, case, "email", letter(telling, mail, at).effect_id, staff_id))
    return told


def _delivered(raised: RaiseAlert, case: Case, channel: str, effect_id: UUID, staff_id: UUID | None) -> Wish:
    command = RecordAlertDelivered(
        command_id=uuid5(effect_id, "delivered"),
        at=raised.at + timedelta(seconds=1),
        alert_id=raised.alert_id,
        patient_id=raised.patient_id,
        channel=channel,
        effect_id=effect_id,
        staff_id=staff_id,
    )
    return Wish(system(case.founding.organisation_id, "delivery"), command)
