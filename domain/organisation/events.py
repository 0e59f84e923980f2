"""What happens to an organisation, the tenant whose border nothing crosses."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.decider import Event
from domain.staff.events import Role
from domain.values import ShortText

IssuerUrl = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=200,
        pattern=r"^https?://[^\s?#]+$",
        description="Exactly as the provider calls itself.",
    ),
]
Years = Annotated[int, Meta(ge=0, le=100)]


class OrganisationRegistered(Event):
    organisation_id: UUID
    name: ShortText
    sandbox: bool = False  # for trying out: nobody in it is real, and its clock can be moved forward


class RetentionSet(Event):
    """For how many years after the last day of treatment records are kept; None: as the clinic's country has it."""

    organisation_id: UUID
    years: Years | None = None


class OwnerReleased(Event):
    """An owner may stop being one, for another stays."""

    organisation_id: UUID
    staff_id: UUID
    ownership: int  # which one of theirs: 1 for the first, one more each time they become an owner again
    stays: UUID  # who owns the organisation for certain: whoever was released does not count


class RoleOfClaim(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What somebody is here of whom an identity provider says this."""

    value: ShortText
    role: Role
    clinics: tuple[UUID, ...] = ()  # where the role holds; empty: in every clinic


class IdentityProviderSet(Event):
    """By whom else staff may be let in (OpenID Connect). The client's secret is in the vault."""

    organisation_id: UUID
    provider_id: UUID
    issuer: IssuerUrl
    client_id: ShortText
    domains: tuple[ShortText, ...] = ()  # of e-mail addresses about which its word is taken
    acr: tuple[ShortText, ...] = ()  # how somebody must have proven themselves there; empty: in any way
    role_claim: ShortText | None = None  # what it calls the claim that says what somebody is
    roles: tuple[RoleOfClaim, ...] = ()
    private: str | None = None  # keyed digest of the vault's item of this event: the client's secret


class IdentityProviderRemoved(Event):
    organisation_id: UUID
    provider_id: UUID


class OrganisationLeaving(Event):
    """Notice is given: everything of the organisation is destroyed then, unless it is taken back before."""

    organisation_id: UUID
    ends_at: datetime


class OrganisationStays(Event):
    """The notice is taken back."""

    organisation_id: UUID


class OrganisationLeft(Event):
    """The end of an organisation. What it kept of anybody is destroyed."""

    organisation_id: UUID
    leaving_id: UUID  # the event that gave notice


OrganisationEvent = (
    OrganisationRegistered
    | RetentionSet
    | OwnerReleased
    | IdentityProviderSet
    | IdentityProviderRemoved
    | OrganisationLeaving
    | OrganisationStays
    | OrganisationLeft
)

EVENTS: dict[str, type[Event]] = {
    "organisation.registered": OrganisationRegistered,
    "organisation.retention_set": RetentionSet,
    "organisation.owner_released": OwnerReleased,
    "organisation.identity_provider_set": IdentityProviderSet,
    "organisation.identity_provider_removed": IdentityProviderRemoved,
    "organisation.leaving": OrganisationLeaving,
    "organisation.stays": OrganisationStays,
    "organisation.left": OrganisationLeft,
}
