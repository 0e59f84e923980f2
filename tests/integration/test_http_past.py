"""What was known then: the very answer of a position, what was recorded by a moment, what is known otherwise now."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from eventstore.cursor import decode_cursor, encode_cursor
from eventstore.walls import Pool, walled
from projections.adherence.projection import ADHERENCE
from projections.places import FIRST_BUILD, Place, park
from projections.runner import run_once
from services.clock import SetClock
from services.context import Context
from services.http.heading import report_id
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.readings import BRIDGE, PAIN, folded, read
from tests.support.times import NOON

WHEN_STIFF = BRIDGE | {"exercise_id": "bbc3cf3b-4e0c-5344-9ef4-e126fb70740c", "schedule": {"kind": "symptom"}}
FIFTH, SIXTH = "2026-03-05T10:00:00Z", "2026-03-06T10:00:00Z"
PATHS = ("adherence", "symptoms", "sessions", "program/today")


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def bridges(patient_id: UUID, time: str, sets: int = 3, **more: Any) -> dict[str, Any]:
    entries = [{"exercise_id": BRIDGE["exercise_id"], "sets": sets}]
    return event("session.logged", patient_id, {"entries": entries, **more}, time=time)


async def begun(doors: Doors) -> UUID:
    """A patient with bridges every day from the fifth of March on, and work as needed."""
    patient_id = await doors.enrol()
    await doors.send(event("program.assigned", patient_id, {"prescriptions": [BRIDGE, WHEN_STIFF]}))
    return patient_id


def ours(doors: Doors, outcome: dict[str, Any]) -> str:
    """Our id of what was sent."""
    return str(report_id(doors.org.organisation_id, SOURCE, outcome["id"]))


async def answered(doors: Doors, path: str, **query: object) -> bytes:
    answer = await doors.therapist.get(path, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("path", PATHS)
async def test_as_of_its_position_and_moment_an_answer_is_the_very_bytes_of_then(
    doors: Doors, engine_pool: Pool, clock: SetClock, path: str
) -> None:
    patient_id = await begun(doors)
    address = f"/v1/patients/{patient_id}/{path}"
    clock.instant = NOON + timedelta(days=2)
    given, (felt,) = [], await doors.send(event("symptom.reported", patient_id, PAIN, time=FIFTH))
    for told in (
        bridges(patient_id, FIFTH, sets=1),
        event("symptom.corrected", patient_id, {"report": felt["id"], "level": 2}),
        bridges(patient_id, "2026-03-05T10:30:00Z"),
    ):
        await folded(engine_pool)
        then = await answered(doors, address)
        given.append((then, (await read(doors.therapist, address))["as_of"]))
        await doors.send(told)
        clock.instant += timedelta(hours=11)
    await folded(engine_pool)
    assert len({then for then, _ in given}) == 3
    for then, as_of in given:
        assert await answered(doors, address, as_of=as_of["position"], at=as_of["at"]) == then


@pytest.mark.parametrize("path", PATHS)
async def test_read_models_that_stand_apart_are_answered_from_the_log(
    doors: Doors, engine_pool: Pool, clock: SetClock, path: str
) -> None:
    patient_id = await begun(doors)
    await doors.send(bridges(patient_id, FIFTH), event("symptom.reported", patient_id, PAIN, time=FIFTH))
    clock.instant = NOON + timedelta(days=2)
    await folded(engine_pool)
    address = f"/v1/patients/{patient_id}/{path}"
    level = await read(doors.therapist, address)
    await doors.send(bridges(patient_id, SIXTH))
    while await run_once(engine_pool, [ADHERENCE]):
        pass
    apart = await read(doors.therapist, address)
    if path == "adherence":  # made of the symptoms, too, which are behind
        assert apart == level | {"as_of": level["as_of"] | {"lag_events": 1, "stale": True}}
    elif path == "sessions":
        assert len(apart["sessions"]) == len(level["sessions"]) + 1


async def test_an_answer_that_lagged_is_told_again_without_its_lag(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await begun(doors)
    await folded(engine_pool)
    await doors.send(bridges(patient_id, "2026-03-04T10:00:00Z"))
    address = f"/v1/patients/{patient_id}/adherence"
    late = await read(doors.therapist, address)
    again = await read(doors.therapist, address, as_of=late["as_of"]["position"], at=late["as_of"]["at"])
    assert (late["as_of"]["lag_events"], late["as_of"]["stale"]) == (1, True)
    assert again == late | {"as_of": late["as_of"] | {"lag_events": 0, "stale": False}}


async def test_what_was_answered_is_withheld_where_reports_are_missing(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    patient_id = await begun(doors)
    clock.instant = NOON + timedelta(days=3)
    (felt,) = await doors.send(event("symptom.reported", patient_id, PAIN, time=FIFTH))
    await folded(engine_pool)
    org_id, (pos, _) = doors.org.organisation_id, decode_cursor(felt["position"])
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await park(db, Place(org_id, "symptoms", FIRST_BUILD, 1), patient_id, pos, "cannot be read")
    answer = await read(doors.therapist, f"/v1/patients/{patient_id}/adherence")
    assert answer["incomplete_from"] == felt["position"]
    for part in answer["adherence"]["ranges"]:
        for numbers in (part, *part["programs"]):
            told = {name: (numbers[name]["value"], numbers[name]["reason"]) for name in ("doses", "answered")}
            assert told == {"doses": ("0.0000", None), "answered": (None, "incomplete")}


async def test_a_day_can_be_judged_by_what_was_known_later(doors: Doors, clock: SetClock) -> None:
    patient_id = await begun(doors)
    clock.instant = NOON + timedelta(days=9)
    (late,) = await doors.send(bridges(patient_id, FIFTH))
    address = f"/v1/patients/{patient_id}/adherence"
    sixth = "2026-03-06T12:00:00Z"
    then, later = [
        (await read(doors.therapist, address, **asked))["adherence"]["ranges"][0]["doses"]["value"]
        for asked in ({"as_of": sixth}, {"as_of": late["position"], "at": sixth})
    ]
    assert (then, later) == ("0.0000", "1.0000")


async def test_an_instant_asks_for_what_was_recorded_by_then(doors: Doors, clock: SetClock) -> None:
    patient_id = await begun(doors)
    clock.instant = NOON + timedelta(days=2)
    await doors.send(bridges(patient_id, FIFTH, sets=1))
    clock.instant += timedelta(days=7)
    await doors.send(bridges(patient_id, SIXTH))
    address = f"/v1/patients/{patient_id}/adherence"
    done = [
        (await read(doors.therapist, address, as_of=moment))["adherence"]["ranges"][0]["doses"]["done"]
        for moment in ("2026-03-06T11:59:59Z", "2026-03-06T13:00:00+01:00", "2026-03-12T12:00:00Z")
    ]
    assert done == ["0", "1/3", "1/3"]
    late = (await read(doors.therapist, address, as_of=clock.instant.isoformat()))["adherence"]["ranges"]
    assert [part["doses"]["done"] for part in late] == ["1", "4/3", "4/3", "4/3"]
    before = await read(doors.therapist, address, as_of="2025-01-01T00:00:00Z")
    assert (before["as_of"]["position"], before["adherence"]) == ("0" * 32, None)


async def test_what_is_known_otherwise_now_can_be_asked_for(doors: Doors, clock: SetClock) -> None:
    patient_id = await begun(doors)
    (first,) = await doors.send(bridges(patient_id, FIFTH, sets=1))
    clock.instant = NOON + timedelta(days=2)
    then = clock.instant.isoformat()
    clock.instant += timedelta(days=3)
    (late,) = await doors.send(event("session.corrected", patient_id, {"report": first["id"], "in_clinic": True}))
    path = f"/v1/patients/{patient_id}"
    sessions = await read(doors.therapist, f"{path}/sessions", as_of=then, difference=True)
    assert sessions["difference"]["as_of"] == sessions["as_of"] | {"position": late["position"]}
    at = f"/sessions/{ours(doors, first)}"
    changed = {change["at"]: (change["then"], change["now"]) for change in sessions["difference"]["changed"]}
    assert changed[f"{at}/in_clinic"] == (False, True)
    assert changed[f"{at}/not_counted"] == ([], [{"entry": None, "because": "in_clinic"}])
    adherence = await read(doors.therapist, f"{path}/adherence", as_of=then, difference=True)
    changed = {change["at"]: (change["then"], change["now"]) for change in adherence["difference"]["changed"]}
    assert changed["/ranges/7/doses/value"] == ("0.3333", "0.0000")
    assert not any(place.startswith("/today") for place in changed)
    same = await read(doors.therapist, f"{path}/adherence", as_of=clock.instant.isoformat(), difference=True)
    assert same["difference"]["changed"] == []


async def test_every_number_opens(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    patient_id = await begun(doors)
    clock.instant = NOON + timedelta(days=3)
    logged, stiff = await doors.send(
        bridges(patient_id, FIFTH, sets=1),
        event("symptom.reported", patient_id, PAIN | {"kind": "stiffness"}, time=SIXTH),
    )
    (fixed,) = await doors.send(
        event(
            "session.corrected",
            patient_id,
            {
                "report": logged["id"],
                "entries": [
                    {"exercise_id": BRIDGE["exercise_id"], "sets": 2},
                    {"exercise_id": WHEN_STIFF["exercise_id"]},
                ],
            },
        )
    )
    (eased,) = await doors.send(
        event(
            "session.logged",
            patient_id,
            {"entries": [{"exercise_id": WHEN_STIFF["exercise_id"]}]},
            time="2026-03-06T11:00:00Z",
        )
    )
    await folded(engine_pool)
    address = f"/v1/patients/{patient_id}/adherence"
    opened, plain = await read(doors.therapist, address, explain=True), await read(doors.therapist, address)
    assert plain == opened | {"explained": None}
    explained = opened["explained"]
    (program,) = opened["adherence"]["ranges"][0]["programs"]
    work, as_needed = (each["prescription_id"] for each in program["prescriptions"])
    events = [ours(doors, logged), ours(doors, fixed)]
    slot = {"program_id": program["program_id"], "version": 1, "prescription_id": work, "expected": 1}
    met = {
        "session_id": ours(doors, logged),
        "entry": 0,
        "at": FIFTH,
        "counted": "2/3",
        "events": events,
    }
    day = {"zone": "Europe/Berlin"}
    assert explained == {
        "definition": 3,
        "zones": [{"since": "0001-01-01T00:00:00Z", "zone": "Europe/Berlin"}],
        "days": [
            day
            | {
                "day": "2026-03-05",
                "starts": "2026-03-04T23:00:00Z",
                "ends": "2026-03-05T23:00:00Z",
                "slots": [slot | {"done": "2/3", "met_by": [met]}],
            },
            day
            | {
                "day": "2026-03-06",
                "starts": "2026-03-05T23:00:00Z",
                "ends": "2026-03-06T23:00:00Z",
                "slots": [slot | {"done": "0", "met_by": []}],
            },
        ],
        "weeks": [],
        "answered": [
            {
                "program_id": program["program_id"],
                "symptom_id": ours(doors, stiff),
                "at": SIXTH,
                "day": "2026-03-06",
                "answered_by": ours(doors, eased),
            }
        ],
        "uncounted": [],
    }
    assert as_needed != work
    assert program["answered"]["value"] == "1.0000"


async def test_the_export_has_every_event_of_the_patient_as_it_is_stored(doors: Doors, clock: SetClock) -> None:
    patient_id, other = await begun(doors), await doors.enrol()
    sent = await doors.send(bridges(patient_id, FIFTH, effort=6.5), bridges(other, FIFTH))
    answer = await read(doors.partner, f"/v1/patients/{patient_id}/export")
    assert [each["type"] for each in answer["events"]] == ["patient.enrolled", "program.assigned", "session.logged"]
    assert answer["as_of"]["position"] == sent[1]["position"]
    logged = answer["events"][2]
    assert (logged["event_id"], logged["position"]) == (ours(doors, sent[0]), sent[0]["position"])
    assert (logged["occurred_at"], logged["data"]["effort"]) == (FIFTH, 65)
    earlier = await read(doors.partner, f"/v1/patients/{patient_id}/export", as_of=answer["events"][1]["position"])
    assert earlier["events"] == answer["events"][:2]


async def test_a_past_that_cannot_be_is_refused(doors: Doors) -> None:
    patient_id = await begun(doors)
    (sent,) = await doors.send(bridges(patient_id, "2026-03-04T10:00:00Z"))
    pos, hash_ = decode_cursor(sent["position"])
    lost = encode_cursor(pos + 1, hash_)
    wrong, gone = (400, "invalid_parameter"), (410, "cursor_from_lost_log")
    for query, expected in (
        ({"as_of": "2026-03-04T12:00:01Z"}, wrong),
        ({"as_of": sent["position"], "at": "2027-01-01T00:00:00Z"}, wrong),
        ({"as_of": "2026-03-04T10:00:00Z", "at": "2026-03-04T10:00:00Z"}, wrong),
        ({"as_of": "2026-03-04T10:00:00"}, wrong),
        ({"as_of": "then"}, wrong),
        ({"as_of": "0001-01-01T00:00:00Z"}, wrong),
        ({"at": "2026-03-04T10:00:00Z"}, wrong),
        ({"difference": "true"}, wrong),
        ({"as_of": sent["position"], "at": "0001-01-01T00:00:00Z"}, wrong),
        ({"as_of": sent["position"], "at": "1899-12-31T23:59:59Z"}, wrong),
        ({"as_of": sent["position"], "at_least": sent["position"]}, wrong),
        ({"as_of": lost}, gone),
    ):
        for path in (*PATHS, "export"):
            answer = await doors.therapist.get(f"/v1/patients/{patient_id}/{path}", params=query)
            assert (answer.status_code, answer.json()["code"]) == expected, (path, query)
