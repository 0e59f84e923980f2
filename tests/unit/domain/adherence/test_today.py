"""What a patient is to do today, and which programs run or are to come."""

from datetime import timedelta

from domain.adherence.judge import judge_week
from domain.adherence.plan import Rest, Version
from domain.adherence.today import DueToday, ProgramDocument, TodaysWork, programs_on, todays_work
from domain.values import Fixed
from tests.unit.domain.adherence.stories import (
    BERLIN,
    BRIDGES,
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    OTHER_PROGRAM,
    PATIENT,
    PROGRAM,
    SATURDAY,
    SQUATS,
    STAIRS,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    assigned,
    at,
    completed,
    did,
    discharged,
    enrolled,
    paused,
    plan_of,
    prescribed,
    rest,
    resumed,
    revised,
    session,
)

ON_MONDAYS = prescribed(5, Fixed(times_a_day=2, weekdays=(1,)))


def test_todays_work_stands_with_what_is_left_of_it_and_the_programs() -> None:
    plan = plan_of(assigned(ON_MONDAYS, STAIRS, effective=MONDAY))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY, 8), did(ON_MONDAYS, sets=1))])
    assert todays_work(plan, PATIENT, at(MONDAY), week) == TodaysWork(
        patient_id=PATIENT,
        day=MONDAY,
        zone=BERLIN,
        due=(DueToday(PROGRAM, ON_MONDAYS, 2, "5/3"), DueToday(PROGRAM, STAIRS, 3, "3")),
        programs=programs_on(plan, MONDAY),
    )


def test_without_a_judged_week_nothing_is_done_yet() -> None:
    plan = plan_of(assigned(ON_MONDAYS, STAIRS))
    assert [due.left for due in todays_work(plan, PATIENT, at(MONDAY)).due] == ["2", "3"]


def test_today_is_the_patients_own() -> None:
    plan = plan_of(enrolled("Pacific/Kiritimati"), assigned(ON_MONDAYS, STAIRS))
    work = todays_work(plan, PATIENT, at(MONDAY))
    assert (work.day, work.zone, work.due) == (TUESDAY, "Pacific/Kiritimati", (DueToday(PROGRAM, STAIRS, 3, "3"),))


def test_a_program_shows_what_is_in_force_and_what_is_to_come() -> None:
    plan = plan_of(
        assigned(BRIDGES, SQUATS, effective=MONDAY),
        revised(2, SQUATS, effective=NEXT_MONDAY),
        rest(TUESDAY, THURSDAY, BRIDGES),
        paused(FRIDAY),
        assigned(STAIRS, effective=NEXT_MONDAY, program=OTHER_PROGRAM, last_day=NEXT_MONDAY),
    )
    assert programs_on(plan, MONDAY) == (
        ProgramDocument(
            program_id=PROGRAM,
            version=1,
            effective=MONDAY,
            last_day=None,
            prescriptions=(BRIDGES, SQUATS),
            coming=(Version(2, NEXT_MONDAY, (SQUATS,)),),
            pauses=(Rest(FRIDAY, None),),
            rests=(Rest(TUESDAY, THURSDAY, (BRIDGES.prescription_id,)),),
        ),
        ProgramDocument(
            program_id=OTHER_PROGRAM,
            version=0,
            effective=NEXT_MONDAY,
            last_day=NEXT_MONDAY,
            prescriptions=(STAIRS,),
            coming=(Version(1, NEXT_MONDAY, (STAIRS,)),),
            pauses=(),
            rests=(),
        ),
    )


def test_pauses_and_rests_are_shown_until_their_last_day_is_over() -> None:
    plan = plan_of(assigned(BRIDGES), rest(MONDAY, THURSDAY, BRIDGES), paused(TUESDAY), resumed(SATURDAY))
    shown = [programs_on(plan, day)[0] for day in (THURSDAY, FRIDAY, SATURDAY)]
    assert [(len(document.rests), len(document.pauses)) for document in shown] == [(1, 1), (0, 1), (0, 0)]


def test_a_version_that_a_later_one_took_the_place_of_or_that_the_end_outruns_is_not_to_come() -> None:
    plan = plan_of(
        assigned(BRIDGES, effective=FRIDAY),
        revised(2, SQUATS, effective=NEXT_MONDAY),
        revised(3, BRIDGES, effective=FRIDAY),
        revised(4, SQUATS, BRIDGES, effective=SATURDAY),
        completed(NEXT_MONDAY),
        revised(5, BRIDGES, effective=NEXT_MONDAY + timedelta(1)),
    )
    third, fourth = Version(3, FRIDAY, (BRIDGES,)), Version(4, SATURDAY, (SQUATS, BRIDGES))
    assert [
        (document.version, document.effective, document.prescriptions, document.coming)
        for day in (MONDAY, FRIDAY, SATURDAY)
        for document in programs_on(plan, day)
    ] == [
        (0, FRIDAY, (BRIDGES,), (third, fourth)),
        (3, FRIDAY, (BRIDGES,), (fourth,)),
        (4, SATURDAY, (SQUATS, BRIDGES), ()),
    ]


def test_a_program_is_shown_until_its_last_day_or_the_discharges() -> None:
    plan = plan_of(assigned(BRIDGES), assigned(SQUATS, program=OTHER_PROGRAM), completed(FRIDAY), discharged(SUNDAY))
    assert [[document.last_day for document in programs_on(plan, day)] for day in (FRIDAY, SATURDAY, NEXT_MONDAY)] == [
        [FRIDAY, SUNDAY],
        [SUNDAY],
        [],
    ]
    assert todays_work(plan, PATIENT, at(NEXT_MONDAY)).due == ()
