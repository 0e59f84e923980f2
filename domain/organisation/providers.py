"""By whom else staff may be let in: an organisation's identity providers, each set as a whole."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.decider import Command
from domain.organisation.events import IdentityProviderRemoved, IdentityProviderSet, RoleOfClaim
from domain.organisation.state import Organisation
from domain.rejections import refused
from domain.values import ShortText

NamedIssuer = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=200,
        pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]{1,5})?(/[^\s?#]*)?$",
        description="Exactly as the provider calls itself, with a host that is a name.",
    ),
]
"""Its host is shown to who signs in, so there has to be one."""


class SetIdentityProvider(Command):
    """Without a secret the one that was given last stays."""

    organisation_id: UUID
    provider_id: UUID
    issuer: NamedIssuer
    client_id: ShortText
    domains: tuple[ShortText, ...] = ()
    acr: tuple[ShortText, ...] = ()
    role_claim: ShortText | None = None
    roles: tuple[RoleOfClaim, ...] = ()
    private: str | None = None


class RemoveIdentityProvider(Command):
    organisation_id: UUID
    provider_id: UUID


def set_provider(command: SetIdentityProvider, organisation: Organisation) -> Sequence[IdentityProviderSet]:
    if organisation.registered is None:
        raise refused("unknown_organisation")
    wanted = IdentityProviderSet(
        organisation_id=command.organisation_id,
        provider_id=command.provider_id,
        issuer=command.issuer,
        client_id=command.client_id,
        domains=command.domains,
        acr=command.acr,
        role_claim=command.role_claim,
        roles=command.roles,
        private=command.private,
    )
    return [] if wanted in organisation.providers else [wanted]


def remove_provider(command: RemoveIdentityProvider, organisation: Organisation) -> Sequence[IdentityProviderRemoved]:
    if command.provider_id in organisation.removed_providers:
        return []
    if not any(provider.provider_id == command.provider_id for provider in organisation.providers):
        raise refused("unknown_provider")
    return [IdentityProviderRemoved(organisation_id=command.organisation_id, provider_id=command.provider_id)]


def without(organisation: Organisation, provider_id: UUID) -> tuple[IdentityProviderSet, ...]:
    """All but one."""
    return tuple(provider for provider in organisation.providers if provider.provider_id != provider_id)
