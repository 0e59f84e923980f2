"""The alert inbox: the pressing first, by therapist, clinic, patient and status, page by page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.alert.events import (
    AlertAcknowledged,
    AlertAttached,
    AlertDelivered,
    AlertEscalated,
    AlertRaised,
    AlertRegraded,
    AlertResolved,
    AlertSnoozed,
    AlertWithheld,
    AlertWoken,
    EscalatedBecause,
    Grade,
    Resolution,
    Step,
    WithheldBecause,
)
from domain.clinic.events import ClinicLeadNamed, ClinicOpened, OpeningHoursSet
from domain.clinic.hours import Opening, OpeningHours
from domain.decider import Event
from domain.patient.events import PatientEnrolled, TherapistAssigned
from domain.staff.events import Role, StaffAwaySet, StaffInvited
from eventstore.walls import Pool, reading
from projections.alert_inbox.queries import After, InboxAlert, alert, alerts
from projections.alert_inbox.staffing import Place, managers, staffing
from projections.rebuild import rebuild
from projections.runner import run_once
from tests.support.feed import Feed, Told

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HARBOUR, HILL = UUID(int=1), UUID(int=2)
ANNA, BEN = UUID(int=3), UUID(int=4)
MIRA, TOM = UUID(int=5), UUID(int=6)
FACT, LATER_FACT = UUID(int=7), UUID(int=8)


class Inbox:
    """An organisation with two patients, whose events are recorded a second apart."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.feed = Feed(pool, uuid4(), NOON)

    async def happened(self, *events: Event) -> None:
        await self.feed.tell([Told(uuid4(), event, NOON) for event in events])

    async def raised(self, grade: Grade, hours: int, patient_id: UUID = MIRA, clinic_id: UUID = HARBOUR) -> UUID:
        """To be answered so many hours after noon."""
        alert_id = uuid4()
        await self.happened(
            AlertRaised(
                alert_id=alert_id,
                patient_id=patient_id,
                clinic_id=clinic_id,
                rule="high_pain",
                rule_version=1,
                policy_version=0,
                grade=grade,
                scope="knee",
                position=3,
                facts=(FACT,),
                answer_by=NOON + hours * HOUR,
                therapist_id=ANNA,
            )
        )
        return alert_id

    async def listed(self, **wanted: object) -> list[UUID]:
        async with reading(self.pool, self.feed.org_id) as db:
            found = await alerts(db, self.feed.org_id, **wanted)  # type: ignore[arg-type]
        return [one.alert_id for one in found]

    async def folded(self) -> None:
        while await run_once(self.pool):
            pass


@pytest.fixture
async def inbox(engine_pool: Pool) -> Inbox:
    inbox = Inbox(engine_pool)
    await inbox.happened(
        PatientEnrolled(patient_id=MIRA, clinic_id=HARBOUR, zone="UTC", therapist_id=ANNA),
        PatientEnrolled(patient_id=TOM, clinic_id=HILL, zone="UTC", therapist_id=BEN),
    )
    return inbox


async def test_an_alert_from_the_rule_to_its_end(inbox: Inbox) -> None:
    alert_id = await inbox.raised(Grade.CRITICAL, 4)
    await inbox.happened(
        AlertDelivered(alert_id=alert_id, patient_id=MIRA, channel="email", effect_id=uuid4()),
        AlertDelivered(alert_id=alert_id, patient_id=MIRA, channel="console", effect_id=uuid4()),
        AlertAttached(alert_id=alert_id, patient_id=MIRA, fact=LATER_FACT),
        AlertAcknowledged(alert_id=alert_id, patient_id=MIRA, staff_id=ANNA),
        AlertResolved(alert_id=alert_id, patient_id=MIRA, staff_id=BEN, resolution=Resolution.CALLED),
    )
    await inbox.folded()
    async with reading(inbox.pool, inbox.feed.org_id) as db:
        found = await alert(db, inbox.feed.org_id, alert_id)
        assert await alert(db, inbox.feed.org_id, uuid4()) is None
    assert found == InboxAlert(
        alert_id=alert_id,
        patient_id=MIRA,
        clinic_id=HARBOUR,
        therapist_id=ANNA,
        rule="high_pain",
        rule_version=1,
        grade="critical",
        scope="knee",
        status="resolved",
        raised_at=NOON + timedelta(seconds=3),
        answer_by=NOON + 4 * HOUR,
        acknowledged_at=NOON + timedelta(seconds=7),
        acknowledged_by=ANNA,
        resolved_at=NOON + timedelta(seconds=8),
        resolved_by=BEN,
        resolution="called",
        snoozed_until=None,
        escalated_to=None,
        escalated_at=None,
        facts_seen=2,
        day=None,
        figures={},
        facts=(FACT, LATER_FACT),
        channels=("console", "email"),
        version=6,
    )


