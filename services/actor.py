"""Who asks, and what they may ask for: one written table."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct

from domain.decider import Command
from domain.deciders import COMMANDS
from domain.partner.events import Scope
from domain.staff.events import Role


class ActorKind(StrEnum):
    STAFF = "staff"
    PARTNER = "partner"
    SYSTEM = "system"  # our own reactors and tools


class Actor(Struct, frozen=True, kw_only=True, dict=True):
    """One who acts within one organisation. `clinics` empty: every clinic of it."""

    kind: ActorKind
    org_id: UUID
    id: UUID | None = None
    name: str = ""  # of a system actor
    role: Role | None = None
    scopes: tuple[Scope, ...] = ()
    clinics: tuple[UUID, ...] = ()

    @cached_property
    def signature(self) -> str:
        """How the log names the actor; stored."""
        return f"{self.kind}:{self.name if self.kind is ActorKind.SYSTEM else self.id}"

    @cached_property
    def allowed(self) -> frozenset[type[Command]]:
        """What a partner or a member of staff may ask for at all."""
        return frozenset(kind for kind, right in _BY_TYPE.items() if _holds(self, right))

    def reaches(self, clinic_id: UUID) -> bool:
        """Whether the actor's rights hold at this clinic."""
        return not self.clinics or clinic_id in self.clinics


def system(org_id: UUID, name: str) -> Actor:
    """One of our own reactors or tools, acting in an organisation."""
    return Actor(kind=ActorKind.SYSTEM, org_id=org_id, name=name)


class Right(Struct, frozen=True):
    """Who may: staff with one of these roles, partners with this scope; those of `own` only for themselves."""

    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None
    own: frozenset[Role] = frozenset()


_MANAGE = Right(frozenset({Role.OWNER, Role.ADMIN}))
_TREAT = Right(frozenset({Role.OWNER, Role.ADMIN, Role.THERAPIST}))
_ENROL = Right(frozenset({Role.OWNER, Role.ADMIN, Role.THERAPIST, Role.ASSISTANT}), Scope.ENROLMENT)
_REPORT = Right(frozenset(Role), Scope.REPORTS)
_VISIT = Right(frozenset(Role))
_OWN = Right(frozenset(Role), own=frozenset({Role.THERAPIST, Role.ASSISTANT}))
_SYSTEM = Right()

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        "RegisterOrganisation": _SYSTEM,
        "OpenClinic": _MANAGE,
        "SetClinicPolicy": _MANAGE,
        "TryPolicy": _MANAGE,
        "SetOpeningHours": _MANAGE,
        "NameClinicLead": _MANAGE,
        "InviteStaff": _MANAGE,
        "SetStaffAway": _OWN,
        "SetStaffPreferences": _OWN,
        "RegisterPartner": _MANAGE,
        "EnrolPatient": _ENROL,
        "SetPatientZone": _ENROL,
        "SetContactPreferences": _ENROL,
        "RecordConsent": _ENROL,
        "WithdrawConsent": _ENROL,
        "AssignTherapist": _TREAT,
        "DischargePatient": _TREAT,
        "ReportRedFlag": _REPORT,
        "ClearRedFlag": _TREAT,
        "SetPatientPolicy": _TREAT,
        "AddExercise": _TREAT,
        "AssignProgram": Right(_TREAT.roles, Scope.PROGRAMS),
        "ReviseProgram": _TREAT,
        "PauseProgram": _TREAT,
        "ResumeProgram": _TREAT,
        "AdviseRest": _TREAT,
        "CompleteProgram": _TREAT,
        "LogSession": _REPORT,
        "CorrectSession": _REPORT,
        "RetractSession": _REPORT,
        "ReportPain": _REPORT,
        "CorrectSymptom": _REPORT,
        "RetractSymptom": _REPORT,
        "ReportBarrier": _REPORT,
        "RaiseAlert": _SYSTEM,
        "AttachToAlert": _SYSTEM,
        "RecordAlertDelivered": _SYSTEM,
        "RegradeAlert": _SYSTEM,
        "WakeAlert": _SYSTEM,
        "EscalateAlert": _SYSTEM,
        "AcknowledgeAlert": _TREAT,
        "SnoozeAlert": _TREAT,
        "ResolveAlert": _TREAT,
        "RetractBarrier": _REPORT,
        "ScheduleVisit": _VISIT,
        "CancelVisit": _VISIT,
        "RecordVisit": Right(_VISIT.roles, Scope.PROGRAMS),
        "RecordScore": _REPORT,
        "SendMessage": _REPORT,
        "MarkMessageRead": _REPORT,
        "SendReminder": _SYSTEM,
        "SuppressReminder": _SYSTEM,
        "RecordReminderDelivered": _SYSTEM,
        "RecordReminderBounced": _SYSTEM,
        "RecordReminderOpened": Right(scope=Scope.REPORTS),
        "AskMorning": _SYSTEM,
        "RecordMorningUnanswered": _SYSTEM,
    }
)
"""By command; a test fails when a command is missing. System actors may all."""

_BY_TYPE: Mapping[type[Command], Right] = {COMMANDS[name]: right for name, right in RIGHTS.items()}


def may(actor: Actor, command: Command) -> bool:
    """Whether the actor may ask for such a command at all. Which clinics it reaches is checked on the state."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    kind = type(command)
    return kind in actor.allowed and (
        actor.role not in _BY_TYPE[kind].own or getattr(command, "staff_id", None) == actor.id
    )


def _holds(actor: Actor, right: Right) -> bool:
    match actor.kind:
        case ActorKind.PARTNER:
            return right.scope is not None and right.scope in actor.scopes
        case ActorKind.STAFF:
            return actor.role in right.roles
        case ActorKind.SYSTEM:
            return True
