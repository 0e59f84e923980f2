"""Who may ask for an address, in the terms of the table in `access.py`; and that nothing is served without a line."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Command
from domain.partner.events import Scope
from domain.patient.events import Bearer
from domain.staff.events import Role
from services.actor import Actor, ActorKind, Right
from services.http.problems import Problem


class Reach(StrEnum):
    """Whose an answer or a change may be; how far that goes for the one who asks is checked where it is looked up."""

    PATIENT = "patient"  # of one patient whom the asker reaches
    CLINIC = "clinic"  # of the clinics that the asker reaches
    ORGANISATION = "organisation"  # of the asker's organisation
    OWN = "own"  # the asker's alone
    NONE = "none"  # nobody's


class Access(Struct, frozen=True):
    """Who may ask: staff with one of the roles, partners with every one of the scopes, patients where it is said."""

    reach: Reach
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] | None = None  # None: no partner; none of them: every partner
    open: bool = False  # to everyone, or signed in a way of its own: the gate asks for no key
    nobody_too: bool = False  # also to who has no key, where the gate of this deployment lets them in
    whole: bool = False  # to nobody whose rights hold at some clinics only
    bearers: frozenset[Bearer] = frozenset()  # a patient, or a carer, about the one patient; none: closed to them

    def also_nobody(self) -> "Access":
        return replace(self, nobody_too=True)

    def also_patient(self) -> "Access":
        return replace(self, bearers=self.bearers | {Bearer.PATIENT})

    def also_carer(self) -> "Access":
        return replace(self, bearers=self.bearers | {Bearer.CARER})

    def check(self, actor: Actor) -> None:
        """Raises Problem `forbidden`."""
        if self.whole and actor.clinics:
            raise Problem("forbidden", "This is for those whose rights hold at every clinic.")
        match actor.kind:
            case ActorKind.STAFF if actor.role in self.roles:
                return
            case ActorKind.STAFF:
                raise Problem("forbidden", "Your role may not do this." if self.roles else "This is for partners.")
            case ActorKind.PARTNER:
                if self.scopes is None:
                    raise Problem("forbidden", "This is for staff.")
                if lacking := sorted(self.scopes.difference(actor.scopes)):
                    raise Problem("forbidden", f"The key has not the scope {lacking[0]}.")
            case ActorKind.PATIENT if actor.bearer in self.bearers:
                return
            case ActorKind.PATIENT:
                raise Problem("forbidden", "This is not for patients, or not for carers.")
            case ActorKind.NOBODY if self.open or self.nobody_too:
                return
            case ActorKind.SYSTEM | ActorKind.NOBODY:  # our own tools come through no door
                raise Problem("forbidden")


class Guards(Struct, frozen=True):
    """The checks of this code, in front of the wall in the database. Off only where a test tries that wall alone."""

    access: bool = True  # the table
    reach: bool = True  # that a patient or a clinic is there, and in reach


GUARDS = Guards()


class Unlisted(Exception):
    """An address is served of which the table does not say who may ask for it."""


def staff(reach: Reach, *roles: Role) -> Access:
    """For staff: with one of these roles, or with any."""
    return Access(reach, frozenset(roles or Role))


def staff_and_partners(reach: Reach, *scopes: Scope) -> Access:
    """For all staff, and for partners with every one of these scopes."""
    return Access(reach, frozenset(Role), frozenset(scopes))


def partners(reach: Reach, *scopes: Scope) -> Access:
    """For partners with every one of these scopes."""
    return Access(reach, scopes=frozenset(scopes))


def patients(reach: Reach) -> Access:
    """For patients and carers alone."""
    return Access(reach, bearers=frozenset(Bearer))


def without_key() -> Access:
    """For everyone: what is asked there is nobody's, or signed in a way of its own."""
    return Access(Reach.NONE, open=True)


def giving(command: type[Command], right: Right) -> Access:
    """For staff who may give the command; partners send events instead."""
    fields = command.__struct_fields__
    if right.own:
        return Access(Reach.OWN, right.roles)
    if right.whole:
        return Access(Reach.ORGANISATION, right.roles, whole=True)
    if "patient_id" in fields or "alert_id" in fields:
        return Access(Reach.PATIENT, right.roles)
    return Access(Reach.CLINIC if "clinic_id" in fields else Reach.ORGANISATION, right.roles)


class Served(Struct, frozen=True):
    """One address as it is served: its name in the table, and whether the gate lets it be asked without a key."""

    name: str
    path: str
    open: bool


def check_listed(table: dict[str, Access], served: Iterable[Served]) -> None:
    """Raises Unlisted where an address has no line, or its line and the gate differ about the key."""
    for each in served:
        access = table.get(each.name)
        if access is None:
            raise Unlisted(
                f"{each.path} is served as {each.name!r}, and no line of services/http/access.py says who may ask for "
                "it: add one."
            )
        if access.open != each.open:
            raise Unlisted(
                f"{each.path} ({each.name!r}) {'wants no' if each.open else 'wants a'} key at the gate, and its line "
                "in services/http/access.py says otherwise."
            )
