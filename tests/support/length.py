"""How long the tests of faults go on: a short form among all tests, the full one where `make faults` asks for it."""

import os

KILLS = "CARRYOVER_KILLS"
"""How many kills the full form has; unset in the short one."""


def kills(short: int) -> int:
    return int(os.environ.get(KILLS) or short)


def length(short: int, full: int) -> int:
    """Of anything else than kills."""
    return full if os.environ.get(KILLS) else short
