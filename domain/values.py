"""The words that events and commands share: regions, sides, doses, schedules, levels."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment with an offset; stored in UTC."""

Level = Annotated[int, Meta(ge=0, le=100, extra_json_schema={"x-tenths": True})]
"""A 0-10 rating in tenths of a point: 57 is 5.7. Whole numbers, so that differences and medians are exact.

The mark lets a door that speaks in points find every rating in a form.
"""

Weekday = Annotated[int, Meta(ge=1, le=7, description="ISO weekday, Monday 1 to Sunday 7.")]

ShortText = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
LongText = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"^[^\x00]+$")]
ZoneName = Annotated[
    str,
    Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_+\-/]+$", description="IANA time zone: Europe/Oslo."),
]
CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, Meta(pattern=r"^(en|de|es|fr)$")]


class BodyRegion(StrEnum):
    FOOT = "foot"
    ANKLE = "ankle"
    LOWER_LEG = "lower_leg"
    KNEE = "knee"
    THIGH = "thigh"
    HIP = "hip"
    PELVIS = "pelvis"
    LOW_BACK = "low_back"
    THORACIC = "thoracic"
    ABDOMEN = "abdomen"
    CHEST = "chest"
    NECK = "neck"
    HEAD = "head"
    JAW = "jaw"
    EYES = "eyes"
    SHOULDER = "shoulder"
    UPPER_ARM = "upper_arm"
    ELBOW = "elbow"
    FOREARM = "forearm"
    WRIST = "wrist"
    HAND = "hand"
    WHOLE_BODY = "whole_body"


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"  # the middle of the body, or nothing that has sides


class Deficit(StrEnum):
    """What an exercise answers."""

    MOBILITY = "mobility"
    STRENGTH = "strength"
    POSTURE = "posture"
    BALANCE = "balance"
    CONTROL = "control"
    ENDURANCE = "endurance"


class SymptomKind(StrEnum):
    PAIN = "pain"
    SORENESS = "soreness"
    STIFFNESS = "stiffness"
    SWELLING = "swelling"
    NUMBNESS = "numbness"
    WEAKNESS = "weakness"
    OTHER = "other"


class Timing(StrEnum):
    AT_REST = "at_rest"
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    NEXT_MORNING = "next_morning"


class BarrierReason(StrEnum):
    NO_TIME = "no_time"
    FORGOT = "forgot"
    HURTS = "hurts"
    TOO_HARD = "too_hard"
    UNCLEAR = "unclear"
    UNWELL = "unwell"
    NO_EQUIPMENT = "no_equipment"
    TRAVELLING = "travelling"
    OTHER = "other"


class Provenance(StrEnum):
    """Who or what says so. Inferred work never counts as done."""

    SENSED = "sensed"
    PATIENT = "patient"
    CARER = "carer"
    CLINICIAN = "clinician"
    IMPORTED = "imported"
    INFERRED = "inferred"


class CueKind(StrEnum):
    """A habit of the day that an exercise is tied to."""

    WAKING_UP = "waking_up"
    BRUSHING_TEETH = "brushing_teeth"
    KETTLE = "kettle"
    MEAL = "meal"
    RED_LIGHT = "red_light"
    STAIRS = "stairs"
    PHONE_CALL = "phone_call"
    DESK_BREAK = "desk_break"
    COMMERCIAL_BREAK = "commercial_break"
    GOING_TO_BED = "going_to_bed"


