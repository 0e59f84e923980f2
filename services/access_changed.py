"""A word to all processes after a command that changed what somebody may do, or who may see a patient."""

from domain.deciders import BY_COMMAND
from domain.patient.commands import (
    EndPatientAccess,
    ErasePatient,
    GivePatientAccess,
    LiftRestriction,
    RestrictPatient,
    TransferPatient,
)
from services.call import Answer, Call, Verdict
from services.context import Context

RIGHTS_STAND_IN = frozenset({"staff", "partner"})
"""The kinds of streams that say what their holder may do."""

WHO_SEES_CHANGES = (
    *(ErasePatient, LiftRestriction, RestrictPatient, TransferPatient),
    *(GivePatientAccess, EndPatientAccess),
)


async def tell_if_changed(context: Context, call: Call, answer: Answer) -> None:
    """Where it wrote something of that kind, everybody looks again. Never raises."""
    command = call.command
    changes = BY_COMMAND[type(command)].kind in RIGHTS_STAND_IN or isinstance(command, WHO_SEES_CHANGES)
    if changes and answer.verdict is Verdict.STORED:
        await context.tell_changed(call.actor.org_id, answer.stream_id)
