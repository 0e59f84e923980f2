"""The daily digest: a number and a link, at the therapist's time, once a day for as long as something waits."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade
from eventstore.walls import Pool, reading
from projections.runner import run_once
from services.actor import system
from services.alert_effects import deliveries
from services.call import Call
from services.clock import SetClock
from services.context import Context
from services.execute import execute
from tests.support.doors import Doors, open_doors
from tests.support.effect_hands import done_now, in_hand
from tests.support.reminding import Taking
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.digest import InboxBehind, deliver_digest
from workers.effects import MOST_ATTEMPTS, End
from workers.sending import Channels

DIGESTS = """
SELECT payload ->> 'day', state, due_at FROM log.effect WHERE org_id = $1 AND kind = 'digest.deliver' ORDER BY due_at
"""


class Practice:
    """A clinic in Berlin, whose therapist is sent letters that are kept."""

    def __init__(self, doors: Doors, pool: Pool, clock: SetClock) -> None:
        self.doors, self.pool, self.clock = doors, pool, clock
        self.org_id, self.therapist_id = doors.org.organisation_id, doors.org.therapist_ids[0]
        self.email = Taking("email")
        self.delivery = Delivery(doors.context, pool, {"email": self.email})

    async def alert(self) -> UUID:
        """Something that does not press waits for the therapist; answers the alert's id."""
        clinic_id = self.doors.org.clinic_ids[0]
        body = {"clinic_id": str(clinic_id), "zone": "Europe/Berlin", "therapist_id": str(self.therapist_id)}
        enrolled = await self.doors.owner.post("/v1/commands/enrol-patient", json=body)
        wish = RaiseAlert(
            command_id=uuid4(),
            at=self.clock.instant,
            alert_id=uuid4(),
            patient_id=UUID(enrolled.json()["id"]),
            clinic_id=clinic_id,
            rule="long_soreness",
            rule_version=1,
            policy_version=0,
            grade=Grade.MEDIUM,
            scope="knee",
            position=1,
            facts=(uuid4(),),
            answer_by=NOON.replace(month=NOON.month + 1),
            therapist_id=self.therapist_id,
        )
        call = Call(actor=system(self.org_id, "test"), command=wish, effects=deliveries(wish)[:1])
        await execute(self.doors.context, call)
        await self.at(self.clock.instant)
        return wish.alert_id

    async def at(self, instant: datetime) -> None:
        """It is then, and everything due is done."""
        self.clock.instant = instant
        while await run_once(self.pool):
            pass
        while await done_now(self.pool, self.org_id, instant, self.delivery):
            pass

    async def digests(self) -> list[tuple[str, str, datetime]]:
        """Day, state and instant of each."""
        async with reading(self.pool, self.org_id) as db:
            found = await db.fetch(DIGESTS, self.org_id)
        return [tuple(each) for each in found]


@pytest.fixture
async def practice(context: Context, engine_pool: Pool, clock: SetClock) -> AsyncIterator[Practice]:
    async with open_doors(context) as doors:
        yield Practice(doors, engine_pool, clock)


def eight(day: int) -> datetime:
    """Eight o'clock in Berlin, in March before the clocks change."""
    return datetime(2026, 3, day, 7, tzinfo=UTC)


async def test_it_says_how_many_wait_once_a_day_until_none_does(practice: Practice) -> None:
    first, second = await practice.alert(), await practice.alert()
    assert await practice.digests() == [("2026-03-05", "pending", eight(5))]
    await practice.at(eight(5))
    [letter] = practice.email.taken
    assert (letter.to.person_id, letter.to.email) == (practice.therapist_id, "kim@test")
    assert letter.words.subject == "What waits for you today: 2"
    assert letter.words.text == "Alerts that wait for your answer: 2\n\nhttp://127.0.0.1:8080/alerts\n"
    for alert_id in (first, second):
        done = await practice.doors.therapist.post(f"/v1/alerts/{alert_id}/acknowledge")
        assert done.status_code == 200, done.text
    await practice.at(eight(6))
    assert len(practice.email.taken) == 1
    assert await practice.digests() == [("2026-03-05", "done", eight(5)), ("2026-03-06", "moot", eight(6))]


