"""Makes a patient's history again from the log, where it was kept by rules that remembered less than today's."""

from uuid import UUID

import msgspec
import structlog

from domain.alerting.history import FOLDED, History, heard
from eventstore.walls import Connection
from projections.base import Fact, PersonKey
from projections.reading import item_of, names_of

log = structlog.get_logger()

MAKING = 2
"""Raised with every change of what a history remembers. 1 knew neither sessions nor programs."""

# All that was said about a patient up to where the rules stand.
SAID = """
SELECT * FROM log.events
WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND pos <= $3 AND type = ANY ($4::text[]) ORDER BY pos
"""


class _Old(msgspec.Struct):
    """What histories of every making have told by these names."""

    pos: int = 0
    open_alerts: dict[str, UUID] = {}


async def made_again(db: Connection, person: PersonKey, kept: str) -> History:
    """The history at the same place, with today's memory. Nothing is decided: what was, stays decided.

    An event that cannot be read is left out, and told: whatever it said, the old history had gone on without it.
    """
    old = msgspec.json.decode(kept, type=_Old)
    history = History()
    for row in await db.fetch(SAID, *person, old.pos, sorted(names_of(FOLDED))):
        match item_of(row):
            case Fact() as fact:
                history = heard(history, *fact)
            case unreadable:
                log.warning("left_out_of_history", org_id=str(person[0]), position=unreadable.recorded.pos)
    # An alert may be decided and not have come back from the log yet: then only the old history knows it.
    return msgspec.structs.replace(history, pos=old.pos, open_alerts=old.open_alerts)
