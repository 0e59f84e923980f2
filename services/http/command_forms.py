"""What staff send to give a command: the command's own fields, without those that the service fills in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct, to_builtins
from msgspec.structs import replace

from domain.decider import Command, Report
from domain.deciders import COMMANDS
from domain.values import LongText, ShortText
from domain.zones import shifted
from services.actor import RIGHTS, Actor
from services.http.forms import fill_form
from services.http.problems import Problem

BY_ACTOR: Mapping[str, str] = MappingProxyType(
    {
        "AcknowledgeAlert": "staff_id",
        "SnoozeAlert": "staff_id",
        "ResolveAlert": "staff_id",
        "SendMessage": "author",
        "MarkMessageRead": "by",
    }
)
"""The field of a command that says who gives it."""

OF_ORGANISATION = frozenset(
    {
        "SetRetention",
        "LeaveOrganisation",
        "StayOrganisation",
        "ErasePatient",
        "ChangeStaffRole",
        "RemoveStaff",
        "SetIdentityProvider",
        "RemoveIdentityProvider",
    }
)
"""Whose field `organisation_id` is the organisation of who gives it."""

NEW_THING: Mapping[str, str] = MappingProxyType(
    {
        "OpenClinic": "clinic_id",
        "TryPolicy": "run_id",
        "InviteStaff": "staff_id",
        "SetIdentityProvider": "provider_id",
        "RegisterPartner": "partner_id",
        "RotatePartnerKey": "key_id",
        "EnrolPatient": "patient_id",
        "GivePatientAccess": "access_id",
        "RenewPatientCode": "code_id",
        "AddExercise": "exercise_id",
        "SaveTemplate": "template_id",
        "AssignProgram": "program_id",
        "ScheduleVisit": "visit_id",
        "RecordVisit": "visit_id",
    }
)
"""The id of what a command begins; made from the command's own id where the body does not give it."""


REPORTS = frozenset(
    {"LogSession", "ReportPain", "ReportBarrier", "RecordScore", "ReportRedFlag", "SendMessage", "ErasePatient"}
    | {"LeaveOrganisation"}
)
"""What begins a report, a message, an erasure or a departure, which goes by the command's own id."""


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What names or reaches a person: sealed, and in no event."""

    name: ShortText | None = None
    email: ShortText | None = None
    phone: ShortText | None = None
    push: Annotated[ShortText | None, Meta(description="The device, as the provider of push messages names it.")] = None


class Words(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Free text: sealed, and in no event."""

    note: LongText | None = None


class MessageText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a message says: sealed, and in no event."""

    text: LongText


class Label(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a carer is called: sealed, and in no event."""

    label: ShortText | None = None


class ClientSecret(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an identity provider gave us to be known by: sealed, and in no event."""

    client_secret: ShortText


_ABOUT_PEOPLE = frozenset({"EnrolPatient", "SetContactPreferences", "InviteStaff", "SetStaffPreferences"})

AT_THEIR_OWN_DOORS = frozenset(
    {
        "RegisterWebhook",
        "ChangeWebhook",
        "RotateWebhookSecret",
        "DisableWebhook",
        "EnableWebhook",
        "RemoveWebhook",
        "ReplayWebhook",
    }
)
"""What is sealed with them is made by the service, or partners give them, too."""

STAFF_COMMANDS: Mapping[str, type[Command]] = MappingProxyType(
    {name: kind for name, kind in COMMANDS.items() if RIGHTS[name].roles and name not in AT_THEIR_OWN_DOORS}
)
"""The commands that some role may give; the others are the service's own."""


def kebab(name: str) -> str:
    """The name of a command in an address: EnrolPatient is enrol-patient."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def private_form(name: str) -> type[Person | Words | MessageText | Label | ClientSecret] | None:
    """The form of a command's sealed part; None where it has none."""
    if "private" not in COMMANDS[name].__struct_fields__:
        return None
    if name == "SetIdentityProvider":
        return ClientSecret
    if name == "SendMessage":
        return MessageText
    if name == "GivePatientAccess":
        return Label
    return Person if name in _ABOUT_PEOPLE else Words


def filled_in(name: str) -> frozenset[str]:
    """The fields of a command that a body must not give."""
    of_organisation = ["organisation_id"] if name in OF_ORGANISATION else []
    return frozenset({"command_id", "at", *([BY_ACTOR[name]] if name in BY_ACTOR else []), *of_organisation})


def read_command(name: str, value: Any, actor: Actor, own: Mapping[str, Any]) -> tuple[Command, dict[str, str]]:
    """The command in a decoded body, and the texts to seal. `own`: its command_id and its instant. Raises Problem."""
    if not isinstance(value, dict):
        raise Problem("invalid", "The body is a JSON object.", at="")
    for field in sorted(filled_in(name) & value.keys()):
        raise Problem("invalid", f"`{field}` is filled in by the service.", at=f"/{field}")
    form = private_form(name)
    private: dict[str, str] = {}
    if form is not None and "private" in value:
        private = {
            key: text for key, text in to_builtins(fill_form(value["private"], form, "/private")).items() if text
        }
    fields = {**value, **own}
    fields.pop("private", None) if form is not None else None
    if name in BY_ACTOR:
        fields[BY_ACTOR[name]] = actor.id
    if name in OF_ORGANISATION:
        fields["organisation_id"] = actor.org_id
    if name in NEW_THING:
        fields.setdefault(NEW_THING[name], own["command_id"])
    return within_calendar(fill_form(fields, COMMANDS[name])), private


def within_calendar(command: Command) -> Command:
    """A report whose clock stands at the very end of the calendar is held within it, and kept."""
    if not isinstance(command, Report):
        return command
    sent_at = None if command.sent_at is None else shifted(command.sent_at, 0)
    return replace(command, occurred_at=shifted(command.occurred_at, 0), sent_at=sent_at)


def new_thing(name: str, command: Command) -> UUID | None:
    """The id of what a command begins; a report's is the command's own."""
    if name in NEW_THING:
        found: UUID = getattr(command, NEW_THING[name])
        return found
    return command.command_id if name in REPORTS else None
