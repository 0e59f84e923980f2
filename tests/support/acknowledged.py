"""What clients sent and what they were told of it, and the comparison of both with the log."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct, field

from eventstore.cursor import encode_cursor
from eventstore.store import EventStore
from services.http.heading import report_id
from tests.support.appends import whole_log

Place = tuple[UUID, UUID]
"""Organisation and event."""


class Counts(NamedTuple):
    """`lost`: acknowledged and not in the log; `doubled`: more often there than once; `strange`: never sent."""

    sent: int
    acknowledged: int
    in_the_log: int
    lost: int
    doubled: int
    strange: int

    def __str__(self) -> str:
        return (
            f"acknowledged {self.acknowledged:,} of {self.sent:,} sent, in the log {self.in_the_log:,}, "
            f"doubled {self.doubled}, lost {self.lost}"
        )


class Acknowledged(Struct):
    """By the id that the log gives each event: what was sent, and the position told for it."""

    source: str
    sent: dict[Place, Mapping[str, Any]] = field(default_factory=dict)
    told: dict[Place, str] = field(default_factory=dict)

    def send(self, org_id: UUID, event: Mapping[str, Any]) -> Place:
        """Written down before it leaves."""
        place = (org_id, report_id(org_id, self.source, event["id"]))
        self.sent[place] = event
        return place

    def hear(self, place: Place, position: str) -> None:
        """An acknowledgement. Raises AssertionError where it was told another place before."""
        assert self.told.setdefault(place, position) == position, "a resend was told another place"

    async def compared(self, store: EventStore) -> Counts:
        """With the logs of all who were sent anything; each log is proven whole on the way.

        Raises AssertionError for an acknowledged place that holds another event, or none.
        """
        there: dict[Place, list[str]] = {}
        for org_id in {org_id for org_id, _ in self.sent}:
            for found in await whole_log(store, org_id):
                if found.actor.startswith("partner:"):
                    places = there.setdefault((org_id, found.event_id), [])
                    places.append(encode_cursor(found.pos, found.hash))
        for place, position in self.told.items():
            assert position in there.get(place, ()), f"{place} was acknowledged at {position}: {there.get(place)}"
        return Counts(
            sent=len(self.sent),
            acknowledged=len(self.told),
            in_the_log=len(there),
            lost=len(self.told.keys() - there.keys()),
            doubled=sum(len(places) > 1 for places in there.values()),
            strange=len(there.keys() - self.sent.keys()),
        )

    async def assert_all_there_once(self, store: EventStore) -> Counts:
        """After every client went on until it was told: nothing lost, doubled or made up."""
        counts = await self.compared(store)
        every = len(self.sent)
        assert counts == Counts(every, every, every, 0, 0, 0)
        return counts
