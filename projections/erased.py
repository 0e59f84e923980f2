"""Who is erased: nothing that the log says of such a person reaches a reader any more, and what it kept goes."""

from collections.abc import Iterable, Sequence

from domain.patient.events import PatientErased
from eventstore.walls import Connection
from projections.base import Fact, PersonKey, Reader
from projections.desk import Table, columns
from projections.reading import Item, subject_of

# Those of some people who are known to be erased; asked for one by one, for there may be many more than these.
KNOWN = """
SELECT e.org_id, e.subject_id FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, subject_id)
CROSS JOIN LATERAL (
  SELECT * FROM log.erased WHERE org_id = w.org_id AND subject_id = w.subject_id LIMIT 1
) e
"""

# What some tables hold of a person who the log says is erased.
ERASE = "SELECT log.erase_rows($1, $2, $3::text[])"


def person_of(item: Item) -> PersonKey:
    """Whom an event is about; of one that is about nobody, its stream."""
    return item.recorded.org_id, subject_of(item.recorded)


def erased_in(items: Iterable[Item]) -> set[PersonKey]:
    """Who is erased by one of these events."""
    return {person_of(item) for item in items if tells_of_erasure(item)}


def tells_of_erasure(item: Item) -> bool:
    """The one event about such a person that still reaches a reader, where it wants it: to tell others."""
    return isinstance(item, Fact) and isinstance(item.event, PatientErased)


async def erased_among(db: Connection, items: Sequence[Item]) -> set[PersonKey]:
    """Who of these was erased, by one of these events or before."""
    people = sorted({person_of(item) for item in items})
    if not people:
        return set()
    known = {(row["org_id"], row["subject_id"]) for row in await db.fetch(KNOWN, *columns(people, 2))}
    return known | erased_in(items)


async def forget(db: Connection, model: Reader, people: Iterable[PersonKey]) -> None:
    """Take away what a reader's tables hold of people who are erased."""
    tables: Sequence[Table | str] = getattr(model, "tables", ())
    names = [table.name if isinstance(table, Table) else table for table in tables]
    for org_id, subject_id in sorted(people):
        await db.execute(ERASE, org_id, subject_id, names)
