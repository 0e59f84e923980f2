"""What happens to an organisation, the tenant whose border nothing crosses."""

from uuid import UUID

from domain.decider import Event
from domain.values import ShortText


class OrganisationRegistered(Event):
    organisation_id: UUID
    name: ShortText


OrganisationEvent = OrganisationRegistered

EVENTS: dict[str, type[Event]] = {"organisation.registered": OrganisationRegistered}
