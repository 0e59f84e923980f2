"""Rights over the streams of some people, held in memory, with clocks that stand until they are moved."""

from collections.abc import Sequence
from uuid import UUID

from domain.decider import Event
from eventstore.records import Recorded
from projections.reading import codec
from services.rights import Rights
from tests.support.times import NOON

ORG_ID = UUID(int=8)


class KnownRights:
    """`seconds` is what the process counts, `instant` the organisation's time; `said` holds what the log holds."""

    def __init__(self, *said: Event) -> None:
        self.said = list(said)
        self.seconds = 0.0
        self.instant = NOON
        self.reads = 0
        self.rights = Rights(self.load, codec(), lambda org_id: self.instant, lambda: self.seconds)

    async def load(self, org_id: UUID, stream_ids: Sequence[UUID]) -> list[Recorded]:
        self.reads += 1
        mine = [event for event in self.said if _whose(event) in stream_ids] if org_id == ORG_ID else []
        return [_recorded(event, version) for version, event in enumerate(mine, start=1)]


def _whose(event: Event) -> UUID:
    named: UUID | None = getattr(event, "partner_id", None) or getattr(event, "staff_id", None)
    assert named is not None
    return named


def _recorded(event: Event, version: int) -> Recorded:
    name, schema_v, data = codec().encode(event)
    return Recorded(
        org_id=ORG_ID,
        lane=0,
        pos=version,
        stream_id=_whose(event),
        version=version,
        event_id=UUID(int=version),
        type=name,
        schema_v=schema_v,
        occurred_at=NOON,
        occurred_zone=None,
        recorded_at=NOON,
        subject_id=None,
        target_event_id=None,
        actor="system:test",
        correlation_id=None,
        causation_id=None,
        data=data.decode(),
        hash=b"",
    )
