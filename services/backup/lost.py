"""What a restored log no longer has: by the anchors that were kept elsewhere, organisation by organisation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from eventstore.anchors import Anchor, first_lost
from eventstore.walls import Pool


class Lost(Struct, frozen=True):
    """Positions that somebody was told of and that are gone, the first and the last known one."""

    organisation: UUID
    first: int
    last: int
    recorded_until: datetime  # of the last one, by the organisation's clock

    @property
    def events(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return (
            f"organisation {self.organisation}: {self.events:,} events, positions {self.first} to {self.last}, "
            f"the last recorded at {self.recorded_until:%Y-%m-%d %H:%M:%S} UTC"
        )


class AnotherLog(Exception):
    """An anchor from before the restored end is not in the log: it is not the log that the anchors tell of."""


async def lost_after(pool: Pool, ends: Mapping[UUID, int], anchors: Sequence[Anchor]) -> list[Lost]:
    """What the anchors tell of beyond where each restored feed ended. Raises AnotherLog.

    Whatever was recorded after the newest anchor nobody can tell of but who was acknowledged.
    """
    by_org = defaultdict[UUID, list[Anchor]](list)
    for anchor in anchors:
        if anchor.of == "log":
            by_org[anchor.organisation].append(anchor)
    lost = []
    for org_id, own in sorted(by_org.items()):
        end = ends.get(org_id, 0)
        inside = [anchor for anchor in own if anchor.position <= end]
        if (wrong := await first_lost(pool, org_id, inside)) is not None:
            raise AnotherLog(
                f"organisation {org_id}: the event that the anchor of position {wrong.position} names is not in this "
                f"log, which was restored up to {end}"
            )
        newest = max(own, key=lambda anchor: anchor.position)
        if newest.position > end:
            lost.append(Lost(org_id, end + 1, newest.position, newest.recorded_at))
    return lost
