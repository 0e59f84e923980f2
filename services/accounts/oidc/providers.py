"""An organisation's identity providers, read from its own stream, with the secret out of the vault."""

from uuid import UUID

from msgspec import Struct

from domain.organisation.events import IdentityProviderRemoved, IdentityProviderSet
from services.context import Context


class Provider(Struct, frozen=True):
    """As it was set last. `secret`: the one that was given last; none: we are known by PKCE alone."""

    told: IdentityProviderSet
    secret: str | None


async def providers_of(context: Context, org_id: UUID) -> list[IdentityProviderSet]:
    """Those that stand, in the order in which they were first set; of an organisation that there is not: none."""
    found: dict[UUID, IdentityProviderSet] = {}
    for stored in await context.store.load(org_id, [org_id]):
        match context.codec.decode(stored.type, stored.schema_v, stored.data):
            case IdentityProviderSet(provider_id=one) as event:
                found[one] = event
            case IdentityProviderRemoved(provider_id=one):
                found.pop(one, None)
            case _:
                pass
    return list(found.values())


async def provider_of(context: Context, org_id: UUID, provider_id: UUID) -> Provider | None:
    """None for one that was never set, or was removed."""
    told: IdentityProviderSet | None = None
    sealed: UUID | None = None
    for stored in await context.store.load(org_id, [org_id]):
        match context.codec.decode(stored.type, stored.schema_v, stored.data):
            case IdentityProviderSet(provider_id=one) as event if one == provider_id:
                told, sealed = event, stored.event_id if event.private else sealed
            case IdentityProviderRemoved(provider_id=one) if one == provider_id:
                told, sealed = None, None
            case _:
                pass
    if told is None:
        return None
    if sealed is None:
        return Provider(told, None)
    async with context.reading(org_id) as db:
        opened = await context.vault.open_many(db, org_id, {provider_id: [sealed]})
    return Provider(told, opened.get(provider_id, {}).get(sealed, {}).get("client_secret"))
