"""What the log says of reports again: one that nobody corrected is told in full by its own event."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from projections.base import Fact
from projections.desk import Desk
from projections.digest import readable
from projections.reading import item_of


class Asked(NamedTuple):
    """A patient's report, and the position of an event that speaks of it."""

    org_id: UUID
    patient_id: UUID
    report_id: UUID
    pos: int


# The reports that were in the log before something else was said of them.
REPORTS = """
SELECT e.*
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS w(org_id, patient_id, report_id, pos)
CROSS JOIN LATERAL (
  SELECT * FROM log.events WHERE org_id = w.org_id AND event_id = w.report_id LIMIT 1
) e
WHERE e.subject_id = w.patient_id AND e.lane = 0 AND e.pos < w.pos
"""


async def reports_before(desk: Desk, asked: Collection[Asked]) -> list[Fact]:
    """The events that reported them, as far as each is the patient's and in the log before the position.

    Raises Undecodable.
    """
    return readable([item_of(row) for row in await desk.log(REPORTS, asked)])
