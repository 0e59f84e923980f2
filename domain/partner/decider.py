"""Registering a partner."""

from uuid import UUID

from domain.decider import Command
from domain.partner.events import Scope
from domain.values import ShortText


class RegisterPartner(Command):
    partner_id: UUID
    name: ShortText
    scopes: tuple[Scope, ...]
    clinics: tuple[UUID, ...] = ()
