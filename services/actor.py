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
from domain.patient.events import Bearer
from domain.staff.events import MANAGERS, Role


class ActorKind(StrEnum):
    STAFF = "staff"
    PARTNER = "partner"
    PATIENT = "patient"  # a patient, or a carer for one
    SYSTEM = "system"  # our own reactors and tools
    NOBODY = "nobody"  # who comes to a door that is open to all, and may nothing


ACCESS = "access:"
"""How `Actor.via` begins for a patient or a carer; the id of the way in follows."""


class Actor(Struct, frozen=True, kw_only=True, dict=True):
    """One who acts within one organisation. `clinics` empty: every clinic of it.

    `via` says with what they came in: `key:<its id>`, `token:<thumbprint of the key that asked for it>`,
    `sign-in:<its id>`, `access:<id of a patient's way in>`. The log does not store it.

    Of a patient or a carer `id` is the patient, and `clinics` the one that treats her.
    """

    kind: ActorKind
    org_id: UUID
    id: UUID | None = None
    name: str = ""  # of a system actor
    role: Role | None = None
    scopes: tuple[Scope, ...] = ()
    clinics: tuple[UUID, ...] = ()
    kinds: tuple[str, ...] = ()  # types of events that a partner may send; empty: all that its scopes give
    requests_a_minute: int | None = None  # a partner's own quota; none: what the deployment gives
    via: str = ""  # key:<id>, token:<thumbprint>, sign-in:<id>, access:<id>; not stored in the log
    bearer: Bearer | None = None  # of a patient's way in: who came by it
    device: UUID | None = None  # and on which device

    @cached_property
    def signature(self) -> str:
        """How the log names the actor; stored. A carer is known by the way in that was given."""
        if self.bearer is Bearer.CARER:
            return f"{Bearer.CARER}:{self.via.removeprefix(ACCESS)}"
        return f"{self.kind}:{self.name if self.kind is ActorKind.SYSTEM else self.id}"

    @property
    def holder(self) -> UUID:
        """Who it is, of those who come through a door. Raises LookupError for one of our own reactors or tools."""
        if self.id is None:
            raise LookupError(f"{self.signature} has no id")
        return self.id

    @cached_property
    def allowed(self) -> frozenset[type[Command]]:
        """What a partner, a member of staff, a patient or a carer may ask for at all."""
        return frozenset(kind for kind, right in _BY_TYPE.items() if _holds(self, right))

    def reaches(self, clinic_id: UUID) -> bool:
        """Whether the actor's rights hold at this clinic."""
        return not self.clinics or clinic_id in self.clinics


NOBODY = Actor(kind=ActorKind.NOBODY, org_id=UUID(int=0))
"""Whoever comes to a door that is open to all, before they have said who they are."""


def system(org_id: UUID, name: str) -> Actor:
    """One of our own reactors or tools, acting in an organisation."""
    return Actor(kind=ActorKind.SYSTEM, org_id=org_id, name=name)


class Right(Struct, frozen=True):
    """Who may: staff with one of these roles, partners with this scope; those of `own` only for themselves.

    `bearers`: patients, or carers for them, each for the one patient alone. Nobody where it is not said.

    `whole`: it changes the whole organisation, so nobody may whose rights hold at some of its clinics only.
    """

    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None
    own: frozenset[Role] = frozenset()
    whole: bool = False
    bearers: frozenset[Bearer] = frozenset()


