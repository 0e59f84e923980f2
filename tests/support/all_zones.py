"""Every IANA zone of the pinned wheel, those with the same file together, and all that their clocks do 2020 to 2035."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

from domain.zones import zone_names
from tests.support.clocks_read import Stretch, ahead_in, stretches
from tests.support.examples_count import EXAMPLES

NIGHTLY = EXAMPLES >= 2000
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
AROUND = timedelta(days=4)
STEP = timedelta(hours=1 if NIGHTLY else 6)


def file_of(zone: str) -> bytes:
    """Clocks in the zone are told from this file and from nothing else."""
    return files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


@cache
def with_one_file() -> Sequence[Sequence[str]]:
    """All zone names; those whose files are the same bytes are one zone with several names."""
    names: dict[bytes, list[str]] = {}
    for zone in sorted(zone_names()):
        names.setdefault(file_of(zone), []).append(zone)
    return list(names.values())


@cache
def clocks_of(zone: str) -> Sequence[Stretch]:
    """What clocks in a zone do from some days before 2020 to some days after 2035."""
    return stretches(ahead_in(zone), FIRST - AROUND, LAST + AROUND, STEP)
