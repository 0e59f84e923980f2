"""One notice for all that is written within five minutes, for each who is written to; once, whatever is read again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from domain.patient.commands import EnrolPatient
from domain.thread.decider import SendMessage
from eventstore.walls import Pool, reading, walled
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from tests.support.clinic_day import ClinicDay
from tests.support.effect_hands import leased
from tests.support.times import NOON
from workers.message_effects import MESSAGE_NOTIFY, MessageNotice
from workers.message_notices import MessageNotices

MINUTE = timedelta(minutes=1)
EFFECTS = "SELECT * FROM log.effect WHERE org_id = $1 AND kind = $2 ORDER BY due_at, dedupe_key"
THREADS = "SELECT bundle_id, patient_id FROM rm.message_notice WHERE org_id = $1"


class Notice(NamedTuple):
    receiver: UUID
    first: UUID
    due_at: datetime
    until: datetime | None = None  # a day later where it is not said


class Desk:
    """A clinic where people write to each other, and the reader that sees it."""

    def __init__(self, day: ClinicDay, clock: SetClock, pool: Pool) -> None:
        self.day, self.clock, self.pool = day, clock, pool

    async def writes(self, author: UUID, patient_id: UUID | None = None, *, after: timedelta = MINUTE) -> UUID:
        self.clock.instant += after
        message_id = uuid4()
        await self.day.wish(
            SendMessage(
                command_id=message_id,
                at=self.clock.instant,
                patient_id=patient_id or self.day.patient_id,
                author=author,
                private="0" * 32,
            )
        )
        return message_id

    async def enrol(self, *, zone: str = "UTC", therapist_id: UUID | None = None) -> UUID:
        patient_id = uuid4()
        await self.day.wish(
            EnrolPatient(
                command_id=patient_id,
                at=self.clock.instant,
                patient_id=patient_id,
                clinic_id=self.day.clinic_id,
                zone=zone,
                therapist_id=therapist_id,
            )
        )
        return patient_id

    async def reads(self, at_once: int = 2000) -> None:
        while await run_once(self.pool, [MessageNotices(self.day.context)], at_once=at_once):
            pass

    async def notices(self) -> list[Notice]:
        async with reading(self.pool, self.day.org_id) as db:
            rows = await db.fetch(EFFECTS, self.day.org_id, MESSAGE_NOTIFY)
        payloads = [msgspec.json.decode(row["payload"], type=MessageNotice) for row in rows]
        return [
            Notice(p.receiver, p.bundle_id, row["due_at"], None if _a_day(row) else row["expires_at"])
            for p, row in zip(payloads, rows, strict=True)
        ]

    async def threads(self) -> set[tuple[UUID, UUID]]:
        async with reading(self.pool, self.day.org_id) as db:
            return {(row["bundle_id"], row["patient_id"]) for row in await db.fetch(THREADS, self.day.org_id)}


def _a_day(row: asyncpg.Record) -> bool:
    return bool(row["expires_at"] - row["due_at"] == timedelta(days=1))


@pytest.fixture
async def desk(context: Context, clock: SetClock, engine_pool: Pool) -> Desk:
    return Desk(await ClinicDay.open(context), clock, engine_pool)


@pytest.mark.parametrize("at_once", [1, 2000], ids=["one by one", "all at once"])
async def test_what_comes_before_a_notice_is_begun_belongs_to_it(desk: Desk, at_once: int) -> None:
    therapist, patient = desk.day.therapist_id, desk.day.patient_id
    first = await desk.writes(patient)
    await desk.writes(patient, after=4 * MINUTE)
    await desk.reads(at_once)
    await desk.writes(patient, after=2 * MINUTE)  # it is due, and nobody was there to do it
    await desk.reads(at_once)
    assert await desk.notices() == [Notice(therapist, first, NOON + 6 * MINUTE)]


async def test_what_is_read_when_a_notice_is_begun_has_one_of_its_own_whenever_it_was_written(desk: Desk) -> None:
    therapist, patient = desk.day.therapist_id, desk.day.patient_id
    first = await desk.writes(patient)
    await desk.reads()
    later = await desk.writes(patient, after=4 * MINUTE)
    assert len(await leased(desk.pool, desk.day.org_id, desk.clock.instant + MINUTE)) == 1
    await desk.reads()
    assert await desk.notices() == [
        Notice(therapist, first, NOON + 6 * MINUTE),
        Notice(therapist, later, NOON + 10 * MINUTE),
    ]


async def test_what_is_about_to_be_too_late_is_joined_by_nothing(desk: Desk) -> None:
    first = await desk.writes(desk.day.patient_id)
    await desk.reads()
    later = await desk.writes(desk.day.patient_id, after=timedelta(days=1))
    await desk.reads()
    assert [notice.first for notice in await desk.notices()] == [first, later]


async def test_all_who_write_to_one_therapist_are_one_notice(desk: Desk) -> None:
    other, nobodys = await desk.enrol(therapist_id=desk.day.therapist_id), await desk.enrol()
    first = await desk.writes(desk.day.patient_id)
    await desk.writes(other, other)
    unowned = await desk.writes(nobodys, nobodys)
    await desk.reads()
    assert await desk.notices() == [
        Notice(desk.day.therapist_id, first, NOON + 6 * MINUTE),
        Notice(desk.day.clinic_id, unowned, NOON + 8 * MINUTE),
    ]
    assert await desk.threads() == {(first, desk.day.patient_id), (first, other), (unowned, nobodys)}


async def test_a_patient_is_told_in_the_morning_and_the_therapist_at_night(desk: Desk) -> None:
    abroad = await desk.enrol(zone="Pacific/Auckland", therapist_id=desk.day.therapist_id)  # 01:00 there
    answer = await desk.writes(desk.day.therapist_id, abroad)
    await desk.writes(desk.day.therapist_id, abroad, after=6 * timedelta(hours=1))
    question = await desk.writes(abroad, abroad)
    await desk.reads()
    assert await desk.notices() == [
        Notice(desk.day.therapist_id, question, NOON + timedelta(hours=6, minutes=7)),
        Notice(abroad, answer, NOON.replace(hour=20), NOON + timedelta(hours=19)),  # 09:00 to 20:00 there
    ]


async def test_read_again_from_the_beginning_nothing_is_told_twice(desk: Desk) -> None:
    for author in (desk.day.patient_id, desk.day.therapist_id) * 2:
        await desk.writes(author, after=3 * MINUTE)
    await desk.reads()
    told: Sequence[Notice] = await desk.notices()
    async with desk.pool.acquire() as db, db.transaction():
        await walled(db, [desk.day.org_id])
        await db.execute("UPDATE log.checkpoint SET pos = 0")
    await desk.reads(at_once=1)
    assert await desk.notices() == told
    assert len(told) == 2
