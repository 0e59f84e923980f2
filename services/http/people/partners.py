"""The partners of an organisation with their keys, for those who give and take them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.partner.events import Scope
from domain.partner.state import Partner
from services.actor import Actor
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.people.members import Stream, one_stream, page_of, single
from services.http.problems import Problem
from services.http.ratings import encode
from services.partners.last_use import last_uses


class PartnerKeyLine(Struct, frozen=True):
    """A key that was not taken away. The key itself is known to the partner alone."""

    key_id: UUID  # by which it is revoked
    expires_at: datetime | None  # null: not by itself
    used_at: datetime | None  # real time, to the minute or two; null: never


class KeySetLine(Struct, frozen=True):
    """With what the partner asks for tokens: keys that it gave, or the address at which it keeps them."""

    keys: tuple[str, ...]  # the names (kid) of those it gave
    url: str | None


class PartnerLine(Struct, frozen=True):
    """An application that sends what patients do, or reads it."""

    partner_id: UUID
    name: str
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...]  # empty: all
    kinds: tuple[str, ...]  # the types of events that it may send; empty: all that its scopes give
    requests_a_minute: int | None  # null: as many as the service gives everybody
    suspended: bool  # its keys and tokens open nothing
    keys: tuple[PartnerKeyLine, ...]  # in the order in which they were given
    key_set: KeySetLine | None  # null: it asks for no tokens
    version: int  # give it as If-Match to change only what you saw


class PartnersAnswer(Struct, frozen=True):
    """A page, in the order in which they were registered."""

    as_of: AsOf
    partners: list[PartnerLine]
    next_cursor: str | None


class PartnerAnswer(Struct, frozen=True):
    """One partner."""

    partner: PartnerLine


async def list_partners(asked: Asked) -> Reply:
    async with page_of(asked, "partner") as page:
        found = [each for each in page.found if _sends_near(asked.actor, each.state)]
        used = await last_uses(page.db, asked.actor.org_id, [key_id for each in found for key_id in each.state.keys])
    return Reply(encode(PartnersAnswer(page.as_of, [_line(each, used) for each in found], page.next_cursor)))


async def one_partner(asked: Asked) -> Reply:
    found = await one_stream(asked, "partner")
    if not _sends_near(asked.actor, found.state):
        raise Problem("unknown_partner")
    async with asked.context.reading(asked.actor.org_id) as db:
        used = await last_uses(db, asked.actor.org_id, found.state.keys)
    return single(PartnerAnswer(_line(found, used)), found)


def _sends_near(actor: Actor, partner: Partner) -> bool:
    return not actor.clinics or not partner.clinics or any(map(actor.reaches, partner.clinics))


def _line(found: Stream, used: Mapping[UUID, datetime]) -> PartnerLine:
    partner: Partner = found.state
    assert partner.registered is not None  # noqa: S101 for the type checker: a stream of this kind begins so
    key_set = partner.key_set if partner.key_set and (partner.key_set.keys or partner.key_set.url) else None
    return PartnerLine(
        partner_id=found.stream_id,
        name=partner.registered.name,
        scopes=partner.scopes,
        clinics=partner.clinics,
        kinds=partner.kinds,
        requests_a_minute=partner.requests_a_minute,
        suspended=partner.suspended,
        keys=tuple(PartnerKeyLine(key_id, ends_at, used.get(key_id)) for key_id, ends_at in partner.keys.items()),
        key_set=None if key_set is None else KeySetLine(tuple(key.kid for key in key_set.keys), key_set.url),
        version=found.version,
    )
