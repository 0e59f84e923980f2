"""Founding an organisation: its clinics, its owner and therapists, its first partner, and a key for each door."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.decider import OpenClinic
from domain.decider import Command
from domain.organisation.decider import RegisterOrganisation
from domain.partner.decider import RegisterPartner
from domain.partner.events import Scope
from domain.staff.decider import InviteStaff
from domain.staff.events import Role
from services.actor import system
from services.call import Answer, Call, Verdict
from services.context import Context
from services.derived_keys import derived
from services.execute import execute_all
from services.keys import PREFIX, SANDBOX_PREFIX, KeyHolder, NewKey, new_key


class NewStaff(Struct, frozen=True):
    """Somebody to invite; both words go into the vault."""

    name: str
    email: str


class NewClinic(Struct, frozen=True, kw_only=True):
    name: str
    country: str  # two capital letters
    zone: str  # IANA
    therapists: tuple[NewStaff, ...] = (NewStaff("First therapist", "therapist@localhost"),)


class Founding(Struct, frozen=True, kw_only=True):
    """What is to be founded. All ids follow from the organisation's, so that founding again meets itself."""

    organisation_id: UUID
    name: str
    clinics: tuple[NewClinic, ...]
    at: datetime
    partner_name: str  # empty: no partner
    owner: NewStaff
    sandbox: bool = False

    @property
    def clinic_ids(self) -> tuple[UUID, ...]:
        return tuple(self._id(f"clinic {number}") for number in range(len(self.clinics)))

    @property
    def owner_id(self) -> UUID:
        return self._id("owner")

    @property
    def partner_id(self) -> UUID:
        return self._id("partner")

    def therapist_ids(self, clinic: int) -> tuple[UUID, ...]:
        """Of the clinic that stands at this place, from 0."""
        return tuple(self._id(f"therapist {clinic} {n}") for n in range(len(self.clinics[clinic].therapists)))

    @property
    def staff(self) -> Mapping[UUID, NewStaff]:
        people = {self.owner_id: self.owner}
        for number, clinic in enumerate(self.clinics):
            people.update(zip(self.therapist_ids(number), clinic.therapists, strict=True))
        return people

    def commands(self) -> list[Command]:
        """In the order in which they stand in the log: one event each."""
        partner = [self._partner()] if self.partner_name else []
        return [self._organisation(), *self._clinics(), *self._staff(), *partner]

    def _organisation(self) -> RegisterOrganisation:
        org_id = self.organisation_id
        return RegisterOrganisation(
            command_id=self._id("registered"),
            at=self.at,
            organisation_id=org_id,
            name=self.name,
            sandbox=self.sandbox,
        )

    def _clinics(self) -> list[Command]:
        return [
            OpenClinic(
                command_id=uuid5(clinic_id, "opened"),
                at=self.at,
                clinic_id=clinic_id,
                name=clinic.name,
                country=clinic.country,
                zone=clinic.zone,
            )
            for clinic_id, clinic in zip(self.clinic_ids, self.clinics, strict=True)
        ]

    def _staff(self) -> list[Command]:
        therapists = [
            self._invite(staff_id, Role.THERAPIST, (clinic_id,))
            for number, clinic_id in enumerate(self.clinic_ids)
            for staff_id in self.therapist_ids(number)
        ]
        return [self._invite(self.owner_id, Role.OWNER, ()), *therapists]

    def _invite(self, staff_id: UUID, role: Role, clinics: tuple[UUID, ...]) -> InviteStaff:
        return InviteStaff(
            command_id=uuid5(staff_id, "invited"), at=self.at, staff_id=staff_id, role=role, clinics=clinics
        )

    def _partner(self) -> RegisterPartner:
        return RegisterPartner(
            command_id=uuid5(self.partner_id, "registered"),
            at=self.at,
            partner_id=self.partner_id,
            name=self.partner_name,
            scopes=tuple(Scope),
        )

    def _id(self, name: str) -> UUID:
        return uuid5(self.organisation_id, name)


class Provisioned(Struct, frozen=True, kw_only=True):
    """What was founded, and the keys to it; the keys are secrets and stand nowhere else."""

    organisation_id: UUID
    clinic_ids: tuple[UUID, ...]
    owner_id: UUID
    therapist_ids: tuple[UUID, ...]  # clinic by clinic
    partner_id: UUID
    owner_key: str
    therapist_key: str  # of the first therapist
    partner_key: str
    good_patient_id: UUID | None = None  # an example of one who does well, of the first therapist
    hurting_patient_id: UUID | None = None  # one in pain, of the same therapist


