"""The life of one patient as an app tells it: enrolled, weeks of sessions and symptoms, slips put right, discharged.

Some sixty requests, one after the other. Every fifth patient has a day of high pain, which alarms the therapist.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid5

from bench.soak.asking import STORED, Ask, event, get, post
from bench.soak.practice import Practice
from domain.exercise.common import LIBRARY

SOURCE = "https://app.example/devices"
ZONE = "Europe/Berlin"
WEEKS_BACK = timedelta(days=28)  # the days that are told spread over so long
HIGH_PAIN_EVERY = 5
OWN_IDS_EVERY = 3  # patients that the partner names by its own ids
EXERCISES = [exercise for exercise in LIBRARY if not exercise.sided]


class Patient:
    """Says the next thing whenever it is asked to."""

    def __init__(self, practice: Practice, number: int, steps: int) -> None:
        """`steps`: how much of a whole life."""
        self._practice = practice
        self._number = number
        self._name = f"soak {number}"
        self._own_id = number % OWN_IDS_EVERY == 0
        self.id = uuid5(practice.organisation_id, self._name)
        self._subject = f"ext:{self._name}" if self._own_id else str(self.id)
        self._steps = iter(LIFE[:steps])
        self._told = 0
        self._session = self._symptom = ""
        self._last: dict[str, Any] = {}

    def next(self) -> Ask | None:
        """None when the life is over."""
        step = next(self._steps, None)
        return None if step is None else step(self)

    def enrol(self) -> Ask:
        data = {
            "clinic_id": self._practice.clinic_id,
            "zone": ZONE,
            "therapist_id": self._practice.therapist_id,
            "name": f"Patient {self._number}",
        }
        return self._report("enrolment", "patient.enrolled", data)

    def plan(self) -> Ask:
        exercises = islice(cycle(EXERCISES), self._number % 7, self._number % 7 + 3)
        prescriptions = [
            {
                "exercise_id": exercise.exercise_id,
                "deficit": "strength",
                "dose": {"sets": 3, "reps": 10},
                "schedule": {"kind": "fixed", "times_a_day": 1},
            }
            for exercise in exercises
        ]
        return self._report("program", "program.assigned", {"prescriptions": prescriptions, "effective": _today()})

    def train(self) -> Ask:
        ask = self._report("session", "session.logged", {"zone": ZONE, "effort": 6, "entries": self._entries(10)})
        self._session = self._last["id"]
        return ask

    def feel(self) -> Ask:
        return self._felt("symptom", 1 + self._told % 40 / 10)

    def suffer_soon(self) -> Ask:
        return self._suffer() if self._number % (2 * HIGH_PAIN_EVERY) == 0 else self.feel()

    def suffer_later(self) -> Ask:
        return self._suffer() if self._number % (2 * HIGH_PAIN_EVERY) == HIGH_PAIN_EVERY else self.feel()

    def correct(self) -> Ask:
        data = {"report": self._session, "entries": self._entries(8)}
        return self._report("correction", "session.corrected", data)

    def correct_symptom(self) -> Ask:
        return self._report("correction", "symptom.corrected", {"report": self._symptom, "level": 2.5})

    def retract(self) -> Ask:
        return self._report("retraction", "session.retracted", {"report": self._session})

    def hinder(self) -> Ask:
        return self._report("barrier", "barrier.reported", {"reason": "no_time"})

    def say_again(self) -> Ask:
        return event("resend", self._practice.partner_key, self._last, says=b'"status":"duplicate"')

    def exaggerate(self) -> Ask:
        body = self._event("symptom.reported", {"region": "knee", "level": 11})
        return event("refused", self._practice.partner_key, body, status=400, says=b'"code":"invalid"')

    def be_mistaken(self) -> Ask:
        body = {**self._event("session.logged", {}), "subject": str(UUID(int=self._number + 1))}
        return event("refused", self._practice.partner_key, body, status=404, says=b'"code":"unknown_patient"')

    def look_at_adherence(self) -> Ask:
        return self._look("adherence", "adherence")

    def look_at_today(self) -> Ask:
        return self._look("today", "program/today")

    def look_at_symptoms(self) -> Ask:
        return self._look("symptoms", "symptoms")

    def leave(self) -> Ask:
        """The therapist discharges whom she can name."""
        if self._own_id:
            return self.look_at_adherence()
        body = {"patient_id": self.id, "reason": "goals_met", "last_day": _today()}
        path, key = "/v1/commands/discharge-patient", self._practice.therapist_key
        return post("discharge", path, key, body, status=200, says=STORED)

    def _suffer(self) -> Ask:
        return self._felt("high pain", 8.5, now=True)

    def _felt(self, kind: str, level: float, *, now: bool = False) -> Ask:
        data = {"region": "knee", "level": round(level, 1), "zone": ZONE}
        ask = self._report(kind, "symptom.reported", data, now=now)
        self._symptom = self._last["id"]
        return ask

    def _look(self, kind: str, what: str) -> Ask:
        named = self._subject.replace(" ", "%20")
        key = self._practice.partner_key if self._own_id else self._practice.therapist_key
        return get(kind, f"/v1/patients/{named}/{what}", key, b'"as_of":')

    def _entries(self, reps: int) -> list[dict[str, Any]]:
        exercise = EXERCISES[(self._number + self._told) % len(EXERCISES)]
        return [{"exercise_id": exercise.exercise_id, "sets": 3, "reps": 3 * reps, "pain": 1.5}]

    def _report(self, kind: str, type_: str, data: dict[str, Any], *, now: bool = False) -> Ask:
        self._last = self._event(type_, data, now=now)
        return event(kind, self._practice.partner_key, self._last)

    def _event(self, type_: str, data: dict[str, Any], *, now: bool = False) -> dict[str, Any]:
        self._told += 1
        there = datetime.now(UTC)
        when = there if now else there - WEEKS_BACK * (1 - self._told / len(LIFE))
        return {
            "specversion": "1.0",
            "id": f"{self._name} {self._told}",
            "source": SOURCE,
            "type": f"org.carryover.{type_}",
            "subject": self._subject,
            "time": when,
            "datacontenttype": "application/json",
            "data": data,
        }


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


Step = Callable[[Patient], Ask]

_WEEK: tuple[Step, ...] = (Patient.train, Patient.train, Patient.feel, Patient.look_at_today, Patient.train)

LIFE: tuple[Step, ...] = (
    *(Patient.enrol, Patient.plan, Patient.suffer_soon),
    *(*_WEEK, Patient.say_again, *_WEEK, Patient.look_at_adherence, Patient.correct),
    *(*_WEEK, Patient.hinder, *_WEEK, Patient.exaggerate, Patient.suffer_later, Patient.look_at_symptoms),
    *(*_WEEK, Patient.correct_symptom, *_WEEK, Patient.be_mistaken, Patient.look_at_adherence),
    *(*_WEEK, Patient.retract, Patient.say_again, *_WEEK, Patient.leave),
)
