"""Any plan: what may be decided about a patient's programs and zones, in any sequence, for the tests of properties."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from domain.adherence.plan import Plan, evolve_plan
from domain.patient.events import PatientEvent
from domain.program.events import ProgramEvent
from domain.values import AsNeeded, Cue, CueKind, Dose, Fixed, Interval, Prescription, Weekly
from tests.unit.domain.adherence.stories import (
    MONDAY,
    OTHER_PROGRAM,
    PROGRAM,
    assigned,
    at,
    completed,
    discharged,
    enrolled,
    flag_cleared,
    flagged,
    moved,
    paused,
    prescribed,
    rest,
    resumed,
    revised,
)

PlanEvent = PatientEvent | ProgramEvent

A = prescribed(1, Fixed(times_a_day=2), dose=Dose(sets=3, reps=7), exercise=7)
B = prescribed(2, Fixed(weekdays=(1, 3, 5)), dose=Dose(sets=2, hold_seconds=30), exercise=7)
C = prescribed(3, Weekly(times_a_week=3), dose=Dose(sets=5))
C_LIGHTER = replace(C, dose=Dose(sets=2))
D = prescribed(4, Cue(cue=CueKind.KETTLE, times_a_day=3), exercise=7)
E = prescribed(5, Interval(every_minutes=90, start="09:00", end="17:00", most_a_day=4), exercise=8)
F = prescribed(6, AsNeeded(), exercise=8)
PRESCRIPTIONS: Sequence[Prescription] = (A, B, C, C_LIGHTER, D, E, F)
"""All five kinds of schedule; several of one exercise and side, and one id with two doses."""

OTHER_PRESCRIPTIONS: Sequence[Prescription] = tuple(
    replace(each, prescription_id=UUID(int=each.prescription_id.int + 1000)) for each in PRESCRIPTIONS
)
"""The same in the second program: no id of a prescription stands in two."""

MONDAYS = [MONDAY + timedelta(7 * n) for n in range(-1, 4)]
"""The weeks in which anything is decided, with some before and after."""

days = st.sampled_from([MONDAY + timedelta(n) for n in range(-3, 18)])
zones = st.sampled_from(["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kathmandu"])
some_of = {
    program: st.lists(st.sampled_from(known), min_size=1, max_size=4, unique_by=lambda each: each.prescription_id)
    for program, known in ((PROGRAM, PRESCRIPTIONS), (OTHER_PROGRAM, OTHER_PRESCRIPTIONS))
}
decisions = st.sampled_from(
    ["assigned", "revised", "paused", "resumed", "rested", "completed", "moved", "discharged", "flagged", "cleared"]
)


@st.composite
def decided(draw: st.DrawFn) -> list[PlanEvent]:
    """An enrolled patient with a program, and what is decided about them later; often with a second program."""
    events: list[PlanEvent] = [enrolled(draw(zones)), assigned(*draw(some_of[PROGRAM]), effective=draw(days))]
    versions = {PROGRAM: 1}
    for what in draw(st.lists(decisions, min_size=1, max_size=7)):
        day, until = draw(days), draw(days)
        match what:
            case "assigned" if OTHER_PROGRAM not in versions:
                versions[OTHER_PROGRAM] = 1
                events.append(assigned(*draw(some_of[OTHER_PROGRAM]), effective=day, program=OTHER_PROGRAM))
            case "revised":
                program = draw(st.sampled_from(sorted(versions)))
                versions[program] += 1
                events.append(revised(versions[program], *draw(some_of[program]), effective=day, program=program))
            case "paused":
                events.append(paused(day, draw(st.sampled_from([None, max(day, until)]))))
            case "resumed":
                events.append(resumed(day))
            case "rested":
                events.append(rest(day, max(day, until), *draw(st.sampled_from([(), (A,), (C,), (E, F)]))))
            case "completed":
                events.append(completed(day))
            case "moved":
                events.append(moved(draw(zones), at(day, draw(st.integers(0, 23)))))
            case "discharged":
                events.append(discharged(day))
            case "flagged":
                events.append(flagged(day))
            case "cleared":
                events.append(flag_cleared(day))
    return events


def plan_after(events: Sequence[PlanEvent]) -> Plan:
    plan = Plan()
    for event in events:
        plan = evolve_plan(plan, event)
    return plan


plans = decided().map(plan_after)
