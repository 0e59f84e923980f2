"""The written list of deciders: one line for each kind of stream, and every event and command found through it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.alert.decider import ALERT
from domain.barrier.decider import BARRIER
from domain.clinic.decider import CLINIC
from domain.decider import Command, Decider, Event
from domain.dry_run.decider import DRY_RUN
from domain.exercise.decider import EXERCISE
from domain.organisation.decider import ORGANISATION
from domain.partner.decider import PARTNER
from domain.patient.decider import PATIENT
from domain.program.decider import PROGRAM
from domain.reminder.decider import REMINDER
from domain.score.decider import SCORE
from domain.session.decider import SESSION
from domain.staff.decider import STAFF
from domain.symptom.decider import SYMPTOM
from domain.template.decider import TEMPLATE
from domain.thread.decider import THREAD
from domain.visit.decider import VISIT
from domain.webhook.decider import WEBHOOK

DECIDERS: tuple[Decider[Any], ...] = (
    ORGANISATION,
    CLINIC,
    STAFF,
    PARTNER,
    EXERCISE,
    PATIENT,
    PROGRAM,
    SESSION,
    SYMPTOM,
    BARRIER,
    ALERT,
    VISIT,
    SCORE,
    THREAD,
    REMINDER,
    DRY_RUN,
    WEBHOOK,
    TEMPLATE,
)

BY_KIND: Mapping[str, Decider[Any]] = MappingProxyType({decider.kind: decider for decider in DECIDERS})

BY_COMMAND: Mapping[type[Command], Decider[Any]] = MappingProxyType(
    {command: decider for decider in DECIDERS for command in decider.commands}
)

COMMANDS: Mapping[str, type[Command]] = MappingProxyType({command.__name__: command for command in BY_COMMAND})
"""By the name that the door uses; a test pins these names, for they are part of the contract."""

EVENTS: Mapping[str, type[Event]] = MappingProxyType(
    {name: event for decider in DECIDERS for name, event in decider.events.items()}
)
"""Every stored event type, by its stored name."""

NAMES: Mapping[type[Event], str] = MappingProxyType({event: name for name, event in EVENTS.items()})
