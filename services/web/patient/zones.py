"""The names of clocks that a patient can live by, for choosing one."""

from functools import cache
from zoneinfo import available_timezones

AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zones() -> tuple[str, ...]:
    """Those named after places, in the order of their names."""
    return tuple(sorted(zone for zone in available_timezones() if zone.startswith(AREAS)))
