"""Asking for a clinic's thresholds to be tried on its own history, before they are switched on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never
from uuid import UUID

from domain.clinic.decider import known_clinic
from domain.clinic.events import Policy
from domain.clinic.thresholds import check_policy
from domain.decider import Command, Decider, Need, Seen
from domain.dry_run.events import EVENTS, DryRunAsked, DryRunEvent
from domain.rejections import only_once, refused

LONGEST = timedelta(days=731)
"""Two years: further back no clinic's people and habits are the same."""


class TryPolicy(Command):
    """From `first_day` to `last_day`, both included, by the clinic's clocks."""

    run_id: UUID
    clinic_id: UUID
    policy: Policy
    first_day: date
    last_day: date


DryRunCommand = TryPolicy


def decide(command: DryRunCommand, asked: DryRunAsked | None, seen: Seen) -> Sequence[DryRunEvent]:
    match command:
        case TryPolicy():
            return try_policy(command, asked, seen)
        case _:
            assert_never(command)


def try_policy(command: TryPolicy, asked: DryRunAsked | None, seen: Seen) -> Sequence[DryRunAsked]:
    known_clinic(seen, command.clinic_id)
    check_policy(command.policy)
    if not timedelta() <= command.last_day - command.first_day < LONGEST:
        raise refused("bad_range")
    wanted = DryRunAsked(
        run_id=command.run_id,
        clinic_id=command.clinic_id,
        policy=command.policy,
        first_day=command.first_day,
        last_day=command.last_day,
    )
    return only_once(asked, wanted, "already_asked")


def evolve(asked: DryRunAsked | None, event: DryRunEvent) -> DryRunAsked:
    match event:
        case DryRunAsked():
            return event
        case _:
            assert_never(event)


DRY_RUN: Decider[DryRunAsked | None] = Decider(
    kind="dry_run",
    empty=None,
    commands=(TryPolicy,),
    events=EVENTS,
    stream=lambda command: command.run_id,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("clinic", command.clinic_id)],
    opens=frozenset({TryPolicy}),
)
