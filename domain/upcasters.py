"""The written list of steps that read yesterday's events as today's: one for each version that is no longer written.

A step stands under the stored name and the version it takes, and turns the raw fields of that version into those of
the next. It is pure, gives back a new dictionary, and is never changed once a log was read with it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any


def thresholds_only_as_given(raw: dict[str, Any]) -> dict[str, Any]:
    """Since version 2 a threshold that is not given is no number, so that a patient's may be told from a default.

    Version 1 left out what was at its default, which is what a threshold that nobody gave comes to.
    """
    return dict(raw)


UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType(
    {("clinic.policy_set", 1): thresholds_only_as_given}
)
