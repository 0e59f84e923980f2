"""Streams of one kind as they grow while wishes are decided, for properties that hold for every decider."""

from random import Random
from typing import Any
from uuid import UUID

from domain.decider import Command, Decider, Event, Rejected, Seen, fold
from domain.deciders import DECIDERS
from domain.patient.commands import EndDuplicate
from domain.patient.events import DuplicateNamed
from domain.staff.events import Role, StaffInvited
from tests.support.examples import ADDED, ENROLLED, OPENED, PARTNER_REGISTERED, REGISTERED, THERAPIST_ID
from tests.support.spec import seen_by
from tests.support.wishes import UNKNOWN_ID, draw

KNOWN: dict[str, list[Event]] = {
    "patient": [ENROLLED],
    "clinic": [OPENED],
    "staff": [StaffInvited(staff_id=THERAPIST_ID, role=Role.OWNER, clinics=())],  # at every clinic
    "exercise": [ADDED],
    "partner": [PARTNER_REGISTERED],
    "organisation": [REGISTERED],
}


def around(decider: Decider[Any], command: Command) -> Seen:
    """Everything that a decision looks at is there, but for the one id under which nothing is."""
    needs = decider.needs(command)
    known = {n.stream_id: KNOWN[n.kind] for n in needs if n.stream_id != UNKNOWN_ID}
    if isinstance(command, EndDuplicate) and command.into in known:  # which comes after that one was named
        named = DuplicateNamed(patient_id=command.into, duplicate_id=command.patient_id)
        known[command.into] = [ENROLLED, named]
    return seen_by(decider, command, known)


def pool(decider: Decider[Any]) -> list[Command]:
    chance = Random(decider.kind)
    return [draw(command, chance) for command in decider.commands for _ in range(80)]


POOLS = {decider.kind: pool(decider) for decider in DECIDERS}
"""Wishes of each kind, the same in every run."""


def attempt(decider: Decider[Any], command: Command, state: Any) -> list[Event] | str:
    """What is decided, before anything of it has happened: events, or the code of the refusal."""
    try:
        return list(decider.decide(command, state, around(decider, command)))
    except Rejected as refusal:
        return refusal.code


class Streams:
    """The streams of one kind, as they become while commands are decided."""

    def __init__(self, decider: Decider[Any]) -> None:
        self.decider = decider
        self.states: dict[UUID, Any] = {}
        self.histories: dict[UUID, list[Event]] = {}

    def attempt(self, command: Command) -> list[Event] | str:
        state = self.states.get(self.decider.stream(command), self.decider.empty)
        return attempt(self.decider, command, state)

    def happen(self, command: Command, events: list[Event]) -> None:
        stream = self.decider.stream(command)
        self.states[stream] = fold(self.decider, events, self.states.get(stream))
        self.histories.setdefault(stream, []).extend(events)
