"""How an alert travels goes by its grade; a red flag goes by every way, whatever somebody chose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.alert.events import AlertAcknowledged, AlertEscalated, AlertResolved, AlertSnoozed, Grade, Resolution, Step
from domain.alert.events import EscalatedBecause as Because
from domain.alert.state import Alert
from domain.alert.telling import RED_FLAG, Why, next_digest, still_wanted, ways
from domain.patient.events import Channel
from domain.staff.events import StaffPreferencesSet
from domain.staff.member import Staff
from tests.support.alerts import ALERT_ID, ANSWER_BY, alert_of, raised
from tests.support.examples import NOON, PATIENT_ID, THERAPIST_ID


def prefers(*channels: Channel, digest_at: str = "08:00") -> Staff:
    return Staff(
        preferences=StaffPreferencesSet(staff_id=THERAPIST_ID, language="en", digest_at=digest_at, channels=channels)
    )


ALL = (Channel.EMAIL, Channel.SMS, Channel.PUSH)
WAYS = [
    (Grade.CRITICAL, "high_pain", Staff(), ALL),
    (Grade.CRITICAL, "high_pain", prefers(Channel.PUSH), (Channel.EMAIL, Channel.PUSH)),
    (Grade.CRITICAL, "high_pain", prefers(), (Channel.EMAIL,)),
    (Grade.CRITICAL, RED_FLAG, prefers(), ALL),
    (Grade.HIGH, "hurts", prefers(*Channel), (Channel.EMAIL,)),
    (Grade.MEDIUM, "low", prefers(*Channel), ()),
]


@pytest.mark.parametrize(("grade", "rule", "staff", "expected"), WAYS)
def test_its_grade_says_how_it_travels(grade: Grade, rule: str, staff: Staff, expected: tuple[Channel, ...]) -> None:
    assert ways(alert_of(raised(grade, rule)), staff) == expected


RAISED = raised()
ACKNOWLEDGED = AlertAcknowledged(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID)
RESOLVED = AlertResolved(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, resolution=Resolution.CALLED)
PUT_OFF = AlertSnoozed(
    alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, at=NOON, until=NOON + timedelta(days=1)
)
OVERDUE = AlertEscalated(
    alert_id=ALERT_ID,
    patient_id=PATIENT_ID,
    to=Step.LEAD,
    answer_by=ANSWER_BY,
    because=Because.UNRESOLVED,
    staff=(THERAPIST_ID,),
)
WANTED = [
    (alert_of(RAISED), set(Why)),
    (alert_of(RAISED, ACKNOWLEDGED), {Why.ATTACHED, Why.WOKEN}),
    (alert_of(RAISED, ACKNOWLEDGED, OVERDUE), {Why.ATTACHED, Why.WOKEN, Why.ESCALATED}),
    (alert_of(RAISED, PUT_OFF), {Why.ATTACHED, Why.ESCALATED}),
    (alert_of(RAISED, RESOLVED), set()),
    (Alert(), set()),
]


@pytest.mark.parametrize(("alert", "reasons"), WANTED)
def test_what_somebody_has_in_hand_is_told_only_where_that_is_news(alert: Alert, reasons: set[Why]) -> None:
    assert {why for why in Why if still_wanted(alert, why, NOON)} == reasons


DIGESTS = [
    ("2026-06-09 05:59", date(2026, 6, 9), "2026-06-09 06:00"),
    ("2026-06-09 06:00", date(2026, 6, 10), "2026-06-10 06:00"),
    ("2026-06-09 23:00", date(2026, 6, 10), "2026-06-10 06:00"),
]


@pytest.mark.parametrize(("now", "day", "instant"), DIGESTS)
def test_the_next_digest_comes_at_eight_by_the_clinics_clocks(now: str, day: date, instant: str) -> None:
    asked, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, instant))
    assert next_digest(Staff(), asked, "Europe/Berlin") == (day, expected)


def test_a_digest_at_an_hour_that_the_clocks_skip_comes_after_it() -> None:
    night = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert next_digest(prefers(digest_at="02:30"), night, "Europe/Berlin") == (
        date(2026, 3, 29),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    )
