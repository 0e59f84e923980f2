"""What arrives in a large log: sessions of patients who have been there for long, ready to be appended."""

from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from random import Random
from uuid import uuid4

from bench.histories import Year, story_of
from bench.large import Large
from eventstore.records import Append, NewEvent
from projections.reading import codec
from services.provision import Provisioned

WEEK = timedelta(days=7)


class Arrivals:
    """Sessions of as many patients at a time, whatever the size of the log: others each time."""

    def __init__(self, large: Large, people: int) -> None:
        """`people`: of each organisation at a time."""
        self._large = large
        self._people = people
        self._rng = Random("who comes")
        self._day = datetime.now(UTC)

    def take(self, count: int) -> list[Append]:
        """So many sessions, of one patient after the other, the organisations in turn; a week earlier each time.

        So in a small log, where the same patients come again, no week of theirs grows beyond what is usual.
        """
        self._day -= WEEK
        numbers = self._rng.sample(range(self._large.year.patients), self._people)
        who = cycle([(house, number) for number in numbers for house in self._large.houses])
        return [_session(self._large.year, house, number, self._day) for house, number in islice(who, count)]


def _session(year: Year, house: Provisioned, number: int, at: datetime) -> Append:
    """Its id is as random as that of a partner's report, which is a hash."""
    event_id, told = uuid4(), story_of(year, number).session(at)
    name, schema_v, data = codec().encode(told.event)
    event = NewEvent(
        event_id=event_id,
        type=name,
        schema_v=schema_v,
        occurred_at=told.occurred_at,
        occurred_zone=told.zone,
        subject_id=told.subject_id,
        data=data,
    )
    return Append(
        org_id=house.organisation_id,
        stream_id=event_id,
        expected=0,
        events=(event,),
        recorded_at=datetime.now(UTC),
        actor=f"partner:{house.partner_id}",
    )
