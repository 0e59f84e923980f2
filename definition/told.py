"""What an export tells: the programs as they were decided, and the reports as they stand after their corrections."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from definition.dates import DAY, FIRST, Zone, moved

Event = Mapping[str, Any]
"""A line of the export: type, event_id, occurred_at and data at least."""


@dataclass(frozen=True)
class Prescription:
    """One exercise on one side; `dose` and `schedule` as they are stored."""

    id: UUID
    exercise_id: UUID
    side: str
    dose: Mapping[str, Any]
    schedule: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """fixed, cue, interval, weekly, or symptom: as needed."""
        return str(self.schedule["kind"])


@dataclass(frozen=True)
class Version:
    number: int
    effective: date
    prescriptions: tuple[Prescription, ...]


@dataclass(frozen=True)
class Free:
    """A pause, a rest or a hold: dates, the first and the last included, of some prescriptions; of all where it names
    none."""

    first: date
    last: date | None
    prescriptions: frozenset[UUID] = frozenset()


@dataclass
class Program:
    id: UUID
    versions: list[Version]
    pauses: list[Free] = field(default_factory=list)
    rests: list[Free] = field(default_factory=list)
    last_day: date | None = None


@dataclass(frozen=True)
class Session:
    id: UUID
    at: datetime  # UTC, by a clock set right
    entries: tuple[Mapping[str, Any], ...]
    provenance: str
    in_clinic: bool


@dataclass(frozen=True)
class Symptom:
    id: UUID
    at: datetime  # UTC, by a clock set right
    kind: str
    level: int  # tenths of a point
    provenance: str


@dataclass
class Told:
    patient_id: UUID
    zones: list[Zone]
    programs: list[Program]
    discharged: date | None
    absences: list[Free]
    holds: list[Free]
    sessions: list[Session]
    symptoms: list[Symptom]


def told(events: Iterable[Event]) -> Told:
    """All of it, each event once (9.2). Raises ValueError where nobody is enrolled: then no date is known."""
    once: dict[UUID, Event] = {}
    for event in events:
        once.setdefault(UUID(event["event_id"]), event)
    enrolled = next((event for event in once.values() if event["type"] == "patient.enrolled"), None)
    if enrolled is None:
        raise ValueError("no patient is enrolled in these events")
    patient = UUID(enrolled["data"]["patient_id"])
    own = [event for event in once.values() if _patient(event) == patient]  # 8.5
    discharged, absences = _stays(own)
    merged = any(event["type"] == "patient.merged" for event in own)  # 2.17
    return Told(
        patient_id=patient,
        zones=_zones(own),
        programs=[] if merged else _programs(own),
        discharged=discharged,
        absences=absences,
        holds=_holds(own),
        sessions=[_session(*each) for each in _standing(own, "session", "session.logged")],
        symptoms=[_symptom(*each) for each in _standing(own, "symptom", "symptom.reported")],
    )


def _patient(event: Event) -> UUID | None:
    patient = event["data"].get("patient_id")
    return None if patient is None else UUID(patient)


def _zones(events: Iterable[Event]) -> list[Zone]:
    zones: dict[datetime, str] = {}
    for event in events:
        if event["type"] == "patient.enrolled":
            zones[FIRST] = event["data"]["zone"]
        elif event["type"] == "patient.zone_set":
            zones[_instant(event["data"]["since"])] = event["data"]["zone"]  # 1.3
    return [Zone(since, zones[since]) for since in sorted(zones)]


def _stays(events: Iterable[Event]) -> tuple[date | None, list[Free]]:
    """The last day where the patient is discharged (2.9), and the dates between discharges and readmissions (2.15)."""
    last_day: date | None = None
    absences: list[Free] = []
    for event in events:
        if event["type"] == "patient.discharged":
            last_day = _date(event["data"]["last_day"])
        elif event["type"] == "patient.readmitted":
            before = _date(event["data"]["first_day"]) - DAY
            if last_day is not None and last_day < before:
                absences.append(Free(last_day + DAY, before))
            last_day = None
    return last_day, absences


def _holds(events: Iterable[Event]) -> list[Free]:
    """Clauses 2.11 to 2.14."""
    holds: list[Free] = []
    for event in events:
        data = event["data"]
        if event["type"] == "patient.red_flag_reported":
            holds.append(Free(_date(data["_first_day"]), None))
        elif event["type"] == "patient.red_flag_cleared":
            holds = _resumed(holds, _date(data["first_day"]))
    return holds


def _programs(events: Iterable[Event]) -> list[Program]:
    programs: dict[UUID, Program] = {}
    for event in events:
        data = event["data"]
        match event["type"]:
            case "program.assigned":
                program = Program(UUID(data["program_id"]), [_version(1, data)])
                program.last_day = _date(data["last_day"]) if data.get("last_day") else None
                programs[program.id] = program
            case "program.revised":
                programs[UUID(data["program_id"])].versions.append(_version(data["version"], data))
            case "program.paused":
                programs[UUID(data["program_id"])].pauses.append(_free(data))
            case "program.resumed":
                program = programs[UUID(data["program_id"])]
                program.pauses = _resumed(program.pauses, _date(data["first_day"]))
            case "program.rest_advised":
                programs[UUID(data["program_id"])].rests.append(_free(data))
            case "program.completed":
                program = programs[UUID(data["program_id"])]
                last_day = _date(data["last_day"])
                program.last_day = last_day if program.last_day is None else min(program.last_day, last_day)  # 2.8
    return list(programs.values())


def _version(number: int, data: Mapping[str, Any]) -> Version:
    return Version(number, _date(data["effective"]), tuple(_prescription(each) for each in data["prescriptions"]))


def _prescription(data: Mapping[str, Any]) -> Prescription:
    return Prescription(
        UUID(data["prescription_id"]),
        UUID(data["exercise_id"]),
        data.get("side", "none"),
        data["dose"],
        data["schedule"],
    )


def _free(data: Mapping[str, Any]) -> Free:
    last = _date(data["last_day"]) if data.get("last_day") else None
    return Free(_date(data["first_day"]), last, frozenset(UUID(each) for each in data.get("prescriptions", ())))


def _resumed(pauses: Iterable[Free], first_day: date) -> list[Free]:
    """Clauses 2.6 and 2.13."""
    begun = [pause for pause in pauses if pause.first < first_day]
    return [replace(p, last=first_day - DAY if p.last is None else min(p.last, first_day - DAY)) for p in begun]


def _standing(events: Iterable[Event], kind: str, logged: str) -> Iterator[tuple[Event, list[Event]]]:
    """The reports of a kind that were not taken back (8.3), each with its corrections, the one that holds last (8.2).

    Both may have been said before the report or after it (8.4).
    """
    taken_back: set[UUID] = set()
    corrections: dict[UUID, list[Event]] = {}
    for event in events:
        if event["type"] == f"{kind}.retracted":
            taken_back.add(UUID(event["data"][f"{kind}_id"]))
        elif event["type"] == f"{kind}.corrected":
            corrections.setdefault(UUID(event["data"][f"{kind}_id"]), []).append(event)
    for event in events:
        if event["type"] == logged and (report_id := UUID(event["event_id"])) not in taken_back:
            of_it = corrections.get(report_id, [])
            yield event, sorted(of_it, key=lambda each: (_claimed(each), UUID(each["event_id"])))


def _session(event: Event, corrections: Iterable[Event]) -> Session:
    data, at = _corrected(event, corrections)
    entries, in_clinic = tuple(data["entries"]), data.get("in_clinic", False)
    return Session(UUID(event["event_id"]), at, entries, data["provenance"], in_clinic)


def _symptom(event: Event, corrections: Iterable[Event]) -> Symptom:
    data, at = _corrected(event, corrections)
    return Symptom(UUID(event["event_id"]), at, data["kind"], data["level"], data["provenance"])


def _corrected(event: Event, corrections: Iterable[Event]) -> tuple[Mapping[str, Any], datetime]:
    """The fields and the time of a report after its corrections (8.1)."""
    data, at = dict(event["data"]), _claimed(event)
    for correction in corrections:
        given = correction["data"]
        if "moved_to" in given:
            at = moved(_instant(given["moved_to"]), given.get("_clock_shift", 0))
        data.update({name: given[name] for name in ("entries", "in_clinic", "kind", "level") if name in given})
    return data, at


def _claimed(event: Event) -> datetime:
    """When the sender says it was, by a clock set right (8.7)."""
    return moved(_instant(event["occurred_at"]), event["data"].get("_clock_shift", 0))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _date(text: str) -> date:
    return date.fromisoformat(text)
