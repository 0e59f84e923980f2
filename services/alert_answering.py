"""What goes with what staff do about an alert: the looks at its clock that follow from it."""

from uuid import UUID

from domain.alert.answering import AcknowledgeAlert, SnoozeAlert
from domain.alert.decider import ALERT
from domain.alert.due import close_by
from domain.alert.state import Alert
from domain.clinic.decider import CLINIC
from domain.decider import Command, fold
from eventstore.codec import Undecodable
from eventstore.records import NewEffect
from services.alert_effects import look, putting_off
from services.context import Context


async def alert_of(context: Context, org_id: UUID, alert_id: UUID) -> Alert:
    """As the log has it; empty where there is none. Raises Undecodable."""
    decode = context.codec.decode
    stored = await context.store.load(org_id, [alert_id])
    return fold(ALERT, [decode(one.type, one.schema_v, one.data) for one in stored if one.type in ALERT.events])


async def follows_from(context: Context, org_id: UUID, command: Command) -> tuple[NewEffect, ...]:
    """What is to be done in the world because of a command that staff give; nothing for most of them.

    What is put off is told again when its time is over; what is taken on is looked at again when it should be closed.
    Where a stream cannot be read the command itself is refused.
    """
    match command:
        case SnoozeAlert():
            return putting_off(command)
        case AcknowledgeAlert():
            try:
                return await _looked_at_again(context, org_id, command.alert_id)
            except Undecodable:
                return ()
        case _:
            return ()


async def _looked_at_again(context: Context, org_id: UUID, alert_id: UUID) -> tuple[NewEffect, ...]:
    alert = await alert_of(context, org_id, alert_id)
    if not alert.unresolved or alert.clinic_id is None or alert.answer_by is None:
        return ()
    decode = context.codec.decode
    stored = await context.store.load(org_id, [alert.clinic_id])
    clinic = fold(CLINIC, [decode(one.type, one.schema_v, one.data) for one in stored])
    if clinic.opened is None:
        return ()
    return (look(alert_id, close_by(alert, alert.answer_by, clinic.hours, clinic.opened.zone)),)
