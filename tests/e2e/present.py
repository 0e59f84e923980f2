"""Reports of the present, made for one run: work done today, pain that is high, corrections that arrive first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from domain.exercise.common import find

Event = dict[str, Any]

EXERCISES = ("sit-to-stand", "bridge")
TIMES_A_DAY = 3


def midday_zone(now: datetime) -> str:
    """A zone in which it is between 12 and 13 o'clock, so that nothing of the run lies on another date."""
    ahead = 12 - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


class Reporter:
    """Writes events of one source; ids are the words given."""

    def __init__(self, now: datetime, clinic_id: UUID, therapist_id: UUID) -> None:
        self.now = now
        self.source = f"urn:carryover:smoke:{uuid4()}"
        self._clinic_id = clinic_id
        self._therapist_id = therapist_id
        self._exercises = [str(find(slug).exercise_id) for slug in EXERCISES]

    def event(self, kind: str, name: str, person: str, data: dict[str, Any], minutes_ago: float = 1) -> Event:
        return {
            "specversion": "1.0",
            "id": name,
            "source": self.source,
            "type": f"org.carryover.{kind}",
            "subject": f"ext:{person}",
            "time": (self.now - timedelta(minutes=minutes_ago)).isoformat(),
            "data": data,
        }

    def enrolled(self, person: str) -> Sequence[Event]:
        """A patient with two exercises, three times each day, from today on."""
        zone = midday_zone(self.now)
        patient = {"clinic_id": str(self._clinic_id), "therapist_id": str(self._therapist_id), "zone": zone}
        lines = [
            {
                "exercise_id": exercise,
                "deficit": "strength",
                "dose": {"sets": 3, "reps": 10},
                "schedule": {"kind": "fixed", "times_a_day": TIMES_A_DAY},
            }
            for exercise in self._exercises
        ]
        today = self.now.astimezone(ZoneInfo(zone)).date().isoformat()
        program = {"prescriptions": lines, "effective": today}
        return [
            self.event("patient.enrolled", f"{person}-enrolled", person, patient),
            self.event("program.assigned", f"{person}-program", person, program),
        ]

    def session(self, name: str, person: str, exercises: Sequence[int], minutes_ago: float) -> Event:
        entries = [{"exercise_id": self._exercises[index]} for index in exercises]
        return self.event("session.logged", name, person, {"entries": entries}, minutes_ago)

    def pain(self, name: str, person: str, region: str, level: float, minutes_ago: float = 1) -> Event:
        data = {"kind": "pain", "region": region, "level": level, "timing": "during"}
        return self.event("symptom.reported", name, person, data, minutes_ago)

    def hurts(self, name: str, person: str, exercise: int) -> Event:
        return self.event(
            "barrier.reported", name, person, {"reason": "hurts", "exercise_id": self._exercises[exercise]}
        )

    def about(self, kind: str, name: str, person: str, report: str, **given: Any) -> Event:
        """A correction or a retraction of the report that has this id."""
        return self.event(kind, name, person, {"report": report, **given}, minutes_ago=0)


def today(write: Reporter) -> Iterator[Event | str]:
    """Everything that may happen on a day, in an awkward order, and three lines that must be refused."""
    for person in ("ann", "bob", "cleo"):
        yield from write.enrolled(person)
    yield write.session("ann-1", "ann", [0, 1], 50)
    yield write.session("ann-2", "ann", [0], 40)
    yield write.about("session.retracted", "ann-3-gone", "ann", "ann-3")
    yield write.session("ann-3", "ann", [0, 1], 30)
    yield write.about("session.corrected", "ann-2-other", "ann", "ann-2", entries=[{"exercise_id": _second()}])
    for number in range(5):  # two more than prescribed
        yield write.session(f"bob-{number}", "bob", [0], 50 - number)
    yield write.pain("bob-knee", "bob", "knee", 7.2)
    yield write.pain("bob-knee-again", "bob", "knee", 9)
    yield write.pain("bob-knee-old", "bob", "hip", 9, minutes_ago=60 * 30)
    yield write.about("symptom.corrected", "cleo-meant-3", "cleo", "cleo-slip", level=3)
    yield write.pain("cleo-slip", "cleo", "neck", 8)
    yield write.pain("cleo-low", "cleo", "shoulder", 4)
    yield write.about("symptom.corrected", "cleo-more", "cleo", "cleo-low", level=7.5)
    yield write.pain("cleo-taken-back", "cleo", "elbow", 2)
    yield write.about("symptom.retracted", "cleo-elbow-gone", "cleo", "cleo-taken-back")
    yield write.hurts("cleo-hurts", "cleo", 0)
    yield write.hurts("cleo-hurts-again", "cleo", 0)
    yield write.hurts("cleo-hurts-other", "cleo", 1)
    yield write.session("ann-1", "ann", [1], 50)  # refused: the id means another session
    yield write.session("nobody-1", "nobody-enrolled-this-one", [0], 10)  # refused
    yield '{"specversion": "1.0", "id": "cut o'  # refused: the app was killed while it wrote


def _second() -> str:
    return str(find(EXERCISES[1]).exercise_id)
