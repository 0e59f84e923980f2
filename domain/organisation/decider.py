"""Registering an organisation."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.decider import Command, Decider, Seen
from domain.organisation.events import EVENTS, OrganisationEvent, OrganisationRegistered
from domain.rejections import only_once
from domain.values import ShortText


class RegisterOrganisation(Command):
    organisation_id: UUID
    name: ShortText


OrganisationCommand = RegisterOrganisation


class Organisation(Struct, frozen=True):
    registered: OrganisationRegistered | None = None


def decide(command: OrganisationCommand, organisation: Organisation, seen: Seen) -> Sequence[OrganisationEvent]:
    match command:
        case RegisterOrganisation():
            return register(command, organisation)
        case _:
            assert_never(command)


def register(command: RegisterOrganisation, organisation: Organisation) -> Sequence[OrganisationRegistered]:
    wanted = OrganisationRegistered(organisation_id=command.organisation_id, name=command.name)
    return only_once(organisation.registered, wanted, "already_registered")


def evolve(organisation: Organisation, event: OrganisationEvent) -> Organisation:
    match event:
        case OrganisationRegistered():
            return Organisation(registered=event)
        case _:
            assert_never(event)


ORGANISATION = Decider(
    kind="organisation",
    empty=Organisation(),
    commands=(RegisterOrganisation,),
    events=EVENTS,
    stream=lambda command: command.organisation_id,
    decide=decide,
    evolve=evolve,
    opens=frozenset({RegisterOrganisation}),
)
