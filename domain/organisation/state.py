"""An organisation as decisions see it: its name, how long it keeps records, and which owners were let go."""

from uuid import UUID

from msgspec import Struct

from domain.decider import Seen
from domain.organisation.events import IdentityProviderSet, OrganisationLeaving, OrganisationRegistered
from domain.rejections import refused


class Organisation(Struct, frozen=True):
    registered: OrganisationRegistered | None = None
    retention_years: int | None = None  # None: as the clinic's country has it
    providers: tuple[IdentityProviderSet, ...] = ()  # as they were set last
    removed_providers: frozenset[UUID] = frozenset()  # and not set again since
    released: frozenset[tuple[UUID, int]] = frozenset()  # owners who may stop being one: who, and of which ownership
    leaving: OrganisationLeaving | None = None  # notice that stands
    left: bool = False  # for good


def known_organisation(seen: Seen, organisation_id: UUID) -> Organisation:
    """The organisation, as another stream's decision sees it. Refuses one that was never registered."""
    organisation = seen[organisation_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(organisation, Organisation) or organisation.registered is None or organisation.left:
        raise refused("unknown_organisation")
    return organisation


def may_stop_owning(seen: Seen, organisation_id: UUID, staff_id: UUID, ownership: int) -> None:
    """Refuses an owner whom the organisation has not let go: they may be the last one."""
    organisation = seen[organisation_id]
    if not isinstance(organisation, Organisation) or (staff_id, ownership) not in organisation.released:
        raise refused("last_owner")
