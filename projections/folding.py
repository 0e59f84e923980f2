"""One step of keeping read models up: read behind some places, fold, and let them stand where the reading ended."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.patient.events import PatientErased
from eventstore.walls import Connection
from projections.base import Fact, Reader
from projections.desk import Desk
from projections.digest import digest, readable
from projections.erased import erased_among, erased_in, forget, person_of, tells_of_erasure
from projections.places import Standing, move_places, parked_subjects
from projections.reading import From, read_stretches, subject_of, wanted_by

EVENTS_AT_ONCE = 2000


class Turn(NamedTuple):
    """What one step did: how many events it read, however many read models took them, and of whom."""

    events: int
    org_ids: frozenset[UUID]


NOTHING = Turn(0, frozenset())


async def fold(
    db: Connection, models: Sequence[Reader], standings: Sequence[Standing], at_once: int, *, careful: bool
) -> Turn:
    """Fold up to about `at_once` events into locked places, within the caller's transaction.

    `careful`: place by place, and a subject whose event cannot be digested is parked; otherwise that raises.
    """
    if not standings:
        return NOTHING
    by_key = {(model.name, model.version): model for model in models}
    wanted = frozenset({PatientErased}).union(*(by_key[place.reader, place.version].wants for place, _ in standings))
    feeds = {From(place.org_id, pos) for place, pos in standings}
    stretches = await read_stretches(db, feeds, wanted, max(1, at_once // len(feeds)))
    standings = [standing for standing in standings if From(standing.place.org_id, standing.pos) in stretches]
    gone = await erased_among(db, [item for stretch in stretches.values() for item in stretch.items])
    parked = await parked_subjects(db, [place for place, _ in standings])
    for (reader, version, build), group in _builds(standings).items():
        model, desk, facts = by_key[reader, version], Desk(db, build), list[Fact]()
        for place, pos in group:
            read = stretches[From(place.org_id, pos)].items
            await forget(db, model, erased_in(read))
            items = [
                item for item in wanted_by(read, model.wants) if person_of(item) not in gone or tells_of_erasure(item)
            ]
            if careful:
                await digest(desk, model, place, items, parked[place])
            else:
                facts += readable([item for item in items if subject_of(item.recorded) not in parked[place]])
        if facts:
            await model.apply(desk, facts)
    await move_places(db, [Standing(p, stretches[From(p.org_id, pos)].last) for p, pos in standings])
    return Turn(sum(stretch.seen for stretch in stretches.values()), frozenset(feed.org_id for feed in stretches))


def _builds(standings: Iterable[Standing]) -> dict[tuple[str, int, int], list[Standing]]:
    """The places by reader, version and build: what one desk can take."""
    builds: dict[tuple[str, int, int], list[Standing]] = {}
    for standing in standings:
        place = standing.place
        builds.setdefault((place.reader, place.version, place.build), []).append(standing)
    return builds


async def fold_up_to(db: Connection, model: Reader, standing: Standing, target: int) -> Standing:
    """Fold one locked place exactly up to the position `target`. Raises LookupError where the log ends before it."""
    place, pos = standing
    while pos < target:
        turn = await fold(db, [model], [Standing(place, pos)], min(EVENTS_AT_ONCE, target - pos), careful=True)
        if not turn.events:
            raise LookupError(f"the log of organisation {place.org_id} ends at {pos}, before {target}")
        pos += turn.events  # positions have no gaps
    return Standing(place, pos)
