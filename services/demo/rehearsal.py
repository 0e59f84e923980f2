"""Plays a history through before it is recorded, so that the alerts of the past stand in it where they were raised.

The alert rules derive an alert's id and position from the event that fires them. Played in the order of time, with
one event after the other, the rehearsal knows these; the engine then decides the same and meets what is there.
"""

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.alert.decider import RaiseAlert
from domain.alerting.history import History
from domain.alerting.judge import Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.clinic.decider import Clinic
from domain.decider import Command, Event, Report, event_id
from domain.deciders import BY_COMMAND, BY_KIND
from services.actor import system
from services.demo.case import Wish

Answering = Callable[[RaiseAlert], list[Wish] | None]
"""What follows on an alert; None where it is not to stand in the history at all."""


class Stored(NamedTuple):
    """What the log will know of an event."""

    event_id: UUID
    pos: int
    occurred_at: datetime
    recorded_at: datetime


class Rehearsal:
    def __init__(self, org_id: UUID, answering: Answering) -> None:
        self._org_id = org_id
        self._answering = answering
        self._states: dict[UUID, Any] = {}
        self._histories: dict[UUID, History] = {}
        self._policies: dict[UUID, PolicyInForce] = {}  # by clinic
        self._left_out: set[UUID] = set()  # alerts
        self._pos = 0

    def begun(self, commands: Iterable[Command]) -> None:
        """What stands in the log before the history begins."""
        for command in commands:
            self._pos += len(self._events(command))

    def play(self, wishes: Iterable[Wish], until: datetime) -> list[Wish]:
        """All that happened up to an instant, alerts and answers among it, in order of time.

        Raises Rejected where a wish cannot be granted.
        """
        queue = [(wish.command.at, 1, number, wish) for number, wish in enumerate(wishes)]
        heapq.heapify(queue)
        number = len(queue)
        played: list[Wish] = []
        while queue and queue[0][0] <= until:
            _, _, _, wish = heapq.heappop(queue)
            events = self._events(wish.command)
            if events:
                played.append(wish)
            for follow_up in self._stored(wish.command, events):
                number += 1
                heapq.heappush(queue, (follow_up.command.at, 0, number, follow_up))
        return played

    def _events(self, command: Command) -> list[Event]:
        decider = BY_COMMAND[type(command)]
        stream_id = decider.stream(command)
        state = self._states.get(stream_id, decider.empty)
        needs = decider.needs(command)
        seen = {need.stream_id: self._states.get(need.stream_id, BY_KIND[need.kind].empty) for need in needs}
        events = list(decider.decide(command, state, seen))
        for event in events:
            state = decider.evolve(state, event)
        self._states[stream_id] = state
        if isinstance(state, Clinic) and state.opened:
            self._policies[stream_id] = PolicyInForce(
                state.policy, state.policy_version, state.hours, state.opened.zone
            )
        return events

    def _stored(self, command: Command, events: list[Event]) -> list[Wish]:
        """What the alert rules make of the events, and what follows on that."""
        follow_ups: list[Wish] = []
        for index, event in enumerate(events):
            self._pos += 1
            patient_id = getattr(event, "patient_id", None)
            if patient_id is None:
                continue
            occurred_at = command.occurred_at if isinstance(command, Report) else command.at
            stored = Stored(event_id(command.command_id, index), self._pos, occurred_at, command.at)
            history = self._histories.get(patient_id, History())
            self._histories[patient_id], decisions = judge(history, patient_id, stored, event, self._policies)
            for decision in decisions:
                follow_ups += self._decided(decision)
        return follow_ups

    def _decided(self, decision: Decision) -> list[Wish]:
        following = self._answering(decision) if isinstance(decision, RaiseAlert) else []
        if following is None:
            self._left_out.add(decision.alert_id)
        if decision.alert_id in self._left_out:
            return []
        return [Wish(system(self._org_id, "alerting"), decision), *(following or [])]
