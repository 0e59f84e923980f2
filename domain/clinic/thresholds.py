"""The numbers the alert rules and reminders go by: the patient's own, else the clinic's, else these."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from domain.clinic.events import Policy
from domain.rejections import refused
from domain.values import Level, WallTime, minute_of_day


class Thresholds(Struct, frozen=True, kw_only=True):
    """Every number, filled in (product.md, Alert rules and Reminders). Levels in tenths of a point."""

    high_pain: Level = 70
    high_pain_age_hours: int = 24
    rising_pain_over: Level = 20  # over the baseline
    rising_pain_days: int = 7
    rising_pain_age_hours: int = 48
    over_the_band: Level = 50
    over_the_band_age_hours: int = 48
    hurts_age_hours: int = 168
    not_settled_over: Level = 20  # over the level before the session
    not_settled_days: int = 14
    not_settled_age_hours: int = 48
    long_soreness_days: int = 7
    long_soreness_age_hours: int = 48
    blocked_days: int = 7
    blocked_age_hours: int = 168
    silent_nudge_days: int = 3  # expected days running, as are the next three
    silent_days: int = 7
    silent_high_days: int = 14
    silent_dropped_out_days: int = 21
    low_percent: int = 50
    low_days: int = 7
    drop_points: int = 20  # percentage points
    drop_days: int = 7
    drop_before_days: int = 28  # before these 7
    early_slip_days: int = 2  # expected days
    most_reminders_a_day: int = 2
    quiet_from: WallTime = "20:00"
    quiet_until: WallTime = "09:00"


DEFAULTS = Thresholds()

_AGE = (1, 8760)
"""Hours; the most is a year. An age under one hour would silence a rule for good."""

BOUNDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "high_pain": (10, 100),
        "high_pain_age_hours": _AGE,
        "rising_pain_over": (10, 100),
        "rising_pain_days": (1, 14),
        "rising_pain_age_hours": _AGE,
        "over_the_band": (30, 90),
        "over_the_band_age_hours": _AGE,
        "hurts_age_hours": _AGE,
        "not_settled_over": (10, 100),
        "not_settled_days": (2, 14),
        "not_settled_age_hours": _AGE,
        "long_soreness_days": (2, 30),
        "long_soreness_age_hours": _AGE,
        "blocked_days": (1, 14),
        "blocked_age_hours": _AGE,
        "silent_nudge_days": (1, 30),
        "silent_days": (2, 60),
        "silent_high_days": (3, 90),
        "silent_dropped_out_days": (4, 120),
        "low_percent": (1, 100),
        "low_days": (2, 14),
        "drop_points": (1, 100),
        "drop_days": (2, 14),
        "drop_before_days": (7, 28),
        "early_slip_days": (1, 7),
        "most_reminders_a_day": (0, 2),
    }
)
"""The least and the most of each number. Windows end where the rules' memory does; no field concerns red flags."""


@lru_cache(maxsize=4096)
def thresholds(clinic: Policy, patient: Policy | None = None) -> Thresholds:
    """Field by field what the patient's policy gives, else what the clinic's gives, else the default."""
    given = _given(clinic) if patient is None else {**_given(clinic), **_given(patient)}
    return Thresholds(**given) if given else DEFAULTS


def check_policy(policy: Policy) -> None:
    """Refuses (`bad_policy`) what is out of range or order, the fields that are not given at their defaults."""
    given = _given(policy)
    for name, (least, most) in BOUNDS.items():
        if name in given and not least <= given[name] <= most:
            raise refused("bad_policy", f"{name} is {least} to {most}.")
    whole = thresholds(policy)
    silent = (whole.silent_nudge_days, whole.silent_days, whole.silent_high_days, whole.silent_dropped_out_days)
    if not silent[0] < silent[1] < silent[2] < silent[3]:
        raise refused("bad_policy", "Each step of silence is longer than the one before.")
    if not leaves_some_day(whole.quiet_from, whole.quiet_until):
        raise refused("bad_policy", "Quiet hours begin at 20:00 or earlier, end at 09:00 or later, and leave some day.")


def leaves_some_day(quiet_from: WallTime | None, quiet_until: WallTime | None) -> bool:
    """Whether hours are at least as quiet as everybody's, and not the whole day; None: as everybody's."""
    begins = minute_of_day(quiet_from or DEFAULTS.quiet_from)
    ends = minute_of_day(quiet_until or DEFAULTS.quiet_until)
    return minute_of_day(DEFAULTS.quiet_until) <= ends < begins <= minute_of_day(DEFAULTS.quiet_from)


def _given(policy: Policy) -> dict[str, Any]:
    return {name: value for name, value in asdict(policy).items() if value is not None}
