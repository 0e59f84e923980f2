"""What an organisation has of a kind (clinics, staff, exercises), page by page, in the order in which they came."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection

# Those of a kind behind the last one of the page before.
PAGE = """
SELECT member_id, since FROM rm.house_member
WHERE org_id = $1 AND build = (SELECT log.live($1, 'house')) AND kind = $2
  AND ($3::timestamptz IS NULL OR (since, member_id) > ($3, $4::uuid))
ORDER BY since, member_id LIMIT $5
"""


class MemberAfter(Struct, frozen=True):
    """Where a page ended, and of which kind it was."""

    since: datetime
    member_id: UUID
    kind: str


async def members(
    db: Connection, org_id: UUID, kind: str, *, after: MemberAfter | None = None, limit: int
) -> list[MemberAfter]:
    """Up to `limit` ids of a kind (clinic, staff, partner, exercise, template) behind `after`."""
    place = (None, None) if after is None else (after.since, after.member_id)
    rows = await db.fetch(PAGE, org_id, kind, *place, limit)
    return [MemberAfter(row["since"], row["member_id"], kind) for row in rows]
