"""Who stands on a page of the day: behind a place in the order, of a reason or grade, with a part of a name."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection
from projections.caseload.order import Quiet, Scope, quiet
from projections.caseload.queries import caseload
from services.http.names import persons_of
from services.http.operation import Asked
from services.http.people.search import folded
from services.http.restricted import hidden_from
from services.http.today.forms import TodayQuery
from services.http.today.order import QUIET, Need, Place

AT_ONCE, LOOKED_AT_MOST = 200, 1_000  # patients whose names are opened for one answer, where one is looked for


class After(Struct, frozen=True):
    """Where a page ended, and as of which place of the log and moment the first one was asked for."""

    position: str
    at: datetime
    place: Place


class Finding:
    """One question after patients. `names`: of those whom it found."""

    def __init__(self, asked: Asked, db: Connection, scope: Scope, needed: dict[UUID, Need], now: datetime) -> None:
        query: TodayQuery = asked.query
        self._asked, self._db, self._scope, self._now = asked, db, scope, now
        self._query, self._wanted = query, folded(query.q or "")
        self._needed = needed
        self._asks_for_quiet = query.grade is None and query.reason in (None, "quiet")
        asked_for = (need for need in needed.values() if need.answers(query.reason, query.grade))
        self._in_order = sorted(need.place for need in asked_for if need.place is not None)
        self.names: dict[UUID, str | None] = {}

    async def page(self, after: Place | None, but: Collection[UUID]) -> tuple[list[UUID], Place | None]:
        """As many as are asked for behind a place, without some; and where the page ends unless it is the last."""
        size = AT_ONCE if self._wanted else self._query.limit
        found: list[UUID] = []
        looked_at = 0
        while True:
            places = await self._places(after, but, size + 1)
            shown = await self._shown([place.patient_id for place in places[:size]])
            for place in places[:size]:
                after, looked_at = place, looked_at + 1
                if place.patient_id in shown:
                    found.append(place.patient_id)
                if len(found) == self._query.limit:
                    return found, None if place is places[-1] else place
            if len(places) <= size:
                return found, None
            if looked_at >= LOOKED_AT_MOST:
                return found, after

    async def of(self, patient_ids: Sequence[UUID]) -> list[UUID]:
        """Those of some patients in the scope who are asked for, in the order of the list."""
        known = frozenset(patient_ids)
        found = [place.patient_id for place in self._in_order if place.patient_id in known]
        if self._asks_for_quiet:
            others = [one for one in patient_ids if one not in self._needed]
            lines = await caseload(self._db, self._scope.org_id, self._now, patient_ids=others, limit=len(others))
            lines.sort(key=lambda line: (line.last_session_at or line.enrolled_at, line.patient_id))
            found += [line.patient_id for line in lines]
        shown = await self._shown(found)
        return [one for one in found if one in shown]

    async def _places(self, after: Place | None, but: Collection[UUID], size: int) -> list[Place]:
        left_out = frozenset(but)
        found = [
            place for place in self._in_order if place.patient_id not in left_out and (after is None or place > after)
        ][:size]
        if len(found) < size and self._asks_for_quiet:
            last = Quiet(after.patient_id, after.at) if after is not None and after.band == QUIET else None
            rest = await quiet(self._db, self._scope, self._now, [*self._needed, *left_out], last, size - len(found))
            found += [Place(QUIET, 0, one.since, one.patient_id) for one in rest]
        return found

    async def _shown(self, patient_ids: Sequence[UUID]) -> set[UUID]:
        """Those who may be shown, and who have the part of a name that is looked for."""
        hidden = await hidden_from(self._asked, patient_ids)
        shown = [one for one in patient_ids if one not in hidden]
        persons = await persons_of(self._asked.context, self._db, self._scope.org_id, shown)
        names = {one: persons[one].name if one in persons else None for one in shown}
        kept = {one: name for one, name in names.items() if self._wanted in folded(name or "")}
        self.names |= kept
        return set(kept)
