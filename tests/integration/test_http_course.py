"""What may be asked about a course of treatment: visits, scores, the time in between, and what is missing of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from eventstore.cursor import decode_cursor
from eventstore.walls import Pool, walled
from projections.places import FIRST_BUILD, Place, open_places, park
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, PAIN, folded, read

BRIDGE_ID = BRIDGE["exercise_id"]
BENT = {"kind": "range_of_motion", "joint": "knee", "movement": "flexion", "side": "left", "degrees": 95}
STRONG = {"kind": "manual_strength", "joint": "knee", "movement": "extension", "side": "left", "grade": 4.5}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_visits_are_told_as_they_were_planned_and_as_they_were(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    planned = await doors.does("schedule-visit", patient_id, starts_at="2026-03-05T09:00:00+01:00", minutes=30)
    cancelled = await doors.does("schedule-visit", patient_id, starts_at="2026-03-06T09:00:00+01:00", minutes=45)
    await doors.does("cancel-visit", patient_id, visit_id=cancelled["id"], reason="clinic")
    saw = {"measures": [BENT, STRONG], "note": "Limps."}
    (was,) = await doors.send(event("visit.recorded", patient_id, saw))
    await folded(engine_pool)
    answer = await read(doors.partner, f"/v1/patients/{patient_id}/visits", at_least=was["position"])
    opened = await read(doors.therapist, f"/v1/patients/{patient_id}/visits")
    clinic_id = str(doors.org.clinic_ids[0])
    nothing: dict[str, Any] = {
        "clinic_id": clinic_id,
        "therapist_id": None,
        "kind": "follow_up",
        "starts_at": None,
        "minutes": None,
        "cancelled_because": None,
        "happened_at": None,
        "provenance": None,
        "measures": [],
        "saw": None,
    }
    recorded, *others = answer["visits"]
    assert recorded == {
        **nothing,
        "visit_id": recorded["visit_id"],
        "status": "recorded",
        "happened_at": "2026-03-04T11:00:00Z",
        "provenance": "clinician",
        "measures": [BENT, STRONG],
    }
    assert opened["visits"] == [{**recorded, "saw": "Limps."}, *others]
    assert others == [
        {
            **nothing,
            "visit_id": planned["id"],
            "status": "scheduled",
            "starts_at": "2026-03-05T08:00:00Z",
            "minutes": 30,
        },
        {
            **nothing,
            "visit_id": cancelled["id"],
            "status": "cancelled",
            "starts_at": "2026-03-06T08:00:00Z",
            "minutes": 45,
            "cancelled_because": "clinic",
        },
    ]


async def test_a_resend_of_a_visit_is_a_duplicate_and_another_record_of_it_is_refused(doors: Doors) -> None:
    patient_id = await doors.enrol()
    told = event("visit.recorded", patient_id, {"measures": [BENT], "note": "Limps."})
    first, again = await doors.send(told), await doors.send(told)
    assert [first[0]["status"], again[0]["status"]] == ["stored", "duplicate"]
    planned = await doors.does("schedule-visit", patient_id, starts_at="2026-03-05T09:00:00Z", minutes=30)
    body = {"patient_id": str(patient_id), "visit_id": planned["id"], "occurred_at": "2026-03-04T11:00:00Z"}
    answers = [
        await doors.therapist.post("/v1/commands/record-visit", json={**body, "measures": [measure]})
        for measure in (BENT, BENT, STRONG)
    ]
    assert [(answer.status_code, answer.json().get("code", answer.json()["status"])) for answer in answers] == [
        (200, "stored"),
        (200, "unchanged"),
        (422, "visit_recorded"),
    ]


async def test_a_score_stands_beside_the_first_and_the_one_before(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await doors.send(
        *(
            event(
                "score.recorded", patient_id, {"instrument": "psfs", "value": value}, time=f"2026-03-0{day}T11:00:00Z"
            )
            for day, value in ((3, 6.5), (1, 4.2), (2, 4), (9, 10))
        )
    )
    (refused,) = await doors.send(event("score.recorded", patient_id, {"instrument": "lefs", "value": 40.5}))
    assert refused["code"] == "impossible_score"
    await folded(engine_pool)
    answer = await read(doors.therapist, f"/v1/patients/{patient_id}/scores")
    first, second, _ = (line["taken"]["score_id"] for line in answer["scores"])
    assert [(line["taken"]["value"], line["from_first"], line["from_before"]) for line in answer["scores"]] == [
        (4.2, None, None),
        (4, *[{"since": first, "by": -0.2, "better": False, "matters": False}] * 2),
        (
            6.5,
            {"since": first, "by": 2.3, "better": True, "matters": True},
            {"since": second, "by": 2.5, "better": True, "matters": True},
        ),
    ]
    assert [known["name"] for known in answer["questionnaires"]] == ["psfs"]


async def test_each_stretch_between_two_visits_says_how_it_went(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    """Visits on 2, 6 and 10 March; today is the 13th."""
    patient_id = await doors.enrol()
    await doors.send(event("program.assigned", patient_id, {"prescriptions": [BRIDGE]}))
    clock.instant += timedelta(days=9)

    def on(day: int, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        return event(kind, patient_id, data, time=f"2026-03-{day:02}T11:00:00Z")

    done = {"entries": [{"exercise_id": BRIDGE_ID, "sets": 3}]}
    forgot = on(5, "barrier.reported", {"reason": "forgot"})
    await doors.send(
        *(on(day, "visit.recorded", {}) for day in (10, 2, 6)),
        *(on(day, "session.logged", done) for day in (5, 6, 8, 12)),
        on(6, "symptom.reported", {**PAIN, "level": 8}),
        on(3, "symptom.reported", {**PAIN, "level": 2}),
        on(7, "symptom.reported", {**PAIN, "level": 3, "kind": "soreness"}),
        on(13, "symptom.reported", PAIN),
        forgot,
        *(on(day, "barrier.reported", {"reason": reason}) for day, reason in ((4, "hurts"), (6, "hurts"))),
        on(7, "score.recorded", {"instrument": "ears", "value": 12}),
    )
    await doors.send(event("barrier.retracted", patient_id, {"report": forgot["id"]}))
    await folded(engine_pool)
    answer = await read(doors.therapist, f"/v1/patients/{patient_id}/between-visits")
    assert (answer["as_of"]["lag_events"], answer["incomplete_from"]) == (0, None)
    before, between, since = answer["stretches"]
    assert [
        (line["first"], line["last"], line["days"]["done"], line["days"]["expected"], line["doses"]["exact"])
        for line in answer["stretches"]
    ] == [
        ("2026-03-03", "2026-03-06", "2", 2, "1"),
        ("2026-03-07", "2026-03-10", "1", 4, "1/4"),
        ("2026-03-11", "2026-03-12", "1", 2, "1/2"),
    ]
    assert (before["until"], between["until"], since["until"]) == (between["after"], since["after"], None)
    assert [line["pain"] for line in answer["stretches"]] == [
        [{"region": "knee", "side": "left", "first": 2, "last": 8, "highest": 8, "median": 5, "reports": 2}],
        [],
        [],
    ]
    assert [line["barriers"] for line in answer["stretches"]] == [[{"reason": "hurts", "reports": 2}], [], []]
    assert [[score["taken"]["value"] for score in line["scores"]] for line in answer["stretches"]] == [[], [12], []]
    (change,) = before["changes"]
    assert change == {
        "event_id": change["event_id"],
        "decided_at": "2026-03-04T12:00:00Z",
        "program_id": change["program_id"],
        "what": "assigned",
        "first_day": "2026-03-05",
        "last_day": None,
        "eased": [],
    }
    assert between["changes"] == since["changes"] == []


async def test_without_a_visit_there_is_no_stretch(doors: Doors, engine_pool: Pool) -> None:
    patient_id, unseen = await doors.enrol(), await doors.enrol()
    await folded(engine_pool)
    for asked in (patient_id, unseen):
        assert (await read(doors.owner, f"/v1/patients/{asked}/between-visits"))["stretches"] == []


async def test_a_clock_gone_wild_makes_a_long_stretch_and_no_trouble(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
    kinds = ("visit.recorded", "session.logged")
    await doors.send(*(event(kind, patient_id, {}, time=time) for kind in kinds for time in (first, last)))
    await doors.send(event("symptom.reported", patient_id, PAIN, time=first))
    await folded(engine_pool)
    (line,) = (await read(doors.owner, f"/v1/patients/{patient_id}/between-visits"))["stretches"]
    assert (line["first"], line["last"], line["days"]["reason"], line["pain"]) == (
        "0001-01-02",
        "2026-03-03",
        "no_day_expected",
        [],
    )
    visits = (await read(doors.owner, f"/v1/patients/{patient_id}/visits"))["visits"]
    assert [visit["happened_at"] for visit in visits] == [first, last]


async def test_answers_say_from_where_on_events_are_missing(doors: Doors, engine_pool: Pool) -> None:
    patient_id, far = await doors.enrol(), await doors.enrol(clinic=1)
    (there,) = await doors.send(event("symptom.reported", patient_id, PAIN))
    (aside,) = await doors.send(event("score.recorded", patient_id, {"instrument": "ndi", "value": 20}))
    (beyond,) = await doors.send(event("score.recorded", far, {"instrument": "ndi", "value": 20}))
    await folded(engine_pool)
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [doors.org.organisation_id])
        for who, reader, sent in (
            (patient_id, "symptoms", there),
            (patient_id, "course", aside),
            (far, "course", beyond),
        ):
            place = Place(doors.org.organisation_id, reader, FIRST_BUILD, 1)
            await open_places(db, [place])
            await park(db, place, who, decode_cursor(sent["position"])[0], "ValueError: cannot digest this")
        aside_of_course = Place(doors.org.organisation_id, "course", FIRST_BUILD, 1)
        for number in range(60):  # of other clinics, and first in the order of ids
            await park(db, aside_of_course, UUID(int=number), 1, "ValueError: cannot digest this")
    path = f"/v1/patients/{patient_id}"
    assert {
        part: (await read(doors.therapist, f"{path}/{part}"))["incomplete_from"]
        for part in ("visits", "scores", "between-visits")
    } == {"visits": aside["position"], "scores": aside["position"], "between-visits": there["position"]}
    answer = await read(doors.owner, f"/v1/clinics/{doors.org.clinic_ids[0]}/hurts")
    assert answer["incomplete_of"] == [str(patient_id)]
