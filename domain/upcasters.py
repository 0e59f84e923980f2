"""The written list of steps that read yesterday's events as today's: one for each version that is no longer written.

A step stands under the stored name and the version it takes, and turns the raw fields of that version into those of
the next. It is pure, gives back a new dictionary, and is never changed once a log was read with it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType({})
"""Empty: every event there is was only ever stored in its first version."""
