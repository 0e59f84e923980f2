"""What an alert rule is: a name, a grade, what it is one per, an age, and a question to a patient's history."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.alert.events import Grade
from domain.alerting.history import History, Stored
from domain.clinic.events import Policy
from domain.decider import Event
from domain.values import Provenance


class Finding(Struct, frozen=True, kw_only=True):
    """A rule matched: in which scope, on what, and when that was (UTC, by a clock set right)."""

    scope: str  # what the rule is one per: a region, an exercise id, or empty
    happened_at: datetime
    provenance: Provenance
    facts: tuple[UUID, ...]  # ids of the events used, the deciding one last


class Rule(Struct, frozen=True, kw_only=True):
    """One alert rule. `name` is stored for ever; `version` rises with every change of what `fires` answers.

    `fires(history, stored, event, policy)` is asked after the history has folded the event, and answers None where
    this event is not what makes the rule match. `age` is how old a match may be, at the most, to be an alert.
    """

    name: str
    version: int
    grade: Grade
    age: Callable[[Policy], timedelta]
    looks_at: frozenset[type[Event]]
    fires: Callable[[History, Stored, Any, Policy], Finding | None]


class PolicyInForce(Struct, frozen=True):
    """A clinic's thresholds; version 0 are the rules' own."""

    policy: Policy = Policy()
    version: int = 0
