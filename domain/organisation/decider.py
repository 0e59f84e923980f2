"""Registering an organisation, how long it keeps records, which of its owners may go (never the last), and its end."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.decider import Command, Decider, Need, Seen
from domain.organisation.events import (
    EVENTS,
    IdentityProviderRemoved,
    IdentityProviderSet,
    OrganisationEvent,
    OrganisationLeaving,
    OrganisationLeft,
    OrganisationRegistered,
    OrganisationStays,
    OwnerReleased,
    RetentionSet,
    Years,
)
from domain.organisation.leaving import (
    CompleteDeparture,
    LeaveOrganisation,
    StayOrganisation,
    complete,
    leave,
    stay,
)
from domain.organisation.providers import (
    RemoveIdentityProvider,
    SetIdentityProvider,
    remove_provider,
    set_provider,
    without,
)
from domain.organisation.state import Organisation
from domain.rejections import only_once, refused
from domain.staff.member import known_staff
from domain.values import ShortText


class RegisterOrganisation(Command):
    organisation_id: UUID
    name: ShortText
    sandbox: bool = False


class SetRetention(Command):
    organisation_id: UUID
    years: Years | None = None  # after the last day of treatment; None: as the law of the clinic's country has it


class ReleaseOwner(Command):
    """Asked for before an owner is removed or made something else."""

    organisation_id: UUID
    staff_id: UUID
    stays: UUID


OrganisationCommand = (
    RegisterOrganisation
    | SetRetention
    | ReleaseOwner
    | SetIdentityProvider
    | RemoveIdentityProvider
    | LeaveOrganisation
    | StayOrganisation
    | CompleteDeparture
)


def decide(command: OrganisationCommand, organisation: Organisation, seen: Seen) -> Sequence[OrganisationEvent]:
    if organisation.left:
        if isinstance(command, CompleteDeparture):
            return []
        raise refused("unknown_organisation")
    match command:
        case RegisterOrganisation():
            return register(command, organisation)
        case SetRetention():
            return set_retention(command, organisation)
        case ReleaseOwner():
            return release(command, organisation, seen)
        case SetIdentityProvider():
            return set_provider(command, organisation)
        case RemoveIdentityProvider():
            return remove_provider(command, organisation)
        case LeaveOrganisation():
            return leave(command, organisation)
        case StayOrganisation():
            return stay(command, organisation)
        case CompleteDeparture():
            return complete(command, organisation)
        case _:
            assert_never(command)


def register(command: RegisterOrganisation, organisation: Organisation) -> Sequence[OrganisationRegistered]:
    wanted = OrganisationRegistered(organisation_id=command.organisation_id, name=command.name, sandbox=command.sandbox)
    return only_once(organisation.registered, wanted, "already_registered")


def set_retention(command: SetRetention, organisation: Organisation) -> Sequence[RetentionSet]:
    if organisation.registered is None:
        raise refused("unknown_organisation")
    if command.years == organisation.retention_years:
        return []
    return [RetentionSet(organisation_id=command.organisation_id, years=command.years)]


def release(command: ReleaseOwner, organisation: Organisation, seen: Seen) -> Sequence[OwnerReleased]:
    """Of two owners who go at the same time one is refused: this stream has room for one after the other, and who was
    let go here does not stay, whether they are gone already or not."""
    leaving, staying = known_staff(seen, command.staff_id), known_staff(seen, command.stays)
    if not leaving.is_owner or (command.staff_id, leaving.ownerships) in organisation.released:
        return []
    if command.stays == command.staff_id or not staying.is_owner:
        raise refused("last_owner")
    if (command.stays, staying.ownerships) in organisation.released:
        raise refused("last_owner")
    return [
        OwnerReleased(
            organisation_id=command.organisation_id,
            staff_id=command.staff_id,
            ownership=leaving.ownerships,
            stays=command.stays,
        )
    ]


def evolve(organisation: Organisation, event: OrganisationEvent) -> Organisation:
    match event:
        case OrganisationRegistered():
            return replace(organisation, registered=event)
        case RetentionSet():
            return replace(organisation, retention_years=event.years)
        case OwnerReleased():
            return replace(organisation, released=organisation.released | {(event.staff_id, event.ownership)})
        case IdentityProviderSet():
            removed = organisation.removed_providers - {event.provider_id}
            providers = (*without(organisation, event.provider_id), event)
            return replace(organisation, providers=providers, removed_providers=removed)
        case IdentityProviderRemoved():
            removed = organisation.removed_providers | {event.provider_id}
            providers = without(organisation, event.provider_id)
            return replace(organisation, providers=providers, removed_providers=removed)
        case OrganisationLeaving():
            return replace(organisation, leaving=event)
        case OrganisationStays():
            return replace(organisation, leaving=None)
        case OrganisationLeft():
            return replace(organisation, left=True)
        case _:
            assert_never(event)


def needs(command: OrganisationCommand) -> Sequence[Need]:
    match command:
        case RegisterOrganisation() | SetRetention() | SetIdentityProvider() | RemoveIdentityProvider():
            return []
        case LeaveOrganisation() | StayOrganisation() | CompleteDeparture():
            return []
        case ReleaseOwner():
            return [Need("staff", command.staff_id), Need("staff", command.stays)]
        case _:
            assert_never(command)


ORGANISATION = Decider(
    kind="organisation",
    empty=Organisation(),
    commands=(
        RegisterOrganisation,
        SetRetention,
        ReleaseOwner,
        SetIdentityProvider,
        RemoveIdentityProvider,
        LeaveOrganisation,
        StayOrganisation,
        CompleteDeparture,
    ),
    events=EVENTS,
    stream=lambda command: command.organisation_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({RegisterOrganisation}),
)