async def test_after_a_day_without_an_engine_it_goes_on_with_the_next(practice: Practice) -> None:
    await practice.alert()
    await practice.at(datetime(2026, 3, 5, 23, tzinfo=UTC))
    assert practice.email.taken == []
    await practice.at(eight(6))
    assert len(practice.email.taken) == 1
    assert [(day, state) for day, state, _ in await practice.digests()] == [
        ("2026-03-05", "expired"),
        ("2026-03-06", "done"),
        ("2026-03-07", "pending"),
    ]


async def test_it_comes_at_the_time_and_in_the_language_that_the_therapist_asked_for(practice: Practice) -> None:
    body = {"staff_id": str(practice.therapist_id), "language": "de", "digest_at": "16:30", "channels": []}
    set_ = await practice.doors.therapist.post("/v1/commands/set-staff-preferences", json=body)
    assert set_.status_code == 200, set_.text
    await practice.alert()
    at = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    assert await practice.digests() == [("2026-03-04", "pending", at)]
    await practice.at(at)
    assert [letter.words.subject for letter in practice.email.taken] == ["Was heute auf Sie wartet: 1"]


async def test_while_the_therapist_is_away_it_goes_to_whoever_covers(practice: Practice) -> None:
    body = {"role": "therapist", "private": {"email": "lou@test"}}
    cover = (await practice.doors.owner.post("/v1/commands/invite-staff", json=body)).json()["id"]
    await practice.alert()
    away = {"first_day": "2026-03-05", "last_day": "2026-03-06", "cover_id": cover}
    told = await practice.doors.therapist.post(
        "/v1/commands/set-staff-away", json={"staff_id": str(practice.therapist_id), **away}
    )
    assert told.status_code == 200, told.text
    for day in (5, 6, 7):
        await practice.at(eight(day))
    invitation, *digests = practice.email.taken
    assert invitation.to.email == "lou@test"
    assert [letter.to.email for letter in digests] == ["lou@test", "kim@test"]


async def test_given_up_it_goes_on_with_the_next(practice: Practice) -> None:
    await practice.alert()
    practice.email.refuses = OSError("the mail server is gone")
    practice.clock.instant = eight(5)
    while await run_once(practice.pool):
        pass
    [claimed] = await in_hand(practice.pool, practice.org_id, eight(5))
    channels = Channels({"email": practice.email}, practice.pool)
    last = replace(claimed, attempt=MOST_ATTEMPTS)
    ended = await deliver_digest(practice.doors.context, channels, last)
    assert (ended.how, [each.due_at for each in ended.then]) == (End.DEAD, [eight(6)])


async def test_what_the_inbox_has_not_read_yet_is_waited_for(practice: Practice) -> None:
    await practice.alert()
    patient = {"clinic_id": str(practice.doors.org.clinic_ids[0]), "zone": "UTC"}
    await practice.doors.owner.post("/v1/commands/enrol-patient", json=patient)
    practice.clock.instant = eight(5)
    [claimed] = await in_hand(practice.pool, practice.org_id, eight(5))
    channels = Channels({"email": practice.email}, practice.pool)
    with pytest.raises(InboxBehind):
        await deliver_digest(practice.doors.context, channels, claimed)
    while await run_once(practice.pool):
        pass
    assert (await deliver_digest(practice.doors.context, channels, claimed)).how is End.DONE


async def test_asked_for_at_a_later_time_of_the_same_date_it_comes_then_too(practice: Practice) -> None:
    await practice.at(datetime(2026, 3, 5, 6, tzinfo=UTC))
    alert_id = await practice.alert()
    await practice.doors.therapist.post(f"/v1/alerts/{alert_id}/acknowledge")
    await practice.at(eight(5))
    body = {"staff_id": str(practice.therapist_id), "digest_at": "17:00"}
    await practice.doors.therapist.post("/v1/commands/set-staff-preferences", json=body)
    await practice.alert()
    assert [(state, due_at) for _, state, due_at in await practice.digests()] == [
        ("moot", eight(5)),
        ("pending", datetime(2026, 3, 5, 16, tzinfo=UTC)),
    ]
