"""An alert from its owner to the next who may answer, told by letters, as the organisation's clock moves on."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade
from eventstore.walls import Pool, reading
from services.actor import system
from services.alert_effects import deliveries
from services.call import Call
from services.clock import SetClock
from services.context import Context
from services.execute import execute
from tests.support.alert_house import House, receipt
from tests.support.doors import event, open_doors
from tests.support.invited import own_key
from tests.support.readings import read
from tests.support.times import NOON


@pytest.fixture
async def house(context: Context, engine_pool: Pool, clock: SetClock) -> AsyncIterator[House]:
    async with open_doors(context) as doors:
        yield await House.open(doors, engine_pool, clock)


async def test_what_nobody_answers_goes_to_the_lead_and_then_to_the_managers(house: House) -> None:
    """Raised on Wednesday at one o'clock: four hours of that day, eight of Thursday and of Friday, four of Monday."""
    path = await house.hurt()
    assert house.written_to() == [house.therapist_id]
    await house.later("2026-03-09T12:59:59")
    assert house.written_to() == [house.therapist_id]

    await house.later("2026-03-09T13:00:00")
    assert house.written_to() == [house.therapist_id, house.lead_id]
    told = house.outboxes["email"].letters[-1]
    assert told.words.subject == "An alert at Harbour was not answered in time"
    now = await house.alert(path)
    assert (now["escalated_to"], now["status"], now["answer_by"]) == ("lead", "open", "2026-03-12T12:00:00Z")
    assert now["owners"] == [str(house.therapist_id), str(house.lead_id)]

    await house.later("2026-03-12T13:00:00")
    assert house.written_to() == [house.therapist_id, house.lead_id, house.owner_id]
    await house.later("2026-03-27T13:00:00")
    assert len(house.written_to()) == 3
    steps = [(one["type"], one["data"].get("to"), one["by"]) for one in await house.history(path)]
    assert [step for step in steps if step[0] == "alert.escalated"] == [
        ("alert.escalated", "lead", "system:clock"),
        ("alert.escalated", "managers", "system:clock"),
    ]


async def test_what_was_taken_on_and_not_closed_is_told_to_the_lead_once(house: House) -> None:
    path = await house.hurt()
    receipt(await house.doors.therapist.post(f"{path}/acknowledge"))
    await house.later("2026-03-12T12:59:59")
    assert house.written_to() == [house.therapist_id]
    await house.later("2026-03-12T13:00:00")
    assert house.written_to() == [house.therapist_id, house.lead_id]
    assert (await house.alert(path))["status"] == "acknowledged"
    await house.later("2026-03-27T13:00:00")
    assert house.written_to() == [house.therapist_id, house.lead_id]


async def test_what_was_closed_bothers_nobody(house: House) -> None:
    path = await house.hurt()
    body = {"resolution": "called", "private": {"note": "She had skipped a night's sleep."}}
    receipt(await house.doors.therapist.post(f"{path}/acknowledge"))
    receipt(await house.doors.therapist.post(f"{path}/resolve", json=body))
    await house.later("2026-03-27T13:00:00")
    assert house.written_to() == [house.therapist_id]
    last = (await house.history(path))[-1]
    assert (last["type"], last["by"], last["note"]) == (
        "alert.resolved",
        f"staff:{house.therapist_id}",
        "She had skipped a night's sleep.",
    )
    stored = (await house.doors.context.store.read(house.doors.org.organisation_id))[-1]
    assert "night" not in stored.data


async def test_what_is_put_off_stands_and_is_told_again_when_its_time_is_over(house: House) -> None:
    """One hour of its clock has run when it is put off: 23 are left, and run on from Tuesday at nine."""
    path = await house.hurt()
    house.clock.instant = NOON + timedelta(hours=2)
    receipt(await house.doors.therapist.post(f"{path}/snooze", json={"until": "2026-03-10T09:00:00+01:00"}))
    await house.later("2026-03-10T08:59:59")
    assert house.written_to() == [house.therapist_id]
    assert (await house.alert(path))["snoozed_until"] == "2026-03-10T08:00:00Z"

    await house.later("2026-03-10T09:00:00")
    assert house.written_to() == [house.therapist_id] * 2
    assert house.outboxes["email"].letters[-1].words.subject == "An alert still waits for you at Harbour"
    now = await house.alert(path)
    assert (now["snoozed_until"], now["answer_by"]) == (None, "2026-03-12T14:00:00Z")
    await house.later("2026-03-12T15:00:00")
    assert house.written_to()[-1] == house.lead_id


