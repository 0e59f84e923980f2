"""Enrolling the patients of a roster: each row becomes one command, under an id that follows from its record number."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.clinic.decider import CLINIC
from domain.clinic.events import ClinicOpened
from domain.decider import Rejected, fold
from domain.patient.commands import EnrolPatient
from domain.rejections import refused as rejected
from domain.values import Language, ShortText, ZoneName
from eventstore.codec import Undecodable
from eventstore.records import Alias
from projections.alert_inbox.staffing import staffing
from services.actor import Actor
from services.call import Answer, Call, Verdict
from services.context import Context
from services.deciding import decide
from services.execute import execute_all
from services.imports.job import Fate, LineOutcome, refused
from services.imports.roster import Row
from services.places import load_places, step_of

ROSTER = UUID("6a1f2f0e-52a8-5c07-9d53-3f1c0b7f4e11")
"""In the place of a partner: whose names for patients the record numbers are."""

SEALED_AT_ONCE = 4
PRIVATE = ("name", "email", "phone")
FORMS: Mapping[str, Any] = {"zone": ZoneName, "language": Language, **dict.fromkeys(PRIVATE, ShortText)}
PLACES = {"unknown_clinic": "/clinic", "unknown_staff": "/therapist", "unknown_zone": "/zone"}


class Wanted(NamedTuple):
    """One row as a command, and what is sealed beside it."""

    command: EnrolPatient
    alias: Alias
    private: dict[str, str]


class Known(Struct, frozen=True):
    """Whom a roster may name: clinics and staff by our id, by name, by e-mail address."""

    clinics: Mapping[str, ClinicOpened]
    staff: Mapping[str, UUID]


class Enrolling:
    """For one import, for one turn: what it knows of clinics and staff is as old as that."""

    def __init__(self, context: Context, actor: Actor, import_id: UUID, known: Known) -> None:
        self._context = context
        self._actor = actor
        self._import_id = import_id
        self._known = known
        self._tried_before: set[UUID] = set()

    async def take(self, rows: Sequence[Row], *, dry_run: bool) -> list[LineOutcome]:
        """An outcome for each row, in order. Raises StoreBusy."""
        outcomes: list[LineOutcome | None] = []
        wanted: list[Wanted] = []
        for row in rows:
            try:
                wanted.append(await self._wanted(row))
                outcomes.append(None)
            except Rejected as refusal:
                outcomes.append(refused(refusal.code, refusal.detail, PLACES.get(refusal.code)))
            except _Fault as fault:
                outcomes.append(refused("invalid", *fault.args))
        answers = iter(await (self._tried(wanted) if dry_run else self._enrolled(wanted)))
        return [next(answers) if outcome is None else outcome for outcome in outcomes]

    async def _enrolled(self, wanted: Sequence[Wanted]) -> list[LineOutcome]:
        room = asyncio.Semaphore(SEALED_AT_ONCE)

        async def call(one: Wanted) -> Call:
            async with room:
                return await self._sealed(one)

        answers = await execute_all(self._context, await asyncio.gather(*map(call, wanted))) if wanted else []
        return [_outcome(answer) for answer in answers]

    async def _tried(self, wanted: Sequence[Wanted]) -> list[LineOutcome]:
        """As they would be decided one by one, without writing anything."""
        steps = [step_of(Call(actor=self._actor, command=one.command)) for one in wanted]
        places = await load_places(self._context, steps, optimistic=False)
        outcomes: list[LineOutcome] = []
        for step, one in zip(steps, wanted, strict=True):
            if places.now[step.key].version or one.command.patient_id in self._tried_before:
                outcomes.append(LineOutcome(Fate.DUPLICATE))
                continue
            self._tried_before.add(one.command.patient_id)
            decided = decide(self._context.codec, step, places)
            outcomes.append(_outcome(decided) if isinstance(decided, Answer) else LineOutcome(Fate.GOOD))
        return outcomes

    async def _wanted(self, row: Row) -> Wanted:
        """Raises _Fault for what is not written as it has to be, Rejected for whom nobody knows."""
        if row.fault is not None:
            raise _Fault(row.fault)
        cells = row.cells
        if "record_number" not in cells:
            raise _Fault("The record number is missing.", "/record_number")
        number = cells["record_number"]
        for name, form in (*FORMS.items(), ("record_number", ShortText)):
            try:
                msgspec.convert(cells.get(name), form | None)
            except msgspec.ValidationError as error:
                raise _Fault(_sentence(error), f"/{name}") from error
        clinic = self._clinic(cells.get("clinic"))
        therapist = cells.get("therapist")
        if therapist is not None and therapist.lower() not in self._known.staff:
            raise rejected("unknown_staff")
        org_id = self._actor.org_id
        hash_ = await self._context.vault.alias_hash(org_id, ROSTER, number)
        patient_id = uuid5(org_id, hash_.hex())
        command = EnrolPatient(
            command_id=patient_id,
            at=self._context.clock.now(org_id),
            patient_id=patient_id,
            clinic_id=clinic.clinic_id,
            zone=cells.get("zone", clinic.zone),
            language=cells.get("language", "en"),
            therapist_id=None if therapist is None else self._known.staff[therapist.lower()],
        )
        private = {name: cells[name] for name in PRIVATE if name in cells}
        return Wanted(command, Alias(partner_id=ROSTER, hash=hash_, subject_id=patient_id), private)

    def _clinic(self, named: str | None) -> ClinicOpened:
        """Raises _Fault, or Rejected for one that is out of reach or does not exist."""
        if named is None:
            reached = {one.clinic_id: one for one in self._known.clinics.values() if self._actor.reaches(one.clinic_id)}
            if len(reached) != 1:
                raise _Fault("Name the clinic: there are several.", "/clinic")
            return next(iter(reached.values()))
        clinic = self._known.clinics.get(named.lower())
        if clinic is None or not self._actor.reaches(clinic.clinic_id):
            raise rejected("unknown_clinic")
        return clinic

    async def _sealed(self, one: Wanted) -> Call:
        command = one.command
        call = Call(actor=self._actor, command=command, aliases=(one.alias,), correlation_id=self._import_id)
        if not one.private:
            return call
        sealed, digest = await self._context.vault.seal(
            self._actor.org_id, command.patient_id, command.command_id, one.private
        )
        return msgspec.structs.replace(call, command=msgspec.structs.replace(command, private=digest), sealed=(sealed,))


class _Fault(Exception):
    """A sentence, and the place where it is about a column."""


async def known_to(context: Context, org_id: UUID) -> Known:
    """The clinics and the staff of an organisation, as far as the read model has come."""
    async with context.reading(org_id) as db:
        house = await staffing(db, org_id)
        sealed = await context.vault.open_all(db, org_id, list(house.staff))
    staff = {str(staff_id): staff_id for staff_id in house.staff}
    for staff_id, items in sealed.items():
        told = [fields["email"] for _, fields in sorted(items.items()) if fields.get("email")]
        staff |= {email.lower(): staff_id for email in told}
    clinics: dict[str, ClinicOpened] = {}
    for clinic_id in house.clinics:
        stored = await context.store.load(org_id, [clinic_id])
        try:
            events = [context.codec.decode(event.type, event.schema_v, event.data) for event in stored]
        except Undecodable:
            continue  # nobody is enrolled there before it can be read again
        opened = fold(CLINIC, events).opened
        if opened is not None:
            clinics |= {str(clinic_id): opened, opened.name.lower(): opened}
    return Known(clinics, staff)


def _sentence(error: msgspec.ValidationError) -> str:
    """Without what was written there: it may be a name."""
    return str(error).partition(" - at")[0].partition(", got")[0]


def _outcome(answer: Answer) -> LineOutcome:
    match answer.verdict:
        case Verdict.STORED:
            return LineOutcome(Fate.STORED, answer.pos)
        case Verdict.DUPLICATE:
            return LineOutcome(Fate.DUPLICATE, answer.pos)
        case Verdict.UNCHANGED:
            return LineOutcome(Fate.UNCHANGED)
        case Verdict.CONFLICT:
            return refused("already_exists", "Something else took this place at the same moment.")
        case Verdict.REFUSED if answer.code == "id_reused":  # in the log already, with other details
            return LineOutcome(Fate.UNCHANGED)
        case Verdict.REFUSED:
            code = answer.code or "invalid"
            return refused(code, answer.detail or "", PLACES.get(code))
