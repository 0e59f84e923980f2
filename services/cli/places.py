"""Where each table's rows are on Citus, as places.txt says it, a line for each table."""

from pathlib import Path

from eventstore.citus.distribute import Place


def places() -> dict[str, Place]:
    """Of every table of the log's database. Raises ValueError for a line that is none."""
    found: dict[str, Place] = {}
    for line in Path(__file__).with_name("places.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            table, place, *_ = line.split()
            found[table] = Place(place)
    return found
