"""Whether prescriptions can stand: sound in themselves, faithful to earlier versions, not given twice."""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import assert_never
from uuid import UUID

from domain.decider import Seen
from domain.exercise.decider import known_exercise, sensible_dose
from domain.program.state import Program, Span
from domain.rejections import refused
from domain.values import AsNeeded, Cue, Fixed, Interval, Prescription, Schedule, Side, TemplateLine, Weekly

DAYS_A_WEEK = 7


def sound(prescriptions: Sequence[Prescription], seen: Seen, kept: Collection[UUID] = ()) -> None:
    """Refuses unknown exercises, empty doses, impossible schedules, and what the list has twice. What is retired is
    refused as well, but for exercises that are `kept`.
    """
    ids = [prescription.prescription_id for prescription in prescriptions]
    if len(set(ids)) < len(ids):
        raise refused("prescription_id_reused")
    sound_work(prescriptions, seen, kept)


def sound_work(lines: Sequence[Prescription | TemplateLine], seen: Seen, kept: Collection[UUID] = ()) -> None:
    """The same of lines whatever their ids: what a template is held to as well."""
    for line in lines:
        known_exercise(seen, line.exercise_id, kept)
        sensible_dose(line.dose)
        _can_be_met(line.schedule)
    for one, other in combinations(lines, 2):
        if _same_work(one, other):
            raise refused("already_prescribed")


def faithful(prescriptions: Sequence[Prescription], program: Program) -> None:
    """Refuses to give an id of the program another meaning, or the same meaning another id."""
    earlier = [known for version in program.versions for known in version.prescriptions]
    meaning_of = {known.prescription_id: _meaning(known) for known in earlier}
    id_of = {_meaning(known): known.prescription_id for known in earlier}
    for prescription in prescriptions:
        meaning = _meaning(prescription)
        if meaning_of.get(prescription.prescription_id, meaning) != meaning:
            raise refused("prescription_changed")
        if id_of.get(meaning, prescription.prescription_id) != prescription.prescription_id:
            raise refused("prescription_renamed", f"Here it is {id_of[meaning]}.")


def apart(prescriptions: Sequence[Prescription], span: Span, others: Iterable[Program]) -> None:
    """Refuses what another program of the patient has in the same days, and ids that another program uses."""
    mine = {prescription.prescription_id for prescription in prescriptions}
    for other in others:
        if any(known.prescription_id in mine for version in other.versions for known in version.prescriptions):
            raise refused("prescription_id_reused")
        for days, theirs in other.in_force():
            if days.meets(span) and any(_same_work(one, two) for one in prescriptions for two in theirs):
                raise refused("already_prescribed", f"It is in program {other.assigned.program_id}.")


def _meaning(prescription: Prescription) -> tuple[UUID, Side, Schedule]:
    return prescription.exercise_id, prescription.side, prescription.schedule


def _same_work(one: Prescription | TemplateLine, other: Prescription | TemplateLine) -> bool:
    return one.exercise_id == other.exercise_id and _sides_overlap(one.side, other.side)


def _sides_overlap(one: Side, other: Side) -> bool:
    return one == other or (Side.BOTH in (one, other) and Side.NONE not in (one, other))


def _can_be_met(schedule: Schedule) -> None:
    match schedule:
        case Fixed(weekdays=weekdays) | Cue(weekdays=weekdays):
            possible = _each_once(weekdays)
        case Interval(weekdays=weekdays):
            if schedule.window_minutes <= 0:
                raise refused("window_over_midnight")
            possible = _each_once(weekdays) and schedule.times_a_day > 0
        case Weekly():
            possible = schedule.times_a_week <= schedule.most_a_day * DAYS_A_WEEK
        case AsNeeded():
            possible = True
        case _:
            assert_never(schedule)
    if not possible:
        raise refused("bad_schedule")


def _each_once(weekdays: Sequence[int]) -> bool:
    return list(weekdays) == sorted(set(weekdays))
