"""The organisation itself: its name, how long it keeps records, who else lets its staff in, whether it is leaving."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.organisation.events import IssuerUrl, RoleOfClaim
from domain.organisation.state import Organisation
from services.http.operation import Asked, Reply
from services.http.people.members import single, streams_of
from services.http.problems import Problem


class ProviderLine(Struct, frozen=True):
    """Somebody else by whom staff may be let in. What we are known by there is never told."""

    provider_id: UUID
    issuer: IssuerUrl
    client_id: str
    domains: tuple[str, ...]  # of e-mail addresses about which its word is taken
    acr: tuple[str, ...]  # how somebody must have proven themselves there; empty: in any way
    role_claim: str | None
    roles: tuple[RoleOfClaim, ...]


class OrganisationAnswer(Struct, frozen=True):
    """The organisation as it stands."""

    organisation_id: UUID
    name: str
    sandbox: bool  # for trying out: nobody in it is real
    retention_years: int | None  # after the last day of treatment; null: as the law of the clinic's country has it
    leaving_at: datetime | None  # when everything of it is destroyed; null: nobody gave notice
    providers: tuple[ProviderLine, ...]
    version: int  # give it as If-Match to change only what you saw


async def one_organisation(asked: Asked) -> Reply:
    org_id = asked.actor.org_id
    found = (await streams_of(asked, "organisation", [org_id])).get(org_id)
    if found is None:
        raise Problem("unknown_organisation")
    organisation: Organisation = found.state
    assert organisation.registered is not None  # noqa: S101 for the type checker: a stream of this kind begins so
    answer = OrganisationAnswer(
        organisation_id=org_id,
        name=organisation.registered.name,
        sandbox=organisation.registered.sandbox,
        retention_years=organisation.retention_years,
        leaving_at=None if organisation.leaving is None else organisation.leaving.ends_at,
        providers=tuple(
            ProviderLine(
                each.provider_id, each.issuer, each.client_id, each.domains, each.acr, each.role_claim, each.roles
            )
            for each in organisation.providers
        ),
        version=found.version,
    )
    return single(answer, found)