_OWNER = Right(frozenset({Role.OWNER}), whole=True)
_MANAGE = Right(MANAGERS)
_MANAGE_ALL = Right(MANAGERS, whole=True)
_TREAT = Right(MANAGERS | {Role.THERAPIST})
_ENROL = Right(frozenset({Role.OWNER, Role.ADMIN, Role.THERAPIST, Role.ASSISTANT}), Scope.ENROLMENT)
_PREFER = Right(_ENROL.roles, Scope.ENROLMENT, bearers=frozenset({Bearer.PATIENT}))
_GIVE_ACCESS = Right(_ENROL.roles)
_REPORT = Right(frozenset(Role), Scope.REPORTS, bearers=frozenset(Bearer))
_WRITE = Right(frozenset(Role), Scope.REPORTS, bearers=frozenset({Bearer.PATIENT}))
_VISIT = Right(frozenset(Role))
_OWN = Right(frozenset(Role), own=frozenset({Role.THERAPIST, Role.ASSISTANT}))
_NEWS = Right(_MANAGE.roles, Scope.READ)
_SYSTEM = Right()

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        "RegisterOrganisation": _SYSTEM,
        "SetRetention": _OWNER,
        "SetIdentityProvider": _OWNER,
        "RemoveIdentityProvider": _OWNER,
        "LeaveOrganisation": _OWNER,
        "StayOrganisation": _OWNER,
        "CompleteDeparture": _SYSTEM,
        "ReleaseOwner": _SYSTEM,
        "ChangeStaffRole": _MANAGE,
        "RemoveStaff": _MANAGE,
        "TransferPatient": _TREAT,
        "ReadmitPatient": _TREAT,
        "MergePatients": _TREAT,
        "EndDuplicate": _SYSTEM,
        "OpenClinic": _MANAGE_ALL,
        "SetClinicPolicy": _MANAGE,
        "TryPolicy": _MANAGE,
        "SetOpeningHours": _MANAGE,
        "NameClinicLead": _MANAGE,
        "InviteStaff": _MANAGE,
        "SetStaffAway": _OWN,
        "SetStaffPreferences": _OWN,
        "RegisterPartner": _MANAGE,
        "ChangePartner": _MANAGE,
        "RotatePartnerKey": _MANAGE,
        "RevokePartnerKey": _MANAGE,
        "SuspendPartner": _MANAGE,
        "ResumePartner": _MANAGE,
        "SetPartnerKeySet": _MANAGE,
        "EnrolPatient": _ENROL,
        "SetPatientZone": _ENROL,
        "SetContactPreferences": _PREFER,
        "RecordConsent": _PREFER,
        "WithdrawConsent": _PREFER,
        "SetQuietHours": _PREFER,
        "AssignTherapist": _TREAT,
        "DischargePatient": _TREAT,
        "ReportRedFlag": _REPORT,
        "ClearRedFlag": _TREAT,
        "SetPatientPolicy": _TREAT,
        "RestrictPatient": _MANAGE,
        "LiftRestriction": _MANAGE,
        "ErasePatient": _MANAGE,
        "GivePatientAccess": _GIVE_ACCESS,
        "RenewPatientCode": _GIVE_ACCESS,
        "EndPatientAccess": _GIVE_ACCESS,
        "AddExercise": _TREAT,
        "ReviseExercise": _TREAT,
        "RetireExercise": _TREAT,
        "SaveTemplate": _TREAT,
        "RetireTemplate": _TREAT,
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
        "SendMessage": _WRITE,
        "MarkMessageRead": _WRITE,
        "SendReminder": _SYSTEM,
        "SuppressReminder": _SYSTEM,
        "RecordReminderDelivered": _SYSTEM,
        "RecordReminderBounced": _SYSTEM,
        "RecordReminderOpened": Right(scope=Scope.REPORTS, bearers=frozenset({Bearer.PATIENT})),
        "AskMorning": _SYSTEM,
        "RecordMorningUnanswered": _SYSTEM,
        "RegisterWebhook": _NEWS,
        "ChangeWebhook": _NEWS,
        "RotateWebhookSecret": _NEWS,
        "DisableWebhook": _NEWS,
        "EnableWebhook": _NEWS,
        "RemoveWebhook": _NEWS,
        "ReplayWebhook": _NEWS,
    }
)
"""By command; a test fails when a command is missing. System actors may all."""

_BY_TYPE: Mapping[type[Command], Right] = {COMMANDS[name]: right for name, right in RIGHTS.items()}


def may(actor: Actor, command: Command) -> bool:
    """Whether the actor may ask for such a command at all. Which clinics it reaches is checked on the state."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    kind = type(command)
    if actor.kind is ActorKind.PATIENT and getattr(command, "patient_id", None) != actor.id:
        return False
    return kind in actor.allowed and (
        actor.role not in _BY_TYPE[kind].own or getattr(command, "staff_id", None) == actor.id
    )


def _holds(actor: Actor, right: Right) -> bool:
    if right.whole and actor.clinics:
        return False
    match actor.kind:
        case ActorKind.PARTNER:
            return right.scope is not None and right.scope in actor.scopes
        case ActorKind.STAFF:
            return actor.role in right.roles
        case ActorKind.PATIENT:
            return actor.bearer in right.bearers
        case ActorKind.SYSTEM:
            return True
        case ActorKind.NOBODY:
            return False
