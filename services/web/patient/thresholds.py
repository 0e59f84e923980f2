"""A patient's own thresholds, until a date, beside those of the clinic and those that everybody has."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import asdict

from domain.clinic.events import Policy
from domain.clinic.thresholds import BOUNDS, thresholds
from services.http.people.house import ClinicAnswer
from services.web.page import Shown
from services.web.patient.overview import about
from services.web.patient.told import frame_of, named
from services.web.view import View
from services.web.words import N_

TENTHS = 10
LEVELS = frozenset({"high_pain", "rising_pain_over", "over_the_band", "not_settled_over"})

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("high_pain", (("high_pain", N_("Pain from this level on")),)),
    (
        "rising_pain",
        (
            ("rising_pain_over", N_("Points over the usual level")),
            ("rising_pain_days", N_("Twice within so many days")),
        ),
    ),
    ("over_the_band", (("over_the_band", N_("Pain during an exercise above")),)),
    (
        "not_settled",
        (
            ("not_settled_over", N_("Points over the level before, next morning")),
            ("not_settled_days", N_("Twice within so many days")),
        ),
    ),
    ("long_soreness", (("long_soreness_days", N_("Sore for longer than so many days")),)),
    (
        "silent",
        (
            ("silent_nudge_days", N_("A nudge to the patient after so many expected days")),
            ("silent_days", N_("An alert after so many")),
            ("silent_high_days", N_("A high alert after so many")),
            ("silent_dropped_out_days", N_("Taken as dropped out after so many")),
        ),
    ),
    ("low", (("low_percent", N_("Doses under so many percent")), ("low_days", N_("Over so many days")))),
    (
        "drop",
        (
            ("drop_points", N_("Percentage points less than before")),
            ("drop_days", N_("Over so many days")),
            ("drop_before_days", N_("Compared with so many days before")),
        ),
    ),
    ("early_slip", (("early_slip_days", N_("A miss within so many first expected days")),)),
    ("blocked", (("blocked_days", N_("Twice within so many days")),)),
)
"""By rule its numbers, in words."""

AGES = (
    ("high_pain_age_hours", "high_pain"),
    ("rising_pain_age_hours", "rising_pain"),
    ("over_the_band_age_hours", "over_the_band"),
    ("hurts_age_hours", "hurts"),
    ("not_settled_age_hours", "not_settled"),
    ("long_soreness_age_hours", "long_soreness"),
    ("blocked_age_hours", "blocked"),
)
"""For how many hours after it happened a report may still raise an alert of the rule."""


class Threshold(NamedTuple):
    """One number: the patient's own, and the one that holds without it. Levels in points."""

    name: str
    label: str
    own: str  # empty: none
    otherwise: str
    of_clinic: bool  # otherwise the clinic's own; else what everybody has
    least: str
    most: str
    step: str


async def thresholds_page(view: View) -> Shown:
    frame = await frame_of(view)
    names = await named(view)
    clinic = await view.read("oneClinic", ClinicAnswer, {"clinic_id": frame.care.clinic_id})
    own = frame.care.own_policy
    if own is not None and own.policy == Policy():  # given back to the clinic's
        own = None
    over = own is not None and own.until is not None and own.until < frame.today
    held = Policy() if own is None or over else own.policy
    make = _Making(clinic.policy, held)
    fields = {
        **about(view, frame, names),
        "own": own,
        "over": over,
        "groups": [(rule, [make(name, view.words(label)) for name, label in numbers]) for rule, numbers in GROUPS],
        "ages": [(rule, make(name, view.words("Hours after which it is too late"))) for name, rule in AGES],
        "quiet": (held.quiet_from or "", held.quiet_until or "", thresholds(clinic.policy)),
        "reminders": make("most_reminders_a_day", view.words("Reminders a day, at most")),
    }
    return Shown("patient/thresholds.html", view.words("Thresholds of the patient's own"), fields)


class _Making:
    """Thresholds of one clinic and one patient."""

    def __init__(self, clinic: Policy, own: Policy) -> None:
        self._clinic = asdict(clinic)
        self._own = asdict(own)
        self._otherwise: Mapping[str, object] = asdict(thresholds(clinic))

    def __call__(self, name: str, label: str) -> Threshold:
        least, most = BOUNDS[name]
        return Threshold(
            name=name,
            label=label,
            own=_said(name, self._own[name]),
            otherwise=_said(name, self._otherwise[name]),
            of_clinic=self._clinic[name] is not None,
            least=_said(name, least),
            most=_said(name, most),
            step="0.1" if name in LEVELS else "1",
        )


def _said(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in LEVELS and isinstance(value, int):
        return f"{value / TENTHS:g}"
    return str(value)
