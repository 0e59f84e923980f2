"""The therapist's day: who comes first and why, page by page while things change, and what is new since a look."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.database import Database
from tests.support.readings import BRIDGE, read
from tests.support.times import NOON
from tests.support.todays_house import FORGOT, HIGH, HURTS, NOON_TEXT, RED_FLAG, House, ids, opened_house, texts


@pytest.fixture
async def house(template: Database) -> AsyncIterator[House]:
    async with opened_house(template) as house:
        yield house


async def test_who_needs_somebody_comes_first(house: House) -> None:
    doors = house.doors
    quiet, longer, visit, wrote, medium, high, critical, held = await house.enrol(8)
    house.clock.instant = NOON + timedelta(hours=1)
    await house.happens("session.logged", quiet, {}, time="2026-03-04T12:30:00Z")
    await doors.does("schedule-visit", visit, starts_at="2026-03-04T15:00:00Z", minutes=30)
    await doors.does("schedule-visit", longer, starts_at="2026-03-05T15:00:00Z", minutes=30)
    await house.happens("message.sent", wrote, {"text": "May I swim?"})
    for day in ("02", "03"):
        await house.happens("barrier.reported", medium, FORGOT, time=f"2026-03-{day}T11:00:00Z")
    await house.happens("barrier.reported", high, HURTS)
    await house.happens("symptom.reported", critical, HIGH)
    await house.happens("redflag.reported", held, RED_FLAG)
    found = await house.today()
    assert ids(found["patients"]) == texts(held, critical, high, medium, wrote, visit, longer, quiet)
    assert found["counts"] == {
        "patients": 8,
        "red_flag_hold": 1,
        "critical": 2,
        "high": 1,
        "medium": 1,
        "messages": 1,
        "visits": 1,
    }
    assert [line["why"][0]["kind"] for line in found["patients"]] == [
        *("red_flag_hold", "alert", "alert", "alert", "message", "visit", "quiet", "quiet")
    ]
    for reason, expected in (
        ("red_flag_hold", [held]),
        ("alert", [held, critical, high, medium]),
        ("hurts", [high]),
        ("message", [wrote]),
        ("visit", [visit]),
        ("quiet", [longer, quiet]),
        ("no_such_rule", []),
    ):
        assert await house.order(reason=reason) == texts(*expected), reason
    assert await house.order(grade="critical") == texts(held, critical)
    assert await house.order(grade="high", reason="blocked") == []


async def test_each_reason_says_what_it_was_raised_with(house: House) -> None:
    doors = house.doors
    patient_id = await doors.enrol()
    await house.happens("redflag.reported", patient_id, {"signs": ["breathlessness", "chest_pain"]})
    house.clock.instant += timedelta(minutes=1)
    await house.happens("symptom.reported", patient_id, HIGH)
    await house.happens("barrier.reported", patient_id, HURTS)
    await house.happens("message.sent", patient_id, {"text": "May I swim?"})
    await doors.does("schedule-visit", patient_id, starts_at="2026-03-04T15:00:00Z", minutes=30)
    why = (await house.line(patient_id))["why"]
    alerts = {alert.pop("rule"): alert.pop("alert_id") for alert in why if alert["kind"] == "alert"}
    assert list(alerts) == ["red_flag", "high_pain", "hurts"]
    nothing = {"grade": None, "region": None, "exercise_id": None, "program_id": None, "unread": None}
    plain: dict[str, Any] = {**nothing, "signs": [], "figures": {}, "at": "2026-03-04T12:01:00Z"}
    no_alert = {"rule": None, "alert_id": None}
    assert why == [
        {**plain, **no_alert, "kind": "red_flag_hold", "at": NOON_TEXT, "signs": ["chest_pain", "breathlessness"]},
        {**plain, "kind": "alert", "at": NOON_TEXT, "grade": "critical"},
        {**plain, "kind": "alert", "grade": "critical", "region": "knee", "figures": {"level": "80"}},
        {**plain, "kind": "alert", "grade": "high", "exercise_id": BRIDGE["exercise_id"]},
        {**plain, **no_alert, "kind": "message", "unread": 1},
        {**plain, **no_alert, "kind": "visit", "at": "2026-03-04T15:00:00Z"},
    ]
    await doors.does("clear-red-flag", patient_id)
    assert [reason["kind"] for reason in (await house.line(patient_id))["why"]][:1] == ["alert"]


async def test_what_is_taken_on_put_off_or_closed_moves_down(house: House) -> None:
    first, second, third = await house.enrol(3)
    for patient_id in (first, second, third):
        await house.happens("barrier.reported", patient_id, HURTS)
        house.clock.instant += timedelta(minutes=1)
    assert await house.order() == texts(first, second, third)
    await house.does(f"{await house.alert_of(first)}/acknowledge", {})
    assert await house.order() == texts(second, third, first)
    await house.does(f"{await house.alert_of(second)}/snooze", {"until": "2026-03-05T08:00:00Z"})
    assert await house.order() == texts(third, first, second)
    line = await house.line(second)
    assert [(one["alert"]["rule"], one["clock"]) for one in line["alerts"]] == [("hurts", "put_off")]
    assert [reason["kind"] for reason in line["why"]] == ["quiet"]
    await house.does(f"{await house.alert_of(third)}/resolve", {"resolution": "called"})
    assert await house.order() == texts(first, second, third)
    house.clock.instant += timedelta(days=2)
    line = await house.line(first)
    assert [one["clock"] for one in line["alerts"]] == ["overdue"]


async def test_a_message_waits_until_somebody_answers_or_the_asker_reads_it(house: House) -> None:
    read_by_owner, answered = await house.enrol(2)
    for patient_id in (read_by_owner, answered):
        await house.happens("message.sent", patient_id, {"text": "May I swim?"})
    waiting = texts(read_by_owner, answered)
    assert await house.order(reason="message") == waiting
    page = await read(house.doors.owner, f"/v1/patients/{read_by_owner}/messages")
    message = page["messages"][0]["message_id"]
    await house.doors.owner.post(f"/v1/patients/{read_by_owner}/messages/{message}/read")
    await house.doors.owner.post(f"/v1/patients/{answered}/messages", json={"text": "Yes."})
    assert await house.order(reason="message") == texts(read_by_owner)
    assert await house.order(house.doors.owner, reason="message") == []


async def test_page_by_page_nobody_is_missed_or_met_twice_while_things_change(house: House) -> None:
    *patients, moves_up, moves_down = await house.enrol(9)
    await house.happens("barrier.reported", moves_down, HURTS)
    first = await house.today(limit=3)
    assert ids(first["patients"]) == texts(moves_down, *patients[:2])
    assert first["changed"] == []
    await house.happens("barrier.reported", moves_up, HURTS)
    await house.does(f"{await house.alert_of(moves_down)}/resolve", {"resolution": "called"})
    came = await house.doors.enrol()
    second = await house.today(limit=3, cursor=first["next_cursor"])
    third = await house.today(limit=3, cursor=second["next_cursor"])
    assert [ids(page["patients"]) for page in (second, third)] == [texts(*patients[2:5]), texts(*patients[5:])]
    assert third["next_cursor"] is None
    for page in (second, third):
        assert ids(page["changed"]) == texts(moves_up, moves_down, came)
    shown = [one for page in (first, second, third) for one in ids(page["patients"])]
    assert len(shown) == len(set(shown))
    assert {*shown, *ids(third["changed"])} == {*texts(*patients, moves_up, moves_down, came)}


async def test_a_cursor_counts_for_its_question_alone(house: House) -> None:
    await house.enrol(3)
    cursor = (await house.today(limit=1))["next_cursor"]
    for query in ({"cursor": cursor, "reason": "quiet"}, {"cursor": "nothing"}):
        answer = await house.doors.therapist.get("/v1/today", params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_each_sees_whom_they_reach_and_restricted_records_are_for_owners_alone(house: House) -> None:
    near, far, restricted = await house.doors.enrol(), await house.doors.enrol(1), await house.doors.enrol()
    body = {"patient_id": str(restricted), "reason": "disputed"}
    assert (await house.doors.owner.post("/v1/commands/restrict-patient", json=body)).status_code == 200
    await house.happens("symptom.reported", far, HIGH)
    await house.happens("redflag.reported", restricted, RED_FLAG)
    assert await house.order() == texts(near)
    assert await house.order(house.doors.owner) == texts(restricted, far, near)
    assert await house.order(house.doors.owner, clinic=house.doors.org.clinic_ids[1]) == texts(far)
    counts = [(await house.today(asker))["counts"] for asker in (house.doors.therapist, house.doors.owner)]
    assert [(count["patients"], count["critical"]) for count in counts] == [(1, 0), (3, 2)]
    unknown = await house.doors.therapist.get("/v1/today", params={"clinic": str(house.doors.org.clinic_ids[1])})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_clinic")
    assert (await house.doors.partner.get("/v1/today")).status_code == 403


async def test_of_one_therapist_or_by_a_part_of_the_name(house: House) -> None:
    doors, (nobodys, kims) = house.doors, await house.enrol(2)
    therapist_id = str(doors.org.therapist_ids[0])
    await doors.does("assign-therapist", kims, therapist_id=therapist_id)
    for patient_id, name in ((nobodys, "Zoë Ångström"), (kims, "Ada Example")):
        await doors.does("set-contact-preferences", patient_id, language="de", channels=[], private={"name": name})
    assert await house.order(therapist=therapist_id) == texts(kims)
    assert await house.order(q="angst") == texts(nobodys)
    assert [line["name"] for line in (await house.today(q="ada"))["patients"]] == ["Ada Example"]


async def test_a_discharged_patient_is_there_only_with_something_open(house: House) -> None:
    gone, hurt = await house.enrol(2)
    await house.happens("barrier.reported", hurt, HURTS)
    for patient_id in (gone, hurt):
        await house.doors.does("discharge-patient", patient_id, reason="goals_met")
    house.clock.instant += timedelta(days=2)
    found = await house.today()
    assert [(line["patient"]["patient_id"], line["patient"]["status"]) for line in found["patients"]] == [
        (str(hurt), "discharged")
    ]
    assert found["counts"]["patients"] == 0
