"""The numbers of a policy as people set them: by rule, with what each of them means, its unit and its bounds."""

from typing import Any, Literal, NamedTuple

from domain.clinic.events import Policy
from domain.clinic.thresholds import BOUNDS, DEFAULTS
from services.web.words import N_

Unit = Literal["level", "hours", "days", "expected", "percent", "points", "times", "clock"]

UNITS: dict[Unit, str] = {
    "level": N_("of 10"),
    "hours": N_("hours"),
    "days": N_("days"),
    "expected": N_("expected days"),
    "percent": "%",
    "points": N_("percentage points"),
    "times": N_("a day"),
    "clock": "",
}
TENTHS = 10


class Setting(NamedTuple):
    """One number: its name in the policy, what it means, and its unit."""

    name: str
    means: str
    unit: Unit

    @property
    def default(self) -> str:
        return shown(self, getattr(DEFAULTS, self.name))

    @property
    def bounds(self) -> tuple[str, str] | None:
        found = BOUNDS.get(self.name)
        return None if found is None else (shown(self, found[0]), shown(self, found[1]))


class Rule(NamedTuple):
    """The numbers of one alert rule, by its name; of reminders the name is empty."""

    rule: str
    settings: tuple[Setting, ...]


NOT_OLDER = N_("Not for reports older than")

RULES: tuple[Rule, ...] = (
    Rule(
        "high_pain",
        (Setting("high_pain", N_("Pain of at least"), "level"), Setting("high_pain_age_hours", NOT_OLDER, "hours")),
    ),
    Rule(
        "rising_pain",
        (
            Setting("rising_pain_over", N_("Above the usual level by"), "level"),
            Setting("rising_pain_days", N_("Twice within"), "days"),
            Setting("rising_pain_age_hours", NOT_OLDER, "hours"),
        ),
    ),
    Rule(
        "over_the_band",
        (
            Setting("over_the_band", N_("Pain in an exercise above"), "level"),
            Setting("over_the_band_age_hours", NOT_OLDER, "hours"),
        ),
    ),
    Rule("hurts", (Setting("hurts_age_hours", NOT_OLDER, "hours"),)),
    Rule(
        "not_settled",
        (
            Setting("not_settled_over", N_("The next morning above the level before by"), "level"),
            Setting("not_settled_days", N_("Twice within"), "days"),
            Setting("not_settled_age_hours", NOT_OLDER, "hours"),
        ),
    ),
    Rule(
        "long_soreness",
        (
            Setting("long_soreness_days", N_("Still sore after"), "days"),
            Setting("long_soreness_age_hours", NOT_OLDER, "hours"),
        ),
    ),
    Rule(
        "silent",
        (
            Setting("silent_nudge_days", N_("A nudge to the patient after"), "expected"),
            Setting("silent_days", N_("An alert after"), "expected"),
            Setting("silent_high_days", N_("A high one after"), "expected"),
            Setting("silent_dropped_out_days", N_("Counted as dropped out after"), "expected"),
        ),
    ),
    Rule("low", (Setting("low_percent", N_("Doses done below"), "percent"), Setting("low_days", N_("Over"), "days"))),
    Rule(
        "drop",
        (
            Setting("drop_points", N_("Lower by"), "points"),
            Setting("drop_days", N_("In the last"), "days"),
            Setting("drop_before_days", N_("Compared with the days before, over"), "days"),
        ),
    ),
    Rule("early_slip", (Setting("early_slip_days", N_("Nothing done within the first"), "expected"),)),
    Rule(
        "blocked",
        (
            Setting("blocked_days", N_("No time or forgotten twice within"), "days"),
            Setting("blocked_age_hours", NOT_OLDER, "hours"),
        ),
    ),
    Rule(
        "",
        (
            Setting("most_reminders_a_day", N_("At most"), "times"),
            Setting("quiet_from", N_("None from"), "clock"),
            Setting("quiet_until", N_("None until"), "clock"),
        ),
    ),
)
"""In the order of the table in which the rules are explained, the most pressing first."""


def shown(setting: Setting, value: Any) -> str:
    """As a control takes it: levels in points."""
    return f"{value / TENTHS:g}" if setting.unit == "level" else str(value)


def given(policy: Policy, setting: Setting) -> str:
    """What a policy says of a number itself; empty where the default counts."""
    value = getattr(policy, setting.name)
    return "" if value is None else shown(setting, value)
