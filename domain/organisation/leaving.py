"""An organisation's departure: notice is given and may be taken back for thirty days; then it has left for good."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from domain.decider import Command
from domain.organisation.events import OrganisationLeaving, OrganisationLeft, OrganisationStays
from domain.organisation.state import Organisation
from domain.rejections import refused

NOTICE = timedelta(days=30)


class LeaveOrganisation(Command):
    """Everything of the organisation is destroyed when the notice is over."""

    organisation_id: UUID


class StayOrganisation(Command):
    """Takes the notice back."""

    organisation_id: UUID


class CompleteDeparture(Command):
    """The notice is over, or was over before a backup was put back."""

    organisation_id: UUID
    leaving_id: UUID  # the event that gave notice
    again: bool = False  # it was over before: whatever the log that was put back says of it


def leave(command: LeaveOrganisation, organisation: Organisation) -> Sequence[OrganisationLeaving]:
    if organisation.registered is None:
        raise refused("unknown_organisation")
    if organisation.leaving is not None:
        return []
    return [OrganisationLeaving(organisation_id=command.organisation_id, ends_at=command.at + NOTICE)]


def stay(command: StayOrganisation, organisation: Organisation) -> Sequence[OrganisationStays]:
    return [] if organisation.leaving is None else [OrganisationStays(organisation_id=command.organisation_id)]


def complete(command: CompleteDeparture, organisation: Organisation) -> Sequence[OrganisationLeft]:
    """Nothing comes of a notice that was taken back, or whose days are not over."""
    notice = organisation.leaving
    if not command.again and (notice is None or command.at < notice.ends_at):
        raise refused("not_leaving")
    return [OrganisationLeft(organisation_id=command.organisation_id, leaving_id=command.leaving_id)]
