"""What is to be done in the world for an alert, written together with its events: telling people, and its clock."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.alert.answering import EscalateAlert, SnoozeAlert, WakeAlert
from domain.alert.decider import AttachToAlert, RaiseAlert, RegradeAlert
from domain.alert.events import EscalatedBecause, Grade, Step
from domain.alert.telling import RED_FLAG, Why, digest_time, next_digest
from domain.decider import Command
from domain.staff.member import Staff
from domain.values import ZoneName
from eventstore.records import NewEffect

ALERT_TELL = "alert.tell"
ALERT_DELIVER = "alert.deliver"
ALERT_DUE = "alert.due"
DIGEST_DELIVER = "digest.deliver"
"""The stored kinds of these effects."""

OF_USE_FOR = timedelta(days=7)
"""Of a letter, by the organisation's clock: after it nobody is sent an old one; the alert still stands in the inbox.

Who is to be told of an alert is found out however late: it may have been found late itself.
"""

DIGEST_OF_USE_FOR = timedelta(hours=12)

CONSOLE = "console"


class AlertTelling(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The payload of a telling: who it is to be is found out when it is done. Ids only, here as below."""

    alert_id: UUID
    why: Why
    to: Step | None = None  # none: whose it is then
    critical: bool = False


class AlertDelivery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The payload of a letter to one member of staff, or of a line on the console."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    channel: str
    critical: bool = False
    therapist_id: UUID | None = None  # to whom
    why: Why = Why.RAISED


class AlertDue(Struct, frozen=True, kw_only=True):
    """The payload of a look at an alert's clock."""

    alert_id: UUID


class Digest(Struct, frozen=True, kw_only=True):
    """The payload of a day's digest for one member of staff."""

    staff_id: UUID
    clinic_id: UUID  # by whose clocks
    day: date


def deliveries(wish: RaiseAlert | RegradeAlert | AttachToAlert) -> tuple[NewEffect, ...]:
    """What goes out with what a rule decided: nothing for a withheld alert, nor for what is merely attached to one that
    stands in the inbox already; but a red flag is told of each time."""
    match wish:
        case RaiseAlert(withheld=None):
            urgent = wish.grade is Grade.CRITICAL
            told = _telling(wish.alert_id, Why.RAISED, "", wish.at, critical=urgent)
            return (told, _on_the_console(wish), look(wish.alert_id, wish.answer_by))
        case RaiseAlert():
            return ()
        case RegradeAlert():
            urgent = wish.grade is Grade.CRITICAL
            told = _telling(wish.alert_id, Why.REGRADED, wish.day.isoformat(), wish.at, critical=urgent)
            return (told, look(wish.alert_id, wish.answer_by))
        case AttachToAlert(rule=rule) if rule == RED_FLAG:
            told = _telling(wish.alert_id, Why.ATTACHED, str(wish.fact), wish.at, critical=True)
            return (told,) if wish.answer_by is None else (told, look(wish.alert_id, wish.answer_by))
        case AttachToAlert():
            return ()


def passing_on(wish: EscalateAlert, grade: Grade) -> tuple[NewEffect, ...]:
    """What goes out with an escalation; of one that was taken on no further one follows."""
    critical = grade is Grade.CRITICAL
    told = _telling(wish.alert_id, Why.ESCALATED, wish.to, wish.at, to=wish.to, critical=critical)
    return (told, look(wish.alert_id, wish.answer_by)) if wish.because is EscalatedBecause.UNANSWERED else (told,)


def waking(wish: WakeAlert) -> tuple[NewEffect, ...]:
    """What goes out when the time is over that an alert was put off for; its clock is looked at again."""
    told = _telling(wish.alert_id, Why.WOKEN, wish.answer_by.isoformat(), wish.at)
    return (told, look(wish.alert_id, wish.answer_by, after=":woken"))


def follows_from(wish: Command) -> tuple[NewEffect, ...]:
    """What goes with a command that staff give: what is put off is looked at again when its time is over."""
    return (look(wish.alert_id, wish.until),) if isinstance(wish, SnoozeAlert) else ()


def look(alert_id: UUID, at: datetime, *, after: str = "") -> NewEffect:
    """A look at its clock at an instant; one for each instant, and for what is `after` another look at that instant.

    What is put off when its clock has run out wakes to a clock that runs out in the same moment.
    """
    when = f"{at.isoformat()}{after}"
    return NewEffect(
        effect_id=uuid5(alert_id, f"{ALERT_DUE}:{when}"),
        kind=ALERT_DUE,
        dedupe_key=f"{alert_id}:{when}",
        due_at=at,
        payload=msgspec.json.encode(AlertDue(alert_id=alert_id)),
    )


def letter(telling_id: UUID, delivery: AlertDelivery, at: datetime) -> NewEffect:
    """To one member of staff by one way; once for each telling."""
    detail = f"{telling_id}:{delivery.therapist_id}:{delivery.channel}"
    return _to_people(delivery.alert_id, ALERT_DELIVER, detail, at, delivery)


def digest(staff_id: UUID, staff: Staff, clinic_id: UUID, after: datetime, zone: ZoneName) -> NewEffect:
    """The next one: of each date one, whatever asks for it; and another where it is wanted at another time since."""
    day, at = next_digest(staff, after, zone)
    which = f"{day}:{digest_time(staff)}"
    return NewEffect(
        effect_id=uuid5(staff_id, f"{DIGEST_DELIVER}:{which}"),
        kind=DIGEST_DELIVER,
        dedupe_key=f"{staff_id}:{which}",
        due_at=at,
        expires_at=at + DIGEST_OF_USE_FOR,
        payload=msgspec.json.encode(Digest(staff_id=staff_id, clinic_id=clinic_id, day=day)),
    )


def _telling(
    alert_id: UUID, why: Why, detail: str, at: datetime, *, to: Step | None = None, critical: bool = False
) -> NewEffect:
    telling = AlertTelling(alert_id=alert_id, why=why, to=to, critical=critical)
    return _to_people(alert_id, ALERT_TELL, f"{why}:{detail}", at, telling)


def _on_the_console(wish: RaiseAlert) -> NewEffect:
    delivery = AlertDelivery(
        alert_id=wish.alert_id,
        patient_id=wish.patient_id,
        clinic_id=wish.clinic_id,
        channel=CONSOLE,
        critical=wish.grade is Grade.CRITICAL,
    )
    return _to_people(wish.alert_id, ALERT_DELIVER, CONSOLE, wish.at, delivery)


def _to_people(
    alert_id: UUID, kind: str, detail: str, at: datetime, payload: AlertTelling | AlertDelivery
) -> NewEffect:
    return NewEffect(
        effect_id=uuid5(alert_id, f"{kind}:{detail}"),
        kind=kind,
        dedupe_key=f"{alert_id}:{detail}",
        due_at=at,
        expires_at=None if isinstance(payload, AlertTelling) else at + OF_USE_FOR,
        payload=msgspec.json.encode(payload),
        urgent=payload.critical,
    )
