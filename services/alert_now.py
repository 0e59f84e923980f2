"""An alert as the log has it, for whoever does something about it."""

from datetime import datetime
from uuid import UUID

from domain.alert.decider import ALERT
from domain.alert.state import Alert
from domain.decider import fold
from services.places import Log


async def alert_of(context: Log, org_id: UUID, alert_id: UUID) -> Alert:
    """Empty where there is none, or the id is of something else. Raises Undecodable."""
    alert, _ = await alert_and_beginning(context, org_id, alert_id)
    return alert


async def alert_and_beginning(context: Log, org_id: UUID, alert_id: UUID) -> tuple[Alert, datetime | None]:
    """The same, with the instant of its first event by the organisation's clock; None where there is none."""
    decode = context.codec.decode
    stored = [one for one in await context.store.load(org_id, [alert_id]) if one.type in ALERT.events]
    alert = fold(ALERT, [decode(one.type, one.schema_v, one.data) for one in stored])
    return alert, stored[0].recorded_at if stored else None
