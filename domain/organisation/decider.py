"""Registering an organisation."""

from uuid import UUID

from domain.decider import Command
from domain.values import ShortText


class RegisterOrganisation(Command):
    organisation_id: UUID
    name: ShortText
