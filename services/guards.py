"""States that reports look at (is this patient known?), kept a minute so that a report needs no read."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

SECONDS = 60.0
AT_MOST = 50_000


class Guards:
    """A bounded memory of folded states. What is unknown is never remembered, so a new patient is seen at once."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[UUID, UUID], tuple[float, Any]] = OrderedDict()  # the soonest over comes first

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, org_id: UUID, stream_id: UUID) -> Any | None:
        until, state = self._kept.get((org_id, stream_id), (0.0, None))
        return state if until > self._clock() else None

    def keep(self, org_id: UUID, stream_id: UUID, state: Any) -> None:
        now = self._clock()
        self._kept[org_id, stream_id] = (now + SECONDS, state)
        self._kept.move_to_end((org_id, stream_id))
        while len(self._kept) > AT_MOST or next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)

    def forget(self, org_id: UUID, stream_id: UUID) -> None:
        self._kept.pop((org_id, stream_id), None)

    def forget_all(self) -> None:
        self._kept.clear()
