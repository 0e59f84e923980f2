"""A partner as rights and other decisions see it: what it may do where, and with which keys."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import assert_never
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.partner.events import (
    PartnerChanged,
    PartnerEvent,
    PartnerKeyAdded,
    PartnerKeyRevoked,
    PartnerKeySetSet,
    PartnerRegistered,
    PartnerResumed,
    PartnerSuspended,
    Scope,
)

NO_KEYS: Mapping[UUID, datetime | None] = MappingProxyType({})


class Partner(Struct, frozen=True):
    registered: PartnerRegistered | None = None
    scopes: tuple[Scope, ...] = ()
    clinics: tuple[UUID, ...] = ()  # empty: every clinic of the organisation
    kinds: tuple[str, ...] = ()  # the types of events that it may send; empty: all that its scopes give
    requests_a_minute: int | None = None
    suspended: bool = False
    keys: Mapping[UUID, datetime | None] = NO_KEYS  # those not taken away, and when each ends by itself
    spent: frozenset[UUID] = frozenset()  # keys that were taken away
    key_set: PartnerKeySetSet | None = None

    def live_keys(self, at: datetime) -> list[UUID]:
        """The keys that open a door at this instant, in the order in which they were given."""
        return [key_id for key_id, ends_at in self.keys.items() if ends_at is None or ends_at > at]


def first_key(holder_id: UUID) -> UUID:
    """The id of the key that somebody is given at the beginning."""
    return uuid5(holder_id, "key")


def evolve(partner: Partner, event: PartnerEvent) -> Partner:
    match event:
        case PartnerRegistered():
            begun = replace(partner, registered=event, keys={first_key(event.partner_id): None})
            return _allowed(begun, event)
        case PartnerChanged():
            return _allowed(partner, event)
        case PartnerKeyAdded():
            return replace(partner, keys={**partner.keys, event.key_id: event.expires_at})
        case PartnerKeyRevoked(ends_at=None):
            kept = {key_id: ends_at for key_id, ends_at in partner.keys.items() if key_id != event.key_id}
            return replace(partner, keys=kept, spent=partner.spent | {event.key_id})
        case PartnerKeyRevoked():
            return replace(partner, keys={**partner.keys, event.key_id: event.ends_at})
        case PartnerSuspended():
            return replace(partner, suspended=True)
        case PartnerResumed():
            return replace(partner, suspended=False)
        case PartnerKeySetSet():
            return replace(partner, key_set=event)
        case _:
            assert_never(event)


def _allowed(partner: Partner, said: PartnerRegistered | PartnerChanged) -> Partner:
    return replace(
        partner,
        scopes=said.scopes,
        clinics=said.clinics,
        kinds=said.kinds,
        requests_a_minute=said.requests_a_minute,
    )
