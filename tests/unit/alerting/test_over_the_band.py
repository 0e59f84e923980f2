"""Over the band: more than five during an exercise, told in a session or in a report that names it."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.alert.events import WithheldBecause
from domain.alerting.rule import PolicyInForce
from domain.clinic.events import Policy
from domain.values import Entry, Provenance, SymptomKind, Timing
from tests.support.patient_story import Fired, Story, named

BRIDGE, SQUAT = named("bridge"), named("squat")
HOUR = timedelta(hours=1)


def hurt(exercise: UUID, pain: int) -> Entry:
    return Entry(exercise_id=exercise, pain=pain)


def over(exercise: UUID, *facts: str, level: int = 51, withheld: WithheldBecause | None = None) -> Fired:
    return Fired(str(exercise), facts, {"level": str(level)}, withheld)


@pytest.mark.parametrize(("pain", "fires"), [(50, False), (51, True)])
def test_five_is_within_the_band_and_a_tenth_more_is_over_it(pain: int, fires: bool) -> None:
    story = Story()
    story.session("session", hurt(BRIDGE, pain))
    assert story.fired("over_the_band") == ([over(BRIDGE, "session")] if fires else [])


def test_each_exercise_of_a_session_is_an_alert_of_its_own_by_the_worst_of_its_entries() -> None:
    story = Story()
    story.session("session", hurt(BRIDGE, 60), hurt(SQUAT, 55), hurt(BRIDGE, 65), hurt(named("stretch"), 20))
    assert story.fired("over_the_band") == [over(BRIDGE, "session", level=65), over(SQUAT, "session", level=55)]


def test_the_exercise_again_attaches_while_the_alert_is_open() -> None:
    story = Story()
    story.session("first", hurt(BRIDGE, 60))
    story.session("second", hurt(BRIDGE, 60), hurt(SQUAT, 60))
    assert story.fired("over_the_band") == [over(BRIDGE, "first", level=60), over(SQUAT, "second", level=60)]
    assert story.attached() == ["second"]


def test_an_entry_that_names_only_its_prescription_means_that_exercise() -> None:
    story = Story()
    story.program("knee", ["bridge"])
    story.session("session", Entry(prescription_id=named("knee bridge"), pain=60))
    assert story.fired("over_the_band") == [over(BRIDGE, "session", level=60)]


def test_where_nobody_can_tell_the_exercise_the_alert_is_about_all_of_them() -> None:
    story = Story()
    story.session("session", Entry(prescription_id=named("of no program"), pain=60))
    assert story.fired("over_the_band") == [Fired("", ("session",), {"level": "60"})]


def test_a_report_during_an_exercise_counts_as_well_and_no_other_report_does() -> None:
    story = Story()
    story.pain("during", 60, timing=Timing.DURING, exercise=BRIDGE)
    story.pain("after", 60, timing=Timing.AFTER, exercise=SQUAT)
    story.pain("of no exercise", 60, timing=Timing.DURING)
    story.pain("soreness", 60, kind=SymptomKind.SORENESS, timing=Timing.DURING, exercise=SQUAT)
    assert story.fired("over_the_band") == [over(BRIDGE, "during", level=60)]


def test_a_correction_fires_for_the_exercise_it_lifts_and_for_no_other() -> None:
    story = Story()
    story.session("session", hurt(BRIDGE, 60), hurt(SQUAT, 30))
    story.session_corrected("fix", "session", entries=[hurt(BRIDGE, 70), hurt(SQUAT, 60)])
    assert story.fired("over_the_band") == [
        over(BRIDGE, "session", level=60),
        over(SQUAT, "session", "fix", level=60),
    ]
    assert story.attached() == []


def test_a_correction_waits_for_its_session_and_the_session_then_fires() -> None:
    story = Story()
    story.session_corrected("came first", "session", entries=[hurt(BRIDGE, 60)])
    story.session("session", hurt(BRIDGE, 10))
    assert story.fired("over_the_band") == [over(BRIDGE, "came first", "session", level=60)]


def test_a_session_taken_back_before_it_arrived_fires_nothing() -> None:
    story = Story()
    story.session_retracted("never", "session")
    story.session("session", hurt(BRIDGE, 60))
    assert story.fired("over_the_band") == []


def test_what_is_inferred_says_nothing_of_pain_and_what_was_done_in_the_clinic_does() -> None:
    story = Story()
    story.session("inferred", hurt(BRIDGE, 60), provenance=Provenance.INFERRED)
    story.pain("inferred too", 60, timing=Timing.DURING, exercise=BRIDGE, provenance=Provenance.INFERRED)
    story.session("in the clinic", hurt(BRIDGE, 60), in_clinic=True)
    assert story.fired("over_the_band") == [over(BRIDGE, "in the clinic", level=60)]


def test_two_days_are_its_age_by_a_clock_set_right() -> None:
    story = Story()
    story.session("just so", hurt(BRIDGE, 60), happened=48 * HOUR)
    story.session("older", hurt(SQUAT, 60), happened=48 * HOUR + timedelta(seconds=1))
    story.session("slow clock", hurt(named("stretch"), 60), happened=60 * HOUR, clock_shift=60 * 3600)
    story.session("imported", hurt(named("plank"), 60), provenance=Provenance.IMPORTED)
    assert story.fired("over_the_band") == [
        over(BRIDGE, "just so", level=60),
        over(SQUAT, "older", level=60, withheld=WithheldBecause.TOO_OLD),
        over(named("stretch"), "slow clock", level=60),
        over(named("plank"), "imported", level=60, withheld=WithheldBecause.IMPORTED),
    ]


def test_a_patients_own_band_goes_before_the_clinics_until_its_last_date() -> None:
    story = Story()
    story.own_policy(Policy(over_the_band=70), until=story.now.date())
    story.session("under her own", hurt(BRIDGE, 65))
    story.session("the day after", hurt(BRIDGE, 45), wait=timedelta(days=1))
    clinic = PolicyInForce(Policy(over_the_band=40), 3)
    assert story.fired("over_the_band", clinic) == [over(BRIDGE, "the day after", level=45)]
