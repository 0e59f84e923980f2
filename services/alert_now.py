"""An alert as the log has it, for whoever does something about it."""

from uuid import UUID

from domain.alert.decider import ALERT
from domain.alert.state import Alert
from domain.decider import fold
from services.places import Log


async def alert_of(context: Log, org_id: UUID, alert_id: UUID) -> Alert:
    """Empty where there is none, or the id is of something else. Raises Undecodable."""
    decode = context.codec.decode
    stored = await context.store.load(org_id, [alert_id])
    return fold(ALERT, [decode(one.type, one.schema_v, one.data) for one in stored if one.type in ALERT.events])