@pytest.mark.parametrize("until", ["2026-03-04T13:00:00+01:00", "2026-03-12T13:00:00+01:00"])
async def test_nothing_is_put_off_into_the_past_or_for_longer_than_a_week(house: House, until: str) -> None:
    answer = await house.doors.therapist.post(f"{await house.hurt()}/snooze", json={"until": until})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_snooze")


async def test_while_the_therapist_is_away_it_is_theirs_who_covers(house: House) -> None:
    away = {"first_day": date(2026, 3, 4), "last_day": date(2026, 3, 4), "cover_id": house.second_id}
    await house.does("set-staff-away", staff_id=house.therapist_id, **away)
    path = await house.hurt()
    assert house.written_to() == [house.second_id]

    async def owned_by(staff_id: UUID) -> list[str]:
        return [one["alert_id"] for one in (await read(house.doors.owner, "/v1/alerts", owner=staff_id))["alerts"]]

    alert_id = path.rpartition("/")[2]
    assert await owned_by(house.second_id) == [alert_id]
    assert await owned_by(house.therapist_id) == []
    await house.later("2026-03-05T08:00:00")
    assert await owned_by(house.second_id) == []
    assert await owned_by(house.therapist_id) == [alert_id]
    assert await owned_by(house.lead_id) == []
    await house.later("2026-03-09T13:00:00")
    assert (await house.alert(path))["escalated_to"] == "therapist"  # back since, and not told of it before
    assert await owned_by(house.lead_id) == []
    await house.later("2026-03-12T13:00:00")
    assert await owned_by(house.lead_id) == [alert_id]


