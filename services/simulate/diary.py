"""What a patient of a simulation does from day to day, told by the app when it is done."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from services.simulate.lines import Line, event, later
from services.simulate.people import Patient
from services.simulate.programs import Prescribed, times_a_day

BOUTS = {1: ("17:33",), 2: ("08:13", "18:23"), 3: ("08:13", "12:53", "18:43"), 4: ("08:13", "11:23", "14:33", "17:53")}
"""When who does so many doses a day does them. The minutes end on 3: no reminder comes at the same one."""

JITTER = (-40, -20, -10, 0, 0, 10, 20, 40)
"""Minutes by which a day differs from the usual."""

BEFORE_ANY_REMINDER, AFTER_ALL = "06:23", "23:43"
"""For who ignores them: never within the four hours after one."""


def sessions(patient: Patient) -> Iterator[Line]:
    rng = patient.dice()
    for place, day in enumerate(patient.clinic.dates):
        will = willingness(patient, place)
        for number in range(1, 5):
            due = [one for one in patient.prescribed if times_a_day(one, day.isoweekday()) >= number]
            if due and rng.random() < will:
                yield _session(patient, day, number, due, rng)


def willingness(patient: Patient, place: int) -> float:
    """The part of the bouts of a date that are done; `place` is the date's, from 0."""
    days = patient.clinic.days
    match patient.kind:
        case "slips":
            return 1.0 if place < days // 2 else 0.6
        case "scarce":
            return 0.3
        case "silent":
            return 1.0 if place < patient.turn % 5 else 0.0
        case "ignores":
            return 0.4
        case "discharged":
            return 0.8 if place <= days // 2 else 0.0
        case _:
            return 0.9


def _session(patient: Patient, day: date, number: int, due: list[Prescribed], rng: Random) -> Line:
    most = max(times_a_day(one, day.isoweekday()) for one in patient.prescribed)
    clock = later(BOUTS[max(most, number)][number - 1], rng.choice(JITTER))
    if patient.kind == "ignores":
        clock = BEFORE_ANY_REMINDER if number == 1 else later(AFTER_ALL, -10 * (number - 2))
    entries = [{"prescription_id": one["prescription_id"], "sets": one["dose"]["sets"]} for one in due]
    return session(patient, day, clock, patient.named(f"{day} {number}"), entries)


def session(patient: Patient, day: date, clock: str, name: str, entries: list[dict[str, Any]]) -> Line:
    return event(patient.at(day, clock), patient.patient_id, "session.logged", name, entries=entries)