async def test_the_critical_come_first_then_the_soonest_to_be_answered(inbox: Inbox) -> None:
    medium = await inbox.raised(Grade.MEDIUM, 1)
    late, soon = await inbox.raised(Grade.HIGH, 9), await inbox.raised(Grade.HIGH, 2)
    critical = await inbox.raised(Grade.CRITICAL, 99)
    await inbox.folded()
    assert await inbox.listed() == [critical, soon, late, medium]
    assert await inbox.listed(limit=2) == [critical, soon]
    assert await inbox.listed(after=After("high", NOON + 2 * HOUR, soon)) == [late, medium]


async def test_an_alert_that_weighs_more_moves_up_with_its_new_clock(inbox: Inbox) -> None:
    silent, other = await inbox.raised(Grade.MEDIUM, 3), await inbox.raised(Grade.HIGH, 99)
    await inbox.happened(
        AlertRegraded(
            alert_id=silent,
            patient_id=MIRA,
            grade=Grade.HIGH,
            answer_by=NOON + 48 * HOUR,
            day=date(2026, 6, 8),
            at=NOON,
            position=9,
            policy_version=0,
        )
    )
    await inbox.folded()
    assert await inbox.listed() == [silent, other]


async def test_what_became_of_it_while_it_waited(inbox: Inbox) -> None:
    alert_id = await inbox.raised(Grade.HIGH, 24)
    about: dict[str, Any] = {"alert_id": alert_id, "patient_id": MIRA}

    async def now() -> InboxAlert:
        await inbox.folded()
        async with reading(inbox.pool, inbox.feed.org_id) as db:
            found = await alert(db, inbox.feed.org_id, alert_id)
        assert found
        return found

    await inbox.happened(AlertSnoozed(**about, staff_id=ANNA, at=NOON, until=NOON + 9 * HOUR))
    assert (await now()).snoozed_until == NOON + 9 * HOUR
    woken = AlertWoken(**about, answer_by=NOON + 33 * HOUR)
    passed = AlertEscalated(
        **about, to=Step.LEAD, answer_by=NOON + 57 * HOUR, because=EscalatedBecause.UNANSWERED, staff=(BEN,)
    )
    await inbox.happened(woken)
    assert ((await now()).snoozed_until, (await now()).answer_by) == (None, NOON + 33 * HOUR)
    await inbox.happened(passed)
    assert ((await now()).escalated_to, (await now()).answer_by) == ("lead", NOON + 57 * HOUR)
    await inbox.happened(AlertAcknowledged(**about, staff_id=BEN))
    graver = AlertRegraded(
        **about,
        grade=Grade.HIGH,
        answer_by=NOON + 99 * HOUR,
        day=date(2026, 6, 16),
        at=NOON,
        position=9,
        policy_version=0,
        figures={"silent_days": "14"},
    )
    await inbox.happened(graver)
    anew = await now()
    assert (anew.status, anew.acknowledged_by, anew.escalated_to, anew.facts_seen) == ("open", None, None, 0)
    assert (anew.day, anew.figures) == (date(2026, 6, 16), {"silent_days": "14"})


