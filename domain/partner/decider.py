"""Registering a partner."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.clinic.decider import known_clinic
from domain.decider import Command, Decider, Need, Seen
from domain.partner.events import EVENTS, PartnerEvent, PartnerRegistered, Scope
from domain.rejections import only_once
from domain.values import ShortText


class RegisterPartner(Command):
    partner_id: UUID
    name: ShortText
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...] = ()


PartnerCommand = RegisterPartner


class Partner(Struct, frozen=True):
    registered: PartnerRegistered | None = None


def decide(command: PartnerCommand, partner: Partner, seen: Seen) -> Sequence[PartnerEvent]:
    match command:
        case RegisterPartner():
            return register(command, partner, seen)
        case _:
            assert_never(command)


def register(command: RegisterPartner, partner: Partner, seen: Seen) -> Sequence[PartnerRegistered]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    wanted = PartnerRegistered(
        partner_id=command.partner_id, name=command.name, scopes=command.scopes, clinics=command.clinics
    )
    return only_once(partner.registered, wanted, "already_registered")


def evolve(partner: Partner, event: PartnerEvent) -> Partner:
    match event:
        case PartnerRegistered():
            return Partner(registered=event)
        case _:
            assert_never(event)


PARTNER = Decider(
    kind="partner",
    empty=Partner(),
    commands=(RegisterPartner,),
    events=EVENTS,
    stream=lambda command: command.partner_id,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("clinic", clinic_id) for clinic_id in command.clinics],
    opens=frozenset({RegisterPartner}),
)
