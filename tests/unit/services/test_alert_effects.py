"""What is to be done in the world for an alert: its clock is looked at each time something may be due."""

from domain.alert.answering import SnoozeAlert, WakeAlert
from services.alert_effects import ALERT_DUE, follows_from, waking
from tests.support.alerts import ALERT_ID, ANSWER_BY
from tests.support.examples import NOON, PATIENT_ID, THERAPIST_ID, WISH_ID


def test_the_look_at_a_clock_that_ran_out_before_it_was_put_off_is_not_the_look_that_wakes_it() -> None:
    until = ANSWER_BY
    snoozed = SnoozeAlert(command_id=WISH_ID, at=NOON, alert_id=ALERT_ID, staff_id=THERAPIST_ID, until=until)
    woken = WakeAlert(command_id=WISH_ID, at=until, alert_id=ALERT_ID, patient_id=PATIENT_ID, answer_by=until)
    looks = [each for each in (*follows_from(snoozed), *waking(woken)) if each.kind == ALERT_DUE]
    assert [look.due_at for look in looks] == [until, until]
    assert len({look.dedupe_key for look in looks}) == len({look.effect_id for look in looks}) == 2
