"""The programs of a simulation's patients: what is prescribed, as the command takes it."""

from random import Random
from typing import Any
from uuid import UUID, uuid5

from domain.exercise.common import find

Prescribed = dict[str, Any]
"""One prescription as the command takes it: its ids as text, its schedule and its dose."""

WORKDAYS = [1, 2, 3, 4, 5]

PROGRAMS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "once": (("bridge", {"kind": "fixed", "times_a_day": 1}), ("clamshell", {"kind": "fixed", "times_a_day": 1})),
    "twice": (
        ("heel-slide", {"kind": "fixed", "times_a_day": 2}),
        ("sit-to-stand", {"kind": "fixed", "times_a_day": 1, "weekdays": WORKDAYS}),
    ),
    "thrice": (("shoulder-pendulum", {"kind": "fixed", "times_a_day": 3}),),
    "cued": (
        ("one-leg-stand", {"kind": "cue", "cue": "brushing_teeth", "times_a_day": 2}),
        ("thigh-squeeze", {"kind": "cue", "cue": "commercial_break", "times_a_day": 1}),
    ),
    "mixed": (
        ("pelvic-tilt-lying", {"kind": "fixed", "times_a_day": 2}),
        ("cat-camel", {"kind": "cue", "cue": "waking_up", "times_a_day": 1}),
        ("brisk-walk", {"kind": "weekly", "times_a_week": 3}),
    ),
    "desk": (
        ("posture-reset", {"kind": "interval", "every_minutes": 120, "start": "09:00", "end": "17:00"}),
        ("chin-tuck", {"kind": "cue", "cue": "desk_break", "times_a_day": 2, "weekdays": WORKDAYS}),
    ),
    "workdays": (("neck-turns", {"kind": "fixed", "times_a_day": 2, "weekdays": WORKDAYS}),),
}

USUAL = ("once", "twice", "twice", "thrice", "cued", "mixed", "workdays")


def program_of(patient_id: UUID, kind: str, rng: Random) -> list[Prescribed]:
    """Of a patient who works at a desk its own; of the others one of the usual ones."""
    name = "desk" if kind == "desk" else rng.choice(USUAL)
    return [_prescribed(patient_id, slug, schedule) for slug, schedule in PROGRAMS[name]]


def times_a_day(prescribed: Prescribed, weekday: int) -> int:
    """Doses that somebody who keeps to it does on such a day."""
    schedule = prescribed["schedule"]
    if schedule["kind"] == "weekly":
        return int(weekday in (1, 3, 5))
    if weekday not in schedule.get("weekdays", range(1, 8)):
        return 0
    return 4 if schedule["kind"] == "interval" else int(schedule["times_a_day"])


def _prescribed(patient_id: UUID, slug: str, schedule: dict[str, Any]) -> Prescribed:
    exercise = find(slug)
    return {
        "prescription_id": str(uuid5(patient_id, slug)),
        "exercise_id": str(exercise.exercise_id),
        "deficit": exercise.deficit.value,
        "dose": {"sets": 2, "reps": 10},
        "schedule": schedule,
        "side": "left" if exercise.sided else "none",
    }
