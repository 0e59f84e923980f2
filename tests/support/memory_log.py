"""The command handler's log in memory, with an organisation, a clinic and a patient, and wishes to try on it."""

from typing import Any
from uuid import UUID

from domain.partner.events import Scope
from domain.patient.commands import SetPatientZone
from domain.session.decider import LogSession
from domain.staff.events import Role
from domain.symptom.decider import ReportPain
from domain.values import BodyRegion
from eventstore.memory import MemoryStore
from projections.reading import codec
from services.actor import Actor, ActorKind
from services.call import Answer, Call
from services.guards import Guards
from services.places import Step
from services.turns import Turns
from tests.support.times import NOON

ORG, CLINIC, OTHER_CLINIC, PATIENT = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
OWNER = Actor(kind=ActorKind.STAFF, org_id=ORG, id=UUID(int=10), role=Role.OWNER)
PARTNER = Actor(kind=ActorKind.PARTNER, org_id=ORG, id=UUID(int=11), scopes=(Scope.REPORTS,))


class MemoryLog:
    def __init__(self) -> None:
        self.store = MemoryStore()
        self.codec = codec()
        self.guards = Guards()
        self.turns: Turns[Step, Answer] = Turns()


def do(command: Any, actor: Actor = OWNER, **more: Any) -> Call:
    return Call(actor=actor, command=command, **more)


def session(number: int, **more: Any) -> LogSession:
    return LogSession(command_id=UUID(int=number), at=NOON, patient_id=PATIENT, occurred_at=NOON, **more)


def pain(number: int, level: int = 50) -> ReportPain:
    return ReportPain(
        command_id=UUID(int=number),
        at=NOON,
        patient_id=PATIENT,
        occurred_at=NOON,
        region=BodyRegion.KNEE,
        level=level,
    )


def zone(number: int, name: str) -> SetPatientZone:
    return SetPatientZone(command_id=UUID(int=number), at=NOON, patient_id=PATIENT, zone=name, since=NOON)
