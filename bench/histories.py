"""A clinic's year, made up but believable: what its patients did and felt, and what their therapists changed.

The same for the same wishes: nothing here asks a clock or draws an id that cannot be drawn again.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid5

from msgspec import Struct

from bench.stories import Story, Told
from projections.reading import codec

PLACE = UUID("5ca1ab1e-0000-4000-8000-000000000000")
"""What all ids of the clinic follow from."""

CLINIC_ID = uuid5(PLACE, "clinic")
CASELOAD = 500  # patients of one therapist
SPREAD = 20  # the patient with most events has so many times as many as the one with fewest
DAYS = 365


class Year(Struct, frozen=True, kw_only=True):
    """How much happened, up to when."""

    patients: int
    events: int  # of all of them together
    until: datetime

    @property
    def since(self) -> datetime:
        return self.until - timedelta(days=DAYS + 1)

    @property
    def therapist_ids(self) -> list[UUID]:
        return [therapist_of(number) for number in range(0, self.patients, CASELOAD)]

    @property
    def patient_ids(self) -> list[UUID]:
        return [patient(number) for number in range(self.patients)]


class Happened(NamedTuple):
    """One event but for its place in a feed: the columns of the log, the organisation's own left out."""

    stream_id: UUID
    version: int
    told: Told
    type: str
    schema_v: int
    data: bytes


def patient(number: int) -> UUID:
    return uuid5(PLACE, f"patient {number}")


def therapist_of(number: int) -> UUID:
    """Who has this patient."""
    return uuid5(PLACE, f"therapist {number // CASELOAD}")


def happened(year: Year) -> list[Happened]:
    """Exactly the events that were wished for, in the order in which they were recorded."""
    encode, versions = codec().encode, Counter[UUID]()
    told = sorted(_everything(year), key=attrgetter("recorded_at", "event_id"))
    made = []
    for each in told:
        versions[each.stream_id] += 1
        made.append(Happened(each.stream_id, versions[each.stream_id], each, *encode(each.event)))
    return made


def _everything(year: Year) -> Iterator[Told]:
    for number, count in enumerate(events_of_each(year)):
        yield from story_of(year, number).told(count)


def story_of(year: Year, number: int) -> Story:
    """One patient's, from its beginning."""
    rng = Random(f"{PLACE} {number}")
    return Story(rng, patient(number), CLINIC_ID, therapist_of(number), year.until)


def events_of_each(year: Year) -> list[int]:
    """How many events each patient has: few have many. Together they are those of the year."""
    rng = Random(f"{PLACE} how many")
    weights = [SPREAD ** rng.random() for _ in range(year.patients)]
    scale, given, ends = year.events / sum(weights), 0.0, [0]
    for weight in weights:
        given += weight * scale
        ends.append(round(given))
    return [end - begin for begin, end in pairwise(ends)]
