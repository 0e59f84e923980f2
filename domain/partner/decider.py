"""Partners: registered, changed, suspended, and given keys."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, assert_never
from uuid import UUID

from msgspec import Meta

from domain.clinic.decider import known_clinic
from domain.decider import Command, Decider, Need, Seen
from domain.partner.events import (
    EVENTS,
    EventKind,
    PartnerChanged,
    PartnerEvent,
    PartnerKeyAdded,
    PartnerKeyRevoked,
    PartnerKeySetSet,
    PartnerRegistered,
    PartnerResumed,
    PartnerSuspended,
    Quota,
    Scope,
)
from domain.partner.key_set import KeySetAddress, PublicKey, are_sound
from domain.partner.state import Partner, evolve
from domain.rejections import only_once, refused
from domain.values import Instant, ShortText

LIVE_KEYS_AT_MOST = 2


class RegisterPartner(Command):
    partner_id: UUID
    name: ShortText
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...] = ()
    kinds: tuple[EventKind, ...] = ()
    requests_a_minute: Quota | None = None


class ChangePartner(Command):
    """All of it is said anew: what is left out is as if the partner were registered without it."""

    partner_id: UUID
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...] = ()
    kinds: tuple[EventKind, ...] = ()
    requests_a_minute: Quota | None = None


class RotatePartnerKey(Command):
    """A new key; those before it go on for `overlap_hours`."""

    partner_id: UUID
    key_id: UUID
    overlap_hours: Annotated[int, Meta(ge=0, le=720)] = 24
    expires_at: Instant | None = None


class RevokePartnerKey(Command):
    partner_id: UUID
    key_id: UUID


class SuspendPartner(Command):
    """All of its keys and tokens open nothing until it is resumed."""

    partner_id: UUID


class ResumePartner(Command):
    partner_id: UUID


class SetPartnerKeySet(Command):
    """The public keys with which it asks for tokens, or the address at which it keeps them. Neither: no tokens."""

    partner_id: UUID
    keys: tuple[PublicKey, ...] = ()
    url: KeySetAddress | None = None


PartnerCommand = (
    RegisterPartner
    | ChangePartner
    | RotatePartnerKey
    | RevokePartnerKey
    | SuspendPartner
    | ResumePartner
    | SetPartnerKeySet
)


def decide(command: PartnerCommand, partner: Partner, seen: Seen) -> Sequence[PartnerEvent]:
    if isinstance(command, RegisterPartner):
        return register(command, partner, seen)
    if partner.registered is None:
        raise refused("unknown_partner")
    partner_id = command.partner_id
    match command:
        case ChangePartner():
            return change(command, partner, seen)
        case RotatePartnerKey():
            return rotate(command, partner)
        case RevokePartnerKey():
            return revoke(command, partner)
        case SuspendPartner():
            return [] if partner.suspended else [PartnerSuspended(partner_id=partner_id)]
        case ResumePartner():
            return [PartnerResumed(partner_id=partner_id)] if partner.suspended else []
        case SetPartnerKeySet():
            return set_key_set(command, partner)
        case _:
            assert_never(command)


def register(command: RegisterPartner, partner: Partner, seen: Seen) -> Sequence[PartnerRegistered]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    wanted = PartnerRegistered(
        partner_id=command.partner_id,
        name=command.name,
        scopes=command.scopes,
        clinics=command.clinics,
        kinds=command.kinds,
        requests_a_minute=command.requests_a_minute,
    )
    return only_once(partner.registered, wanted, "already_registered")


def change(command: ChangePartner, partner: Partner, seen: Seen) -> Sequence[PartnerChanged]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    wanted = PartnerChanged(
        partner_id=command.partner_id,
        scopes=command.scopes,
        clinics=command.clinics,
        kinds=command.kinds,
        requests_a_minute=command.requests_a_minute,
    )
    return [] if evolve(partner, wanted) == partner else [wanted]


def rotate(command: RotatePartnerKey, partner: Partner) -> Sequence[PartnerEvent]:
    """The keys that live end when the overlap does, if not before; the two of a rotation under way, only at once."""
    if command.key_id in partner.keys:
        return []
    if command.key_id in partner.spent:
        raise refused("already_registered")
    if command.expires_at is not None and command.expires_at <= command.at:
        raise refused("bad_expiry")
    live = partner.live_keys(command.at)
    if command.overlap_hours and len(live) >= LIVE_KEYS_AT_MOST:
        raise refused("too_many_keys")
    ends_at = command.at + timedelta(hours=command.overlap_hours) if command.overlap_hours else None
    ending = [
        PartnerKeyRevoked(partner_id=command.partner_id, key_id=key_id, ends_at=ends_at)
        for key_id in live
        if ends_at is None or (partner.keys[key_id] or ends_at) >= ends_at
    ]
    added = PartnerKeyAdded(partner_id=command.partner_id, key_id=command.key_id, expires_at=command.expires_at)
    return [added, *ending]


def revoke(command: RevokePartnerKey, partner: Partner) -> Sequence[PartnerKeyRevoked]:
    if command.key_id in partner.spent:
        return []
    if command.key_id not in partner.keys:
        raise refused("unknown_key")
    return [PartnerKeyRevoked(partner_id=command.partner_id, key_id=command.key_id)]


def set_key_set(command: SetPartnerKeySet, partner: Partner) -> Sequence[PartnerKeySetSet]:
    if (command.keys and command.url) or not are_sound(command.keys):
        raise refused("bad_key_set")
    wanted = PartnerKeySetSet(partner_id=command.partner_id, keys=command.keys, url=command.url)
    said = partner.key_set or PartnerKeySetSet(partner_id=command.partner_id)
    return [] if said == wanted else [wanted]


def needs(command: PartnerCommand) -> Sequence[Need]:
    if not isinstance(command, RegisterPartner | ChangePartner):
        return []
    return [Need("clinic", clinic_id) for clinic_id in command.clinics]


PARTNER = Decider(
    kind="partner",
    empty=Partner(),
    commands=(
        RegisterPartner,
        ChangePartner,
        RotatePartnerKey,
        RevokePartnerKey,
        SuspendPartner,
        ResumePartner,
        SetPartnerKeySet,
    ),
    events=EVENTS,
    stream=lambda command: command.partner_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({RegisterPartner}),
)
