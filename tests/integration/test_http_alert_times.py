"""How long the alerts of a clinic waited, beside a plain count of the same events."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from random import Random
from statistics import median
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade, Resolution
from domain.decider import Command
from eventstore.walls import Pool
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from tests.support.doors import Doors, open_doors
from tests.support.readings import folded, read
from tests.support.times import NOON

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = [{"weekday": weekday, "opens": "09:00", "closes": "17:00"} for weekday in (1, 2, 3, 4, 5)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def open_minutes(since: datetime, until: datetime) -> int:
    """Minute by minute: how many begin while the clinic is open."""
    count = 0
    while since < until:
        wall = since.astimezone(BERLIN)
        count += wall.isoweekday() <= 5 and 9 <= wall.hour < 17
        since += MINUTE
    return count


def spread(minutes: Sequence[int]) -> dict[str, Any]:
    ordered = sorted(minutes)
    if not ordered:
        return {"count": 0, "median_minutes": None, "ninetieth_minutes": None}
    enough = next(each for each in ordered if sum(other <= each for other in ordered) * 10 >= 9 * len(ordered))
    return {"count": len(ordered), "median_minutes": float(median(ordered)), "ninetieth_minutes": enough}


Story = tuple[datetime, datetime | None, datetime | None, UUID]
"""When an alert was raised, answered and closed, and whose patient it was."""


def counted(stories: Sequence[Story]) -> dict[str, Any]:
    answered = [(raised, answer) for raised, answer, _, _ in stories if answer]
    closed = [(raised, closed) for raised, _, closed, _ in stories if closed]
    return {
        "raised": len(stories),
        "to_answer": spread([(until - since) // MINUTE for since, until in answered]),
        "to_answer_open": spread([open_minutes(since, until) for since, until in answered]),
        "to_resolve": spread([(until - since) // MINUTE for since, until in closed]),
        "to_resolve_open": spread([open_minutes(since, until) for since, until in closed]),
    }


def commands(clinic_id: UUID, story: Story, chance: Random) -> list[Command]:
    raised_at, answered_at, resolved_at, therapist_id = story
    alert_id = uuid4()
    wishes: list[Command] = [
        RaiseAlert(
            command_id=uuid4(),
            at=raised_at,
            alert_id=alert_id,
            patient_id=uuid4(),
            clinic_id=clinic_id,
            rule="hurts",
            rule_version=1,
            policy_version=0,
            grade=Grade.HIGH,
            scope="",
            position=1,
            facts=(uuid4(),),
            answer_by=raised_at + timedelta(days=3),
            therapist_id=therapist_id,
        )
    ]
    if answered_at and answered_at != resolved_at:
        wishes.append(AcknowledgeAlert(command_id=uuid4(), at=answered_at, alert_id=alert_id, staff_id=therapist_id))
    if resolved_at:
        done = chance.choice(list(Resolution))
        wishes.append(
            ResolveAlert(command_id=uuid4(), at=resolved_at, alert_id=alert_id, staff_id=therapist_id, resolution=done)
        )
    return wishes


def made_up(chance: Random, now: datetime, therapists: Sequence[UUID]) -> Story:
    """Some are closed without anybody having taken them on: that is their answer, too."""
    raised_at = now - timedelta(minutes=chance.randint(1, 55 * 1440))
    answered_at = raised_at + timedelta(minutes=chance.randint(1, 3000))
    resolved_at = answered_at + timedelta(minutes=chance.choice([0, 5, 700, 4000]))
    answered, resolved = answered_at < now and chance.random() < 0.9, resolved_at < now and chance.random() < 0.8
    return (
        raised_at,
        answered_at if answered else resolved_at if resolved else None,
        resolved_at if resolved else None,
        chance.choice(therapists),
    )


async def test_the_times_are_those_of_a_plain_count(doors: Doors, engine_pool: Pool) -> None:
    clinic_id, actor = doors.org.clinic_ids[0], system(doors.org.organisation_id, "test")
    chance, anna, ben = Random(5), uuid4(), uuid4()
    stories = [made_up(chance, NOON, (anna, ben)) for _ in range(60)]
    wishes = [wish for story in stories for wish in commands(clinic_id, story, chance)]
    wishes.sort(key=lambda wish: wish.at)
    answers = await execute_all(doors.context, [Call(actor=actor, command=wish) for wish in wishes])
    assert {answer.verdict for answer in answers} == {Verdict.STORED}
    body = {"clinic_id": str(clinic_id), "weekly": HOURS}
    assert (await doors.owner.post("/v1/commands/set-opening-hours", json=body)).status_code == 200
    await folded(engine_pool)

    answer = await read(doors.owner, f"/v1/clinics/{clinic_id}/alert-times")
    assert answer["opening_hours"] is True
    for line in answer["ranges"]:
        within = [story for story in stories if story[0] >= NOON - timedelta(days=line["days"])]
        assert line["all"] == counted(within)
        by_therapist = {each["therapist_id"]: each["times"] for each in line["by_therapist"]}
        assert by_therapist == {
            str(one): counted([story for story in within if story[3] == one]) for one in (anna, ben)
        }
    assert [(line["days"], line["all"]["raised"] > 10) for line in answer["ranges"]] == [(28, True), (90, True)]


async def test_a_clinic_without_alerts_or_hours_has_no_times(doors: Doors, engine_pool: Pool) -> None:
    await folded(engine_pool)
    answer = await read(doors.owner, f"/v1/clinics/{doors.org.clinic_ids[1]}/alert-times")
    assert answer["opening_hours"] is False
    assert [(line["all"]["raised"], line["by_therapist"]) for line in answer["ranges"]] == [(0, []), (0, [])]


async def test_nobody_asks_for_the_times_of_a_clinic_out_of_reach(doors: Doors, engine_pool: Pool) -> None:
    await folded(engine_pool)
    for clinic_id in (doors.org.clinic_ids[1], uuid4()):
        answer = await doors.therapist.get(f"/v1/clinics/{clinic_id}/alert-times")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_clinic")
