"""S25: rules of repetition that would run for ever. We take no RRULE and no ICS: our five kinds of schedule, the dates
around them, and the folded lines of a roster stand for them. All of it is refused at once, or bounded."""

import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from domain.values import Schedule
from services.http.forms import read_form
from services.http.problems import Problem
from services.imports.roster import BadRoster, check_roster
from tests.support.both_routes import is_problem
from tests.support.doors import Doors

MOST_CALLS = 10_000
"""Of functions, until it is refused: work is counted, for time depends on what the machine does besides."""

ENDLESS: list[dict[str, Any]] = [
    {"kind": "fixed", "rrule": "FREQ=SECONDLY;BYMONTHDAY=30;BYMONTH=2"},
    {"kind": "fixed", "freq": "SECONDLY", "interval": 0},
    {"kind": "secondly"},
    {"kind": "fixed", "times_a_day": 0},
    {"kind": "fixed", "times_a_day": 1_000_000_000},
    {"kind": "fixed", "times_a_day": -1},
    {"kind": "fixed", "times_a_day": 1e9},
    {"kind": "fixed", "weekdays": []},
    {"kind": "fixed", "weekdays": [0, 8]},
    {"kind": "fixed", "weekdays": [1] * 100_000},
    {"kind": "weekly", "times_a_week": 0},
    {"kind": "weekly", "times_a_week": 10**9},
    {"kind": "interval", "minutes": 0, "start": "09:00:00", "end": "17:00:00"},
    {"kind": "interval", "minutes": -30, "start": "09:00:00", "end": "17:00:00"},
    {"kind": "interval", "minutes": 10**9, "start": "09:00:00", "end": "17:00:00"},
    {"kind": "interval", "minutes": 30, "start": "25:00:00", "end": "17:00:00"},
    {"kind": "interval", "minutes": 30, "start": "02:30:00\r\n ;FREQ=SECONDLY", "end": "17:00:00"},
    {"kind": "cue", "cue": "brushing\r\nRRULE:FREQ=SECONDLY"},
    {"kind": "fixed\r\n X"},
]


def calls_until_refused(refuses: Callable[[], object], refusal: type[Exception]) -> int:
    """How many functions are called, of Python and of C, until it is refused."""
    calls: list[str] = []
    sys.setprofile(lambda frame, what, arg: calls.append(what) if what in ("call", "c_call") else None)
    try:
        with pytest.raises(refusal):
            refuses()
    finally:
        sys.setprofile(None)
    return len(calls)


@pytest.mark.parametrize("schedule", ENDLESS, ids=range(len(ENDLESS)))
async def test_a_schedule_that_would_never_end_is_refused_at_once(doors: Doors, schedule: dict[str, Any]) -> None:
    line = {
        "prescription_id": str(uuid4()),
        "exercise_id": "289fd55b-5744-59d6-beb7-a09c1f5dd883",
        "deficit": "strength",
        "dose": {"reps": 9},
        "schedule": schedule,
    }
    body = {"patient_id": str(await doors.enrol()), "prescriptions": [line]}
    is_problem(await doors.owner.post("/v1/commands/assign-program", json=body), 400, "invalid")
    raw = msgspec.json.encode(schedule)
    kind: Any = Schedule
    assert calls_until_refused(lambda: read_form(raw, kind), Problem) < MOST_CALLS


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-02-30", "2026-03-04"), ("2026-13-01", "2026-03-04"), ("10000-01-01", "2026-03-04"), ("2026-03-04", "x")],
)
async def test_dates_that_do_not_exist_bound_nothing(doors: Doors, first: str, last: str) -> None:
    path = f"/v1/clinics/{doors.org.clinic_ids[0]}/policy/dry-run"
    body = {"policy": {"high_pain": 5}, "first_day": first, "last_day": last}
    is_problem(await doors.owner.post(path, json=body), 400, "invalid")


async def test_a_rest_of_a_billion_days_is_no_longer_than_the_calendar(doors: Doors) -> None:
    patient_id = str(await doors.enrol())
    body = {"patient_id": patient_id, "program_id": str(uuid4()), "first_day": "2026-03-05", "last_day": "999999999"}
    answer = await doors.owner.post("/v1/commands/advise-rest", json=body)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "folded",
    [
        b'record_number\n"A\r\n ;FREQ=SECONDLY\n',
        b"record_number\nA\r FREQ=SECONDLY\n",
        b'record_number\n"' + b'""' * 131_073 + b'"\n',
        b'record_number\nx"\r\n "y\n"\n',
    ],
)
def test_lines_folded_in_a_way_that_two_readers_could_take_differently_are_refused_at_once(folded: bytes) -> None:
    assert calls_until_refused(lambda: check_roster(folded), BadRoster) < MOST_CALLS
