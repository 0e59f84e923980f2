"""Rule 9 at the partner's door: two patients' two weeks offline, sent in two orders, once and twice, answer alike."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, folded, read

ROWING = "2b1b6b5c-8d19-5a0e-9d8e-3f0a7a6e1c11"  # which nobody prescribed
ANY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def did(sets: int, **more: Any) -> dict[str, Any]:
    return {"entries": [{"exercise_id": BRIDGE["exercise_id"], "sets": sets, **more}]}


def felt(level: float, **more: Any) -> dict[str, Any]:
    return {"region": "knee", "side": "left", "level": level, "timing": "after", **more}


def two_weeks(patient_id: UUID, app: str) -> list[dict[str, Any]]:
    """What an app gathers offline from March 4th to 17th. The ids in it begin with the app's own word."""

    def told(kind: str, name: str, time: str, data: Mapping[str, Any], **attributes: Any) -> dict[str, Any]:
        return event(kind, patient_id, data, id=f"{app}-{name}", time=f"2026-03-{time}:00Z", **attributes)

    def about(name: str, **more: Any) -> dict[str, Any]:
        return {"report": f"{app}-{name}", **more}

    return [
        *(told("session.logged", f"done {day}", f"{day:02}T17:00", did(1 + day % 3, pain=2)) for day in range(4, 14)),
        told("session.logged", "seen", "06T10:00", {**did(3), "in_clinic": True}),
        told("session.logged", "guessed", "07T10:00", {**did(3), "provenance": "inferred"}),
        told("session.logged", "rowed", "08T10:00", {"entries": [{"exercise_id": ROWING}]}),
        told("session.logged", "by a slow clock", "12T20:30", did(2), senttime="2026-03-17T09:00:00Z"),
        told("session.corrected", "it was two sets", "09T18:00", about("done 9", **did(2))),
        told("session.corrected", "no, one", "09T19:00", about("done 9", **did(1))),
        told("session.corrected", "on the 10th", "11T18:00", about("done 11", moved_to="2026-03-10T06:00:00Z")),
        told("session.retracted", "it never was", "12T18:00", about("done 12")),
        told("session.corrected", "all the same", "12T19:00", about("done 12", **did(3))),
        told("session.corrected", "of what never came", "12T19:00", about("lost", **did(3))),
        *(told("symptom.reported", f"pain {day}", f"{day:02}T18:00", felt(day / 2)) for day in range(4, 12)),
        told("symptom.reported", "sore", "13T07:00", felt(3.5, kind="soreness", timing="next_morning")),
        told("symptom.corrected", "less", "10T19:00", about("pain 10", level=1.5)),
        told("symptom.corrected", "hip", "10T20:00", about("pain 10", region="hip", moved_to="2026-03-09T20:00:00Z")),
        told("symptom.retracted", "none at all", "11T19:00", about("pain 11")),
        told("barrier.reported", "forgot", "14T19:00", {"reason": "forgot"}),
    ]


async def answers(doors: Doors, patient_id: UUID) -> list[str]:
    """All that is answered about the patient's work and symptoms, with ids that say only which is which."""
    parts = ("adherence?explain=true", "symptoms", "sessions", "program/today")
    return [by_turns((await doors.owner.get(f"/v1/patients/{patient_id}/{part}")).text) for part in parts]


def by_turns(text: str) -> str:
    """The text with each id replaced by its turn in it."""
    turns: dict[str, str] = {}
    return ANY_ID.sub(lambda found: turns.setdefault(found[0], f"id {len(turns)}"), text)


async def test_two_patients_who_sent_the_same_in_two_orders_are_answered_alike(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    one, other = await doors.enrol(), await doors.enrol()
    line = {**BRIDGE, "schedule": {"kind": "fixed", "times_a_day": 2}}
    for patient_id in (one, other):
        await doors.send(event("program.assigned", patient_id, {"prescriptions": [line]}))
    clock.instant += timedelta(days=13)
    in_order, backwards = two_weeks(one, "one"), two_weeks(other, "other")[::-1]
    assert {outcome["status"] for outcome in await doors.send(*in_order)} == {"stored"}
    outcomes = await doors.send(*backwards, *backwards[::3])
    assert [outcome["status"] for outcome in outcomes] == [
        *["stored"] * len(backwards),
        *["duplicate"] * len(backwards[::3]),
    ]
    assert {outcome["status"] for outcome in await doors.send(*backwards[::-1])} == {"duplicate"}
    await folded(engine_pool)
    assert await answers(doors, one) == await answers(doors, other)
    week, month, _, _ = (await read(doors.owner, f"/v1/patients/{one}/adherence"))["adherence"]["ranges"]
    assert (week["doses"]["done"], week["doses"]["expected"]) == ("3", 14)
    assert (month["doses"]["done"], month["doses"]["expected"]) == ("19/3", 24)
    assert len((await read(doors.owner, f"/v1/patients/{one}/symptoms"))["symptoms"]) == 8