class Dose(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How much of an exercise one dose is: sets of repetitions, of seconds held, or of both."""

    sets: Annotated[int, Meta(ge=1, le=50)] = 1
    reps: Annotated[int, Meta(ge=1, le=1000, description="In each set.")] | None = None
    hold_seconds: Annotated[int, Meta(ge=1, le=7200, description="Of each repetition, or of the set.")] | None = None
    load_grams: Annotated[int, Meta(ge=0, le=500_000)] | None = None
    tempo: Annotated[str, Meta(pattern=r"^\d{1,2}-\d{1,2}-\d{1,2}$", description="Seconds down-hold-up.")] | None = None
    effort: Annotated[Level, Meta(description="How hard it should feel.")] | None = None


EVERY_DAY: tuple[Weekday, ...] = (1, 2, 3, 4, 5, 6, 7)
DosesADay = Annotated[int, Meta(ge=1, le=24)]
Weekdays = Annotated[tuple[Weekday, ...], Meta(min_length=1, max_length=7)]


class Fixed(Struct, frozen=True, kw_only=True, tag_field="kind", tag="fixed", forbid_unknown_fields=True):
    """A number of doses on each listed weekday."""

    times_a_day: DosesADay = 1
    weekdays: Weekdays = EVERY_DAY


class Cue(Struct, frozen=True, kw_only=True, tag_field="kind", tag="cue", forbid_unknown_fields=True):
    """A number of doses on each listed weekday, tied to a habit and to no clock time."""

    cue: CueKind
    times_a_day: DosesADay = 1
    weekdays: Weekdays = EVERY_DAY


WallTime = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$", description="Hours and minutes: 09:30.")
]
"""A time as clocks on the wall show it, whatever the zone."""


class Interval(Struct, frozen=True, kw_only=True, tag_field="kind", tag="interval", forbid_unknown_fields=True):
    """A dose every so many minutes of a window of the day, on each listed weekday.

    Both ends of the window are on one date. What the day expects is told by the clocks on the wall alone: the night
    in which they are changed makes it no longer and no shorter.
    """

    every_minutes: Annotated[int, Meta(ge=5, le=1439)]
    start: WallTime
    end: WallTime
    most_a_day: Annotated[int, Meta(ge=1, le=288)] | None = None  # as many as the window has where it is not given
    weekdays: Weekdays = EVERY_DAY

    @property
    def window_minutes(self) -> int:
        """From start to end on the wall clock; not above 0 where the end is not later."""
        return minute_of_day(self.end) - minute_of_day(self.start)

    @property
    def times_a_day(self) -> int:
        """Doses expected on a listed weekday: the whole intervals in the window, at most the cap."""
        whole = self.window_minutes // self.every_minutes
        return whole if self.most_a_day is None else min(whole, self.most_a_day)

    @property
    def minutes(self) -> list[int]:
        """When each dose is due, in minutes from midnight on the wall clock: at the end of each whole interval."""
        first = minute_of_day(self.start)
        return [first + number * self.every_minutes for number in range(1, self.times_a_day + 1)]


class Weekly(Struct, frozen=True, kw_only=True, tag_field="kind", tag="weekly", forbid_unknown_fields=True):
    """A number of doses a week, Monday to Sunday, on days the patient chooses."""

    times_a_week: Annotated[int, Meta(ge=1, le=50)]
    most_a_day: DosesADay = 1


class AsNeeded(Struct, frozen=True, kw_only=True, tag_field="kind", tag="symptom", forbid_unknown_fields=True):
    """Whenever it hurts, is sore or stiff. Nothing is expected; what matters is whether a symptom was answered."""


Schedule = Fixed | Cue | Interval | Weekly | AsNeeded
"""The five kinds of schedule."""


def minute_of_day(wall_time: WallTime) -> int:
    """Minutes from midnight on the wall clock, 0 to 1439."""
    hours, _, minutes = wall_time.partition(":")
    return 60 * int(hours) + int(minutes)


class Prescription(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One exercise and side in a program. Keeps its id through revisions while exercise, side and schedule stay."""

    prescription_id: UUID
    exercise_id: UUID
    deficit: Deficit
    dose: Dose
    schedule: Schedule
    side: Side = Side.NONE


class TemplateLine(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One exercise and side in a template: a prescription that nobody has been given yet."""

    exercise_id: UUID
    deficit: Deficit
    dose: Dose
    schedule: Schedule
    side: Side = Side.NONE


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was done of one exercise in a session: names its prescription, or else the exercise and side."""

    prescription_id: UUID | None = None
    exercise_id: UUID | None = None
    side: Side = Side.NONE
    sets: Annotated[int, Meta(ge=0, le=1000)] | None = None
    reps: Annotated[int, Meta(ge=0, le=100_000, description="All together, over all sets.")] | None = None
    hold_seconds: Annotated[int, Meta(ge=0, le=86_400, description="All together, over all sets.")] | None = None
    load_grams: Annotated[int, Meta(ge=0, le=500_000)] | None = None
    effort: Annotated[Level, Meta(description="How hard it felt.")] | None = None
    pain: Annotated[Level, Meta(description="During this exercise.")] | None = None
