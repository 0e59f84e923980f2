"""Carrying out what the alert rules decide, whether an event made them look or the end of a date."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

import structlog

from domain.alert.decider import AttachToAlert, RaiseAlert, RegradeAlert
from services.actor import system
from services.alert_effects import deliveries
from services.call import Answer, Call, Verdict

log = structlog.get_logger()

NOBODY: Mapping[UUID, UUID | None] = MappingProxyType({})

AlertWish = RaiseAlert | AttachToAlert | RegradeAlert


class LogUnavailable(ConnectionError):
    """The log takes no commands at the moment; no event is to blame."""


class AlertRefused(ValueError):
    """The log refuses what a rule has decided, and would again: the event that decided it is to blame."""


def call_for(org_id: UUID, wish: AlertWish, by: str, requests: Mapping[UUID, UUID | None] = NOBODY) -> Call:
    """With what goes out for it; `by` is the part of the engine that asks, `requests` those of the facts it read."""
    match wish:
        case RaiseAlert():
            cause = wish.facts[-1] if wish.facts else None
        case AttachToAlert():
            cause = wish.fact
        case RegradeAlert():
            cause = None
    return Call(
        actor=system(org_id, by),
        command=wish,
        effects=deliveries(wish),
        correlation_id=requests.get(cause) if cause else None,
        causation_id=cause,
    )


def was_resolved(org_id: UUID, wish: AlertWish, answer: Answer) -> bool:
    """Whether the alert would not take it because it is resolved; otherwise all went well.

    Raises AlertRefused, and LogUnavailable for a conflict that never settled: trying again later will.
    """
    about = {"org_id": str(org_id), "alert_id": str(wish.alert_id)}
    match answer.verdict:
        case Verdict.STORED:
            log.info(_done(wish), **about)
            return False
        case Verdict.DUPLICATE | Verdict.UNCHANGED:
            return False
        case Verdict.CONFLICT:
            raise LogUnavailable(f"the alert {wish.alert_id} never stood still")
        case Verdict.REFUSED if answer.code == "not_open" and not isinstance(wish, RaiseAlert):
            return True
        case Verdict.REFUSED if answer.code == "id_reused":
            # Decided by an earlier version of the rules before a crash: that alert stands as it was raised.
            log.warning("alert_decided_before", **about)
            return False
        case Verdict.REFUSED:
            raise AlertRefused(f"{type(wish).__name__} was refused: {answer.code}: {answer.detail}")


def _done(wish: AlertWish) -> str:
    match wish:
        case RaiseAlert(withheld=None):
            return "alert_raised"
        case RaiseAlert():
            return "alert_withheld"
        case AttachToAlert():
            return "alert_attached"
        case RegradeAlert():
            return "alert_regraded"
