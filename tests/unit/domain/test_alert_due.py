"""What an alert's clock calls for: nothing yet, to wake it, or to pass it on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.alert.due import PassOn, Wake, close_by, due, next_look
from domain.alert.events import AlertAcknowledged, AlertEscalated, AlertResolved, AlertSnoozed, Grade, Resolution, Step
from domain.alert.events import EscalatedBecause as Because
from domain.alert.state import Alert
from domain.clinic.hours import Opening, OpeningHours
from tests.support.alerts import ALERT_ID, alert_of, raised
from tests.support.examples import PATIENT_ID, THERAPIST_ID

BERLIN = "Europe/Berlin"
NINE_TO_FIVE = OpeningHours(
    weekly=tuple(Opening(weekday=weekday, opens="09:00", closes="17:00") for weekday in (1, 2, 3, 4, 5))
)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN))


TUESDAY_NOON = at("2026-06-09 12:00")
ANSWER_BY = at("2026-06-12 12:00")  # 24 hours of opening time: five, eight, eight and three
HIGH = raised(answer_by=ANSWER_BY)
ACKNOWLEDGED = AlertAcknowledged(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID)
RESOLVED = AlertResolved(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, resolution=Resolution.CALLED)


def snoozed(since: str, until: str) -> AlertSnoozed:
    return AlertSnoozed(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, at=at(since), until=at(until))


def what(alert: Alert, now: datetime) -> Wake | PassOn | None:
    return due(alert, now, NINE_TO_FIVE, BERLIN)


def test_nothing_before_its_clock_runs_out() -> None:
    assert what(alert_of(HIGH), ANSWER_BY - timedelta(seconds=1)) is None


def test_it_is_passed_on_when_its_clock_runs_out_and_the_next_one_has_as_long() -> None:
    assert what(alert_of(HIGH), ANSWER_BY) == PassOn(Because.UNANSWERED, at("2026-06-17 12:00"))


def test_a_critical_one_has_four_hours_at_any_time() -> None:
    night = at("2026-06-10 02:00")
    critical = alert_of(raised(Grade.CRITICAL, "high_pain", night))
    assert what(critical, night) == PassOn(Because.UNANSWERED, night + 4 * HOUR)


def test_who_took_it_on_has_its_clock_twice_to_close_it() -> None:
    taken = alert_of(HIGH, ACKNOWLEDGED)
    twice = at("2026-06-17 12:00")
    assert close_by(taken, ANSWER_BY, NINE_TO_FIVE, BERLIN) == twice
    assert what(taken, twice - timedelta(seconds=1)) is None
    assert what(taken, twice) == PassOn(Because.UNRESOLVED, at("2026-06-22 12:00"))


def test_the_lead_is_told_once_that_it_is_not_closed() -> None:
    told = AlertEscalated(
        alert_id=ALERT_ID,
        patient_id=PATIENT_ID,
        to=Step.LEAD,
        answer_by=at("2026-06-22 12:00"),
        because=Because.UNRESOLVED,
        staff=(THERAPIST_ID,),
    )
    assert what(alert_of(HIGH, ACKNOWLEDGED, told), at("2026-08-01 12:00")) is None


def test_nothing_while_it_is_put_off() -> None:
    assert what(alert_of(HIGH, snoozed("2026-06-10 09:00", "2026-06-16 09:00")), at("2026-06-15 12:00")) is None


def test_what_was_left_of_its_clock_runs_on_from_the_end_of_the_time_it_was_put_off_for() -> None:
    """Five hours of 24 had run, and four of the next day: fifteen are left, however late somebody looks."""
    put_off = alert_of(HIGH, snoozed("2026-06-10 13:00", "2026-06-16 09:00"))
    assert what(put_off, at("2026-06-16 09:00")) == Wake(at("2026-06-17 16:00"))
    assert what(put_off, at("2026-06-16 19:00")) == Wake(at("2026-06-17 16:00"))


def looked_at(alert: Alert, now: str) -> datetime | None:
    return next_look(alert, at(now), NINE_TO_FIVE, BERLIN)


def test_it_is_looked_at_when_its_clock_has_run_once_and_twice_and_when_it_is_to_be_told_again() -> None:
    put_off = alert_of(HIGH, snoozed("2026-06-10 13:00", "2026-06-16 09:00"))
    assert looked_at(alert_of(HIGH), "2026-06-09 12:00") == ANSWER_BY
    assert looked_at(alert_of(HIGH), "2026-06-12 12:00") == at("2026-06-17 12:00")
    assert looked_at(alert_of(HIGH), "2026-06-17 12:00") is None
    assert looked_at(put_off, "2026-06-12 12:00") == at("2026-06-16 09:00")
    assert looked_at(alert_of(HIGH, RESOLVED), "2026-06-09 12:00") is None


def test_nothing_when_it_is_closed_or_was_never_raised() -> None:
    late = at("2026-08-01 12:00")
    assert what(alert_of(HIGH, RESOLVED), late) is None
    assert what(alert_of(HIGH, snoozed("2026-06-10 13:00", "2026-06-16 09:00"), RESOLVED), late) is None
    assert what(Alert(), late) is None
