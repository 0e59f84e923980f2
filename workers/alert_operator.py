"""Telling the operator, over one channel, that a reader of the log stands still for somebody. Ids only."""

import msgspec
import structlog

from projections.operator_alarm import OperatorAlarm
from services.context import Context
from workers.channels.letter import Letter, Recipient
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End
from workers.sending import Channels
from workers.wording import worded

log = structlog.get_logger()

_PAYLOAD = msgspec.json.Decoder(OperatorAlarm)

STILL = "SELECT pos FROM log.parked WHERE org_id = $1 AND reader = $2 AND build = $3 AND subject_id = $4"


async def deliver_operator_alarm(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """How it ended, and why where that needs a word. Raises whatever may be helped by trying again."""
    what = _PAYLOAD.decode(claimed.payload)
    async with context.reading(claimed.org_id) as db:
        if await db.fetchval(STILL, claimed.org_id, what.reader, what.build, what.subject_id) != what.pos:
            return End.MOOT, "tried again since"
    settings = context.settings
    if what.channel != EmailChannel.name:
        log.error("reader_stands_still", effect_id=str(claimed.effect_id), **_ids(claimed, what))
        return End.DONE, None
    if not settings.operator_mail:
        return End.MOOT, "CARRYOVER_OPERATOR_MAIL is not set"
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=claimed.org_id,
        to=Recipient(email=settings.operator_mail),
        words=worded("operator", "en", what=f"{what.reader} stands still", text=_text(claimed, what)),
        again=claimed.uncertain,
    )
    await channels.send(claimed, EmailChannel.name, letter)
    return End.DONE, None


def _text(claimed: Claim, what: OperatorAlarm) -> str:
    ids = "\n".join(f"{name}: {value}" for name, value in _ids(claimed, what).items())
    return (
        f"{what.reader} cannot digest an event, and goes on without whom it is about.\n\n{ids}\n\n"
        f"Why: carryover parked show {what.reader} {what.subject_id}\n"
        f"Once it is mended: carryover parked retry {what.reader} {what.subject_id}\n"
    )


def _ids(claimed: Claim, what: OperatorAlarm) -> dict[str, str]:
    return {
        "reader": what.reader,
        "build": str(what.build),
        "organisation": str(claimed.org_id),
        "subject": str(what.subject_id),
        "position": str(what.pos),
    }