class NotProvisioned(Exception):
    """A command was refused; says which and why."""


async def provision(
    context: Context,
    *,
    name: str,
    clinics: Sequence[NewClinic],
    at: datetime,
    partner_name: str,
    owner: NewStaff = NewStaff("Owner", "owner@localhost"),  # noqa: B008 (it is frozen)
    organisation_id: UUID | None = None,
) -> Provisioned:
    """Found an organisation as of `at`, by its own clock; history may be recorded from then on.

    The first clinic needs a therapist at least.

    The keys follow from the master key and the ids. Given the same organisation id and the same wishes again, after a
    crash for example, it finds everything there and answers the same. Raises NotProvisioned.
    """
    founding = Founding(
        organisation_id=organisation_id or context.new_id(),
        name=name,
        clinics=tuple(clinics),
        at=at,
        partner_name=partner_name,
        owner=owner,
    )
    return await found(context, founding)


async def found(context: Context, founding: Founding) -> Provisioned:
    """The same for a founding that was thought out before. Raises NotProvisioned."""
    keys = await record_founding(context, founding)
    therapist_ids = [staff_id for number in range(len(founding.clinics)) for staff_id in founding.therapist_ids(number)]
    return Provisioned(
        organisation_id=founding.organisation_id,
        clinic_ids=founding.clinic_ids,
        owner_id=founding.owner_id,
        therapist_ids=tuple(therapist_ids),
        partner_id=founding.partner_id,
        owner_key=keys[founding.owner_id].text,
        therapist_key=keys[therapist_ids[0]].text,
        partner_key=keys[founding.partner_id].text,
    )


async def record_founding(context: Context, founding: Founding) -> Mapping[UUID, NewKey]:
    """The first key of everybody who was founded, by their ids. Raises NotProvisioned."""
    commands = founding.commands()
    keys = {holder.id: _key(context, founding, holder) for holder in map(_holder, commands) if holder}
    calls = [await _call(context, founding, command, keys) for command in commands]
    stored(calls, await execute_all(context, calls))
    return keys


def stored(calls: Sequence[Call], answers: Sequence[Answer]) -> None:
    """Raises NotProvisioned unless every command is in the log now, from this time or from one before."""
    for call, answer in zip(calls, answers, strict=True):
        if answer.verdict not in (Verdict.STORED, Verdict.DUPLICATE, Verdict.UNCHANGED):
            what = type(call.command).__name__
            raise NotProvisioned(f"{what} was not stored: {answer.code or answer.verdict}: {answer.detail or ''}")


def _holder(command: Command) -> KeyHolder | None:
    match command:
        case InviteStaff():
            return KeyHolder(actor="staff", id=command.staff_id, role=command.role, clinics=command.clinics)
        case RegisterPartner():
            return KeyHolder(actor="partner", id=command.partner_id, scopes=command.scopes, clinics=command.clinics)
        case _:
            return None


def _key(context: Context, founding: Founding, holder: KeyHolder) -> NewKey:
    """Made from the master key: a key that was drawn would be lost with a crash before its owner saw it."""
    bound_to = b"first key" + founding.organisation_id.bytes + holder.id.bytes
    prefix = SANDBOX_PREFIX if founding.sandbox else PREFIX
    return new_key(holder, derived(context.settings.master_key, bound_to), prefix)


async def _call(context: Context, founding: Founding, command: Command, keys: Mapping[UUID, NewKey]) -> Call:
    """With the name sealed and the key's hash beside it."""
    actor = system(founding.organisation_id, "provision")
    match command:
        case InviteStaff(staff_id=staff_id):
            who = founding.staff[staff_id]
            fields = {"name": who.name, "email": who.email}
            sealed, private = await context.vault.seal(actor.org_id, staff_id, command.command_id, fields)
            invited = replace(command, private=private)
            return Call(actor=actor, command=invited, sealed=(sealed,), links=(keys[staff_id].link,))
        case RegisterPartner(partner_id=partner_id):
            return Call(actor=actor, command=command, links=(keys[partner_id].link,))
        case _:
            return Call(actor=actor, command=command)
