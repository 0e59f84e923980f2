"""What anyone with a key may ask: who they are."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.partner.events import Scope
from domain.staff.events import Role
from services.actor import ActorKind
from services.http.operation import Asked, Reply
from services.http.ratings import encode


class WhoAmI(Struct, frozen=True):
    """Whose key it is, and what it may do."""

    kind: ActorKind
    id: UUID | None
    organisation_id: UUID
    role: Annotated[Role | None, Meta(description="Of staff.")]
    scopes: Annotated[tuple[Scope, ...], Meta(description="Of a partner.")]
    clinics: Annotated[tuple[UUID, ...], Meta(description="Empty: every clinic of the organisation.")]


async def whoami(asked: Asked) -> Reply:
    actor = asked.actor
    who = WhoAmI(
        kind=actor.kind,
        id=actor.id,
        organisation_id=actor.org_id,
        role=actor.role,
        scopes=actor.scopes,
        clinics=actor.clinics,
    )
    return Reply(encode(who))
