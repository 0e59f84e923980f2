"""Whole diaries through the doors, the log and the read models: each person's numbers, counted again by the definition.

Real logs where they are (CARRYOVER_REAL_LOGS), made-up ones elsewhere. What was done is told long after the program
began, as by a phone that was away; the program has all five kinds of schedule, is changed, paused and taken on a
journey on the way. The numbers of every range are compared at moments spread over the course.
"""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from eventstore.walls import Pool
from services.cli.recounted import compared
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, open_doors
from tests.support.generated_logs import generate
from tests.support.readings import folded, read
from tests.support.real_logs.convert import convert_all
from tests.support.real_logs.folder import real_logs

SCHEDULES: Sequence[dict[str, Any]] = (
    {"kind": "fixed", "times_a_day": 1},
    {"kind": "weekly", "times_a_week": 3},
    {"kind": "symptom"},
    {"kind": "cue", "cue": "stairs", "times_a_day": 2, "weekdays": [1, 3, 5, 6]},
    {"kind": "interval", "every_minutes": 120, "start": "09:00", "end": "17:00", "most_a_day": 3},
)
BATCH = 1000
ANY_CLINIC = UUID(int=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # before any diary begins
MOMENTS = 10  # at which a course is looked at, besides its end
LONG = 5000  # lines; of so long a diary every answer takes seconds
FEW_MOMENTS = 3


class Course:
    """One person's diary, told to the service."""

    def __init__(self, doors: Doors, clock: SetClock, lines: Sequence[dict[str, Any]]) -> None:
        self.doors, self.clock = doors, clock
        self.enrolled, *rest = lines
        self.enrolled["data"]["clinic_id"] = str(doors.org.clinic_ids[0])
        self.assigned = next((line for line in rest if line["type"].endswith("program.assigned")), None)
        self.reports = [line for line in rest if line is not self.assigned]
        times = sorted(datetime.fromisoformat(line["time"]).astimezone(UTC) for line in self.reports)
        self.first, self.last = times[0], times[-1]

    async def told(self) -> str:
        """All of it; answers the patient's id."""
        self.clock.instant = self.first
        prescriptions = self._prescriptions()
        await self._sent([self.enrolled])
        export = await read(self.doors.partner, f"/v1/patients/{self.enrolled['subject']}/export")
        patient_id = str(export["patient_id"])
        if self.assigned is not None:
            self.assigned["data"] |= {"prescriptions": prescriptions, "effective": self.first.date().isoformat()}
            await self._sent([self.assigned])
            await self._changed(patient_id, prescriptions)
        self.clock.instant = self.last + timedelta(days=2)
        late = [*self.reports, *self.reports[::7]]  # some of it twice
        random.Random(len(late)).shuffle(late)
        await self._sent(late)
        return patient_id

    def moments(self) -> list[datetime]:
        """Instants spread over the course, at other hours of the day each."""
        number = MOMENTS if len(self.reports) < LONG else FEW_MOMENTS
        return [self.first + (self.last - self.first) * (2 * n + 1) / (2 * number) for n in range(number)]

    def _prescriptions(self) -> list[dict[str, Any]]:
        given = self.assigned["data"]["prescriptions"] if self.assigned else []
        return [each | {"schedule": SCHEDULES[n % len(SCHEDULES)]} for n, each in enumerate(given)]

    async def _changed(self, patient_id: str, prescriptions: list[dict[str, Any]]) -> None:
        """In the second third of the diary a journey, a lighter program from mid-week on, and a week's pause."""
        assert self.assigned is not None
        whole = self.last - self.first
        named = {"patient_id": patient_id, "program_id": self.assigned["data"]["program_id"]}
        for part, name, wish in (
            (0.30, "set-patient-zone", {"patient_id": patient_id, "zone": "Pacific/Auckland"}),
            (0.35, "set-patient-zone", {"patient_id": patient_id, "zone": "America/St_Johns"}),
            (0.45, "revise-program", named | {"prescriptions": [_lighter(each) for each in prescriptions]}),
            (0.55, "pause-program", named | {"reason": "travelling"}),
            (0.60, "resume-program", named),
        ):
            self.clock.instant = self.first + whole * part
            since = {"since": self.clock.instant.isoformat()} if name == "set-patient-zone" else {}
            answer = await self.doors.owner.post(f"/v1/commands/{name}", json=wish | since)
            assert answer.status_code == 200, answer.text

    async def _sent(self, lines: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(lines), BATCH):
            outcomes = await self.doors.send(*lines[start : start + BATCH])
            assert {outcome["status"] for outcome in outcomes} <= {"stored", "duplicate"}


def _lighter(prescribed: dict[str, Any]) -> dict[str, Any]:
    """One set less, under the same id."""
    return prescribed | {"dose": prescribed["dose"] | {"sets": max(1, prescribed["dose"]["sets"] - 1)}}


async def agreed(doors: Doors, patient_id: str, moments: Sequence[datetime]) -> Sequence[Mapping[str, Any]]:
    """The closed days on which the service and the recount agree: all that there are.

    What all reports together say is compared as of now, and with the days closed at each of these moments, and where
    the run is longest.
    """
    address = f"/v1/patients/{patient_id}"
    answer = await read(doors.therapist, f"{address}/adherence", explain=True)
    plain = await read(doors.therapist, f"{address}/adherence")
    assert plain == answer | {"explained": None}  # the read models say the same as the log
    position = answer["as_of"]["position"]
    export = await read(doors.therapist, f"{address}/export", as_of=position)
    found = compared(export, answer)
    assert list(found.differences) == []
    days: Sequence[Mapping[str, Any]] = found.counted["explained"]["days"]
    for moment in [*moments, *end_of_the_longest_run(days)]:
        then = await read(doors.therapist, f"{address}/adherence", explain=True, as_of=position, at=moment.isoformat())
        assert datetime.fromisoformat(then["adherence"]["at"]) == moment
        assert list(compared(export, then).differences) == []
    return days


def end_of_the_longest_run(days: Sequence[Mapping[str, Any]]) -> list[datetime]:
    """When its last day was over; nothing where no work was done on any day."""
    run, longest, ends = 0, 0, list[datetime]()
    for day in days:
        run = run + 1 if any(slot["done"] != "0" for slot in day["slots"]) else 0
        if run > longest:
            longest, ends = run, [datetime.fromisoformat(day["ends"])]
    return ends


@pytest.mark.timeout(600)
async def test_the_recount_agrees_on_every_day_of_every_person(
    context: Context, clock: SetClock, engine_pool: Pool, tmp_path: Path
) -> None:
    folder = real_logs() or generate(tmp_path / "diaries")
    conversion = convert_all(folder, tmp_path / "events", ANY_CLINIC)
    days = 0
    for path in conversion.files:
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        clock.instant = LONG_AGO
        async with open_doors(context) as doors:  # an organisation of its own, for its clock may not go back
            course = Course(doors, clock, lines)
            patient_id = await course.told()
            await folded(engine_pool)
            days += len(await agreed(doors, patient_id, course.moments()))
    print(f"{days} days of {len(conversion.files)} people, {conversion.events} events")
    assert days > 100