async def test_who_there_is_to_answer_is_the_same_after_a_rebuild(inbox: Inbox, engine_pool: Pool) -> None:
    """A rebuild reads person by person: who leads is told under those who were named, and the later one counts."""
    week = OpeningHours(weekly=(Opening(weekday=1, opens="09:00", closes="17:00"),))
    away = StaffAwaySet(staff_id=BEN, first_day=date(2026, 6, 9), last_day=date(2026, 6, 9), cover_id=ANNA)
    await inbox.happened(
        ClinicOpened(clinic_id=HARBOUR, name="Harbour", country="DE", zone="Europe/Berlin"),
        StaffInvited(staff_id=ANNA, role=Role.THERAPIST, clinics=(HARBOUR,)),
        StaffInvited(staff_id=BEN, role=Role.OWNER, clinics=()),
        ClinicLeadNamed(clinic_id=HARBOUR, staff_id=BEN),
        OpeningHoursSet(clinic_id=HARBOUR, hours=week),
        ClinicLeadNamed(clinic_id=HARBOUR, staff_id=ANNA),
        away,
    )
    await inbox.folded()
    for _ in range(2):
        async with reading(inbox.pool, inbox.feed.org_id) as db:
            house = await staffing(db, inbox.feed.org_id)
            assert await managers(db, inbox.feed.org_id) == [BEN]
        assert house.clinics == {HARBOUR: Place("Europe/Berlin", week, ANNA)}
        assert house.staff[BEN].away == (away,)
        assert house.owners(HARBOUR, BEN, None, NOON) == (ANNA,)
        assert house.owners(HARBOUR, BEN, None, NOON + 24 * HOUR) == (BEN,)
        assert house.owners(HARBOUR, ANNA, "managers", NOON) == (ANNA, BEN)
        await rebuild(engine_pool, "alert_inbox", [inbox.feed.org_id])


async def test_by_therapist_clinic_patient_and_status(inbox: Inbox) -> None:
    miras, toms = await inbox.raised(Grade.HIGH, 1), await inbox.raised(Grade.HIGH, 2, TOM, HILL)
    taken, done = await inbox.raised(Grade.HIGH, 3), await inbox.raised(Grade.HIGH, 4)
    await inbox.happened(
        AlertAcknowledged(alert_id=taken, patient_id=MIRA, staff_id=ANNA),
        AlertResolved(alert_id=done, patient_id=MIRA, staff_id=ANNA, resolution=Resolution.REASSURED),
    )
    await inbox.folded()
    assert await inbox.listed() == [miras, toms, taken]
    assert await inbox.listed(therapist_id=ANNA) == [miras, taken]
    assert await inbox.listed(clinic_ids=[HILL]) == [toms]
    assert await inbox.listed(patient_id=TOM) == [toms]
    assert await inbox.listed(statuses=["resolved"]) == [done]
    assert await inbox.listed(statuses=["acknowledged"], patient_id=MIRA) == [taken]


async def test_an_alert_follows_its_patient_to_another_therapist(inbox: Inbox) -> None:
    miras = await inbox.raised(Grade.HIGH, 1)
    await inbox.happened(TherapistAssigned(patient_id=MIRA, therapist_id=BEN))
    await inbox.folded()
    assert await inbox.listed(therapist_id=BEN) == [miras]
    assert await inbox.listed(therapist_id=ANNA) == []


async def test_what_would_have_been_raised_is_in_nobodys_inbox(inbox: Inbox) -> None:
    await inbox.happened(
        AlertWithheld(
            alert_id=uuid4(),
            patient_id=MIRA,
            clinic_id=HARBOUR,
            rule="high_pain",
            rule_version=1,
            policy_version=0,
            scope="knee",
            position=3,
            facts=(FACT,),
            because=WithheldBecause.TOO_OLD,
        )
    )
    await inbox.folded()
    assert await inbox.listed(statuses=["open", "acknowledged", "resolved"]) == []
