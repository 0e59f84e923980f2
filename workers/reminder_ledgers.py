"""What is settled of patients' dates, from the log itself."""

from collections.abc import Collection
from uuid import UUID

from domain.decider import fold
from domain.reminder.decider import REMINDER, Ledger
from services.context import Context

StreamKey = tuple[UUID, UUID]
"""Organisation and stream (domain.reminder.decider.reminders_of)."""


async def ledgers_of(context: Context, streams: Collection[StreamKey]) -> dict[StreamKey, Ledger]:
    """The ledgers of these streams, also of those in which nothing is yet."""
    ledgers = dict.fromkeys(streams, Ledger())
    for recorded in await context.store.load_many(list(ledgers)) if ledgers else ():
        stream = (recorded.org_id, recorded.stream_id)
        event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        ledgers[stream] = fold(REMINDER, [event], ledgers[stream])
    return ledgers
