"""How the therapists answered the alerts of the past: soon, by a call, by reassurance or by a changed program."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid5

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.decider import RaiseAlert, RecordAlertDelivered
from domain.alert.events import Grade, Resolution
from services.actor import system
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
    return [_delivered(raised, case, "email"), _delivered(raised, case, "console"), acknowledged, resolved]


def _usual_times(raised: RaiseAlert) -> tuple[datetime, datetime]:
    """When an alert was seen, and when the matter was settled: within its clock, no two alike."""
    chance = raised.alert_id.int
    if raised.grade is Grade.CRITICAL:
        return raised.at + timedelta(minutes=12 + chance % 70), raised.at + timedelta(minutes=600 + chance % 1200)
    return raised.at + timedelta(minutes=120 + chance % 300), raised.at + timedelta(minutes=1320 + chance % 600)


def _delivered(raised: RaiseAlert, case: Case, channel: str) -> Wish:
    """With the ids that the workers would have given it."""
    effect_id = uuid5(raised.alert_id, channel)
    command = RecordAlertDelivered(
        command_id=uuid5(effect_id, "delivered"),
        at=raised.at + timedelta(seconds=1),
        alert_id=raised.alert_id,
        patient_id=raised.patient_id,
        channel=channel,
        effect_id=effect_id,
    )
    return Wish(system(case.founding.organisation_id, "delivery"), command)