async def test_only_managers_send_others_away(house: House) -> None:
    body = {"staff_id": str(house.lead_id), "first_day": "2026-03-05", "last_day": "2026-03-06"}
    refused = await house.doors.therapist.post("/v1/commands/set-staff-away", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    receipt(
        await house.doors.therapist.post(
            "/v1/commands/set-staff-away", json={**body, "staff_id": str(house.therapist_id)}
        )
    )


async def test_nobody_sends_staff_away_whom_they_do_not_reach(house: House) -> None:
    far = await house.does("invite-staff", role="admin", clinics=[str(house.doors.org.clinic_ids[1])])
    key = await own_key(house.doors.app, far["invitation"])
    for staff_id in (house.therapist_id, uuid4()):
        answer = await house.doors.owner.post(
            "/v1/commands/set-staff-away",
            json={"staff_id": str(staff_id), "first_day": "2026-03-05", "last_day": "2026-03-06"},
            headers={"authorization": f"Bearer {key}"},
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_staff")


async def test_an_admin_of_one_clinic_says_nothing_for_those_whose_role_holds_at_others_too(house: House) -> None:
    here, there = map(str, house.doors.org.clinic_ids[:2])
    admin = await house.does("invite-staff", role="admin", clinics=[here])
    both = await house.does("invite-staff", role="therapist", clinics=[here, there])
    key = await own_key(house.doors.app, admin["invitation"])
    in_german = {"language": "de"}

    async def prefers(staff_id: str | UUID) -> int:
        answer = await house.doors.owner.post(
            "/v1/commands/set-staff-preferences",
            json={"staff_id": str(staff_id), **in_german},
            headers={"authorization": f"Bearer {key}"},
        )
        return answer.status_code

    assert [await prefers(one) for one in (house.owner_id, both["id"])] == [403, 403]
    assert [await prefers(one) for one in (house.therapist_id, admin["id"])] == [200, 200]


async def test_a_red_flag_is_told_by_all_ways_to_therapist_and_lead_and_again_when_another_comes(house: House) -> None:
    patient_id = await house.enrol()
    both = {house.therapist_id, house.lead_id}
    await house.does("set-staff-preferences", staff_id=house.therapist_id, channels=[])

    async def flags(sign: str) -> None:
        await house.doors.send(event("redflag.reported", patient_id, {"signs": [sign]}))
        await house.runs()

    await flags("chest_pain")
    assert {way: set(house.written_to(way)) for way in house.outboxes} == dict.fromkeys(house.outboxes, both)
    assert all(letter.urgent for outbox in house.outboxes.values() for letter in outbox.letters)
    (alert,) = (await read(house.doors.owner, "/v1/alerts", patient=patient_id))["alerts"]
    path = f"/v1/alerts/{alert['alert_id']}"
    receipt(await house.doors.therapist.post(f"{path}/acknowledge"))
    refused = await house.doors.therapist.post(f"{path}/snooze", json={"until": "2026-03-05T13:00:00+01:00"})
    assert (refused.status_code, refused.json()["code"]) == (422, "cannot_wait")

    await flags("breathlessness")
    assert {way: len(house.written_to(way)) for way in house.outboxes} == dict.fromkeys(house.outboxes, 4)
    now = await house.alert(path)
    assert (now["status"], now["facts_seen"], len(now["facts"])) == ("open", 1, 2)
    assert now["acknowledged_at"] is None


async def test_a_red_flag_that_comes_after_another_was_taken_on_is_passed_on_unless_it_is_taken_on_too(
    house: House,
) -> None:
    patient_id = await house.enrol()

    async def flags(sign: str) -> None:
        await house.doors.send(event("redflag.reported", patient_id, {"signs": [sign]}))
        await house.runs()

    await flags("chest_pain")
    (alert,) = (await read(house.doors.owner, "/v1/alerts", patient=patient_id))["alerts"]
    path = f"/v1/alerts/{alert['alert_id']}"
    receipt(await house.doors.therapist.post(f"{path}/acknowledge"))
    await house.later("2026-03-04T14:00:00")
    await flags("breathlessness")
    assert (await house.alert(path))["answer_by"] == "2026-03-04T17:00:00Z"
    await house.later("2026-03-04T18:00:00")
    assert house.written_to()[-1] == house.owner_id
    receipt(await house.doors.therapist.post(f"{path}/acknowledge"))
    await house.runs()
    now = await house.alert(path)
    assert (now["status"], now["facts_seen"], now["escalated_to"]) == ("acknowledged", 2, "managers")


async def test_a_medium_alert_writes_to_nobody_and_waits_for_the_next_digest(house: House) -> None:
    org_id, patient_id = house.doors.org.organisation_id, await house.enrol()
    wish = RaiseAlert(
        command_id=uuid4(),
        at=NOON,
        alert_id=uuid4(),
        patient_id=patient_id,
        clinic_id=house.clinic_id,
        rule="long_soreness",
        rule_version=1,
        policy_version=0,
        grade=Grade.MEDIUM,
        scope="knee",
        position=1,
        facts=(uuid4(),),
        answer_by=NOON + timedelta(days=6),
        therapist_id=house.therapist_id,
    )
    await execute(house.doors.context, Call(actor=system(org_id, "test"), command=wish, effects=deliveries(wish)))
    await house.runs()
    assert all(not outbox.letters for outbox in house.outboxes.values())
    assert (await house.alert(f"/v1/alerts/{wish.alert_id}"))["channels"] == ["in_app"]
    async with reading(house.pool, org_id) as db:
        rows = await db.fetch("SELECT dedupe_key, due_at FROM log.effect WHERE kind = 'digest.deliver'")
    assert [tuple(row) for row in rows] == [
        (f"{house.therapist_id}:2026-03-05:08:00", datetime(2026, 3, 5, 7, tzinfo=UTC)),
    ]


async def test_nobody_else_reads_the_history_of_an_alert(house: House) -> None:
    path = await house.hurt()
    other = await house.does("invite-staff", role="therapist", clinics=[str(house.doors.org.clinic_ids[1])])
    far = {"authorization": f"Bearer {await own_key(house.doors.app, other['invitation'])}"}
    for asker, headers in ((house.doors.owner, far), (house.doors.owner, {})):
        where = f"{path}/history" if headers else f"/v1/alerts/{uuid4()}/history"
        answer = await asker.get(where, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_alert")
    assert (await house.doors.partner.get(f"{path}/history")).status_code == 403
