"""What the audit says of a command: whose data it changed and where the log has it, or what right it gave or took."""

from collections.abc import Iterable
from uuid import UUID

from domain.decider import Command
from eventstore.codec import Undecodable
from services.alert_now import alert_of
from services.call import Answer, Verdict
from services.context import Context
from services.http.audit.seen import Seen
from services.http.positions import position_of

GRANTS = frozenset(
    {
        *("InviteStaff", "ChangeStaffRole", "ReleaseOwner", "RemoveStaff"),
        *("RegisterPartner", "ChangePartner", "SuspendPartner", "ResumePartner"),
        *("RotatePartnerKey", "RevokePartnerKey", "SetPartnerKeySet"),
        *("RegisterWebhook", "ChangeWebhook", "RemoveWebhook", "EnableWebhook", "DisableWebhook"),
        "RotateWebhookSecret",
    }
)
"""Commands about who may do what."""

DONE = frozenset({Verdict.STORED, Verdict.DUPLICATE, Verdict.UNCHANGED})


async def note_command(context: Context, seen: Seen, org_id: UUID, command: Command, answer: Answer) -> None:
    """To be noted with the request. A command that was refused changed nothing."""
    if answer.verdict not in DONE:
        return
    name = type(command).__name__
    detail = {"command": name, "verdict": answer.verdict.value, "position": position_of(answer)}
    if name in GRANTS:
        seen.granted(**detail, about=str(answer.stream_id))
    else:
        seen.changed(await _whose(context, org_id, command), **detail)


async def _whose(context: Context, org_id: UUID, command: Command) -> Iterable[UUID]:
    """Whose data a command is about; nobody's for one about a clinic, say."""
    patient_id = getattr(command, "patient_id", None)
    alert_id = getattr(command, "alert_id", None)
    if patient_id is None and alert_id is not None:
        try:
            patient_id = (await alert_of(context, org_id, alert_id)).patient_id
        except Undecodable:  # the log has it, and says so where it is asked
            return ()
    return () if patient_id is None else (patient_id,)
