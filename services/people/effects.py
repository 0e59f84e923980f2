"""What is to be done after somebody left or was merged, written together with the events that say so."""

from datetime import timedelta
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.decider import Command, Report
from domain.patient.commands import EndDuplicate, MergePatients
from domain.patient.state import Patient
from domain.staff.decider import RemoveStaff
from eventstore.records import NewEffect

STAFF_HAND_OVER = "staff.hand_over"
ACCOUNT_END = "account.end"
PATIENT_MERGE = "patient.merge"
"""The stored kinds of these effects."""

SETTLED_AFTER = timedelta(seconds=90)
"""Longer than any process goes on taking a duplicate for a patient of its own (`Guards`), or somebody who left for a
member of staff (`Rights`)."""


class HandOver(Struct, frozen=True, kw_only=True):
    """The payload of a handing over: whose patients, to whom, and the event that says so."""

    staff_id: UUID
    to: UUID
    removal: UUID


class AccountEnd(Struct, frozen=True, kw_only=True):
    """The payload of the end of an account: whose."""

    staff_id: UUID


class Merge(Struct, frozen=True, kw_only=True):
    """The payload of a merge, or of what is left of it to do."""

    kept: UUID
    duplicate: UUID


def leaves_work(command: Command) -> tuple[NewEffect, ...]:
    """What goes with a command about people."""
    match command:
        case RemoveStaff():
            return (*_account_ends(command), *_hands_over(command))
        case MergePatients():
            return (_effect(PATIENT_MERGE, command, command.command_id, _merge(command)),)
        case EndDuplicate():  # once more when nobody can have missed it
            return (_settled(PATIENT_MERGE, command, _ended(command)),)
        case _:
            return ()


def told_late(report: Report, patient: object) -> tuple[NewEffect, ...]:
    """What goes with a report of a duplicate that was merged: it is carried over to the one that is kept."""
    if not isinstance(patient, Patient) or patient.merged_into is None:
        return ()
    what = Merge(kept=patient.merged_into, duplicate=report.patient_id)
    effect = _effect(PATIENT_MERGE, report, uuid5(report.command_id, PATIENT_MERGE), what)
    return (msgspec.structs.replace(effect, urgent=True),)


def _account_ends(command: RemoveStaff) -> tuple[NewEffect, ...]:
    """At once, and once more when nobody can have missed it: meanwhile a provider may have let them in again."""
    what = AccountEnd(staff_id=command.staff_id)
    return _effect(ACCOUNT_END, command, command.command_id, what), _settled(ACCOUNT_END, command, what)


def _hands_over(command: RemoveStaff) -> tuple[NewEffect, ...]:
    if command.hand_over_to is None:
        return ()
    what = HandOver(staff_id=command.staff_id, to=command.hand_over_to, removal=command.command_id)
    return (_effect(STAFF_HAND_OVER, command, command.command_id, what),)


def _merge(command: MergePatients) -> Merge:
    return Merge(kept=command.patient_id, duplicate=command.duplicate_id)


def _ended(command: EndDuplicate) -> Merge:
    return Merge(kept=command.into, duplicate=command.patient_id)


def _settled(kind: str, command: Command, what: AccountEnd | Merge) -> NewEffect:
    late = _effect(kind, command, uuid5(command.command_id, "settled"), what)
    return msgspec.structs.replace(late, due_at=command.at + SETTLED_AFTER)


def _effect(kind: str, command: Command, key: UUID, what: HandOver | AccountEnd | Merge) -> NewEffect:
    return NewEffect(
        effect_id=uuid5(key, kind),
        kind=kind,
        dedupe_key=str(key),
        due_at=command.at,
        payload=msgspec.json.encode(what),
    )
