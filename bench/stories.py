"""One patient's story, made up but believable: a program, what was done of it and felt, and what the therapist changed.

About seventy of a hundred events are sessions of one to four exercises, twenty symptoms, three corrections of either
or that one was taken back; the rest are barriers, alerts and the program's own. A few reports arrive days late.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from random import Random
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5

from domain.alert.events import AlertAcknowledged, AlertRaised, AlertResolved, Grade, Resolution
from domain.barrier.events import BarrierReported
from domain.decider import Event
from domain.patient.events import ConsentRecorded, PatientEnrolled, Purpose
from domain.program.decider import programs_of
from domain.program.events import PauseReason, ProgramAssigned, ProgramPaused, ProgramResumed, ProgramRevised
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported
from domain.values import BarrierReason, Entry, Prescription, Provenance, Side, SymptomKind, Timing
from services.demo.complaints import COMPLAINTS, prescribed, with_more

By = Literal["partner", "staff", "system"]
ZONE = "Europe/Berlin"
NAMED = "0" * 32  # there is a name in the vault; what it is called there differs by organisation
DAY = timedelta(days=1)
TO_THE_LOG = timedelta(seconds=4)
LATE, LATEST = 0.04, timedelta(days=2)  # this part of the reports comes late, by so much at most
FIRST_HOUR, HOURS = 6, 15  # of the day, in which people do and feel things
PAUSES = 0.3  # this part of the changes to a program are pauses
LATELY = 20  # of so many newest reports one is corrected or taken back
COMPLAINT_LIST = tuple(COMPLAINTS.values())
REASONS, TIMINGS, KINDS = tuple(BarrierReason), tuple(Timing), tuple(SymptomKind)


class Told(NamedTuple):
    """One event, and what the log's columns say of it."""

    recorded_at: datetime
    event_id: UUID
    stream_id: UUID
    event: Event
    occurred_at: datetime
    subject_id: UUID
    by: By
    zone: str | None = None
    target_event_id: UUID | None = None


class Story:
    """Tells one patient's events in the order in which they happened."""

    def __init__(self, rng: Random, patient_id: UUID, clinic_id: UUID, therapist_id: UUID, until: datetime) -> None:
        self._rng = rng
        self._patient_id = patient_id
        self._clinic_id = clinic_id
        self._therapist_id = therapist_id
        self._until = until
        self._complaint = rng.choice(COMPLAINT_LIST)
        self._side = rng.choice((Side.LEFT, Side.RIGHT))
        self._program_id = uuid5(patient_id, "program")
        self._version = 1
        self._paused = False
        self._bouts = self._bouts_of(self._prescriptions())
        self._sessions: list[UUID] = []
        self._symptoms: list[UUID] = []
        self._alert: tuple[UUID, bool] | None = None  # the one that is open, and whether it was acknowledged

    def told(self, count: int) -> Iterator[Told]:
        """So many events, evenly over the time in which the patient is in care."""
        days = min(364.0, max(14.0, count / self._rng.uniform(0.4, 5)))
        begin = self._until - timedelta(days=days)
        return islice(chain(self._arrival(begin), self._later(begin, days, count)), count)

    def _later(self, begin: datetime, days: float, count: int) -> Iterator[Told]:
        midnight = datetime(begin.year, begin.month, begin.day, tzinfo=UTC) + DAY
        whats = self._rng.choices(tuple(self.CHANCES), tuple(self.CHANCES.values()), k=count)
        for number, what in enumerate(whats):
            day, part = divmod((number + self._rng.random()) / count * (days - 2), 1)
            at = midnight + timedelta(days=day, hours=FIRST_HOUR + HOURS * part)
            yield what(self, at)

    def _arrival(self, at: datetime) -> Iterator[Told]:
        who = self._patient_id
        enrolled = PatientEnrolled(
            patient_id=who,
            clinic_id=self._clinic_id,
            zone=ZONE,
            therapist_id=self._therapist_id,
            private=NAMED,
        )
        yield self._decided(at, who, enrolled)
        consent = ConsentRecorded(patient_id=who, purpose=Purpose.TREATMENT, text_version="2026-1")
        yield self._decided(at + timedelta(minutes=4), who, consent)
        assigned = ProgramAssigned(
            patient_id=who,
            clinic_id=self._clinic_id,
            program_id=self._program_id,
            prescriptions=self._prescriptions(),
            effective=_tomorrow(at),
        )
        yield self._decided(at + timedelta(minutes=40), programs_of(who), assigned)

    def session(self, at: datetime) -> Told:
        logged = SessionLogged(
            patient_id=self._patient_id,
            clinic_id=self._clinic_id,
            entries=self._rng.choice(self._bouts),
            provenance=Provenance.PATIENT,
            duration_seconds=self._rng.randrange(240, 1500),
            effort=self._rng.randrange(10, 90),
        )
        told = self._reported(at, logged)
        self._sessions.append(told.event_id)
        return told

    def _symptom(self, at: datetime) -> Told:
        level = min(100, round(abs(self._rng.gauss(25, 18))))
        felt = SymptomReported(
            patient_id=self._patient_id,
            clinic_id=self._clinic_id,
            kind=SymptomKind.PAIN if self._rng.random() < 0.7 else self._rng.choice(KINDS),
            level=level,
            region=self._complaint.region,
            provenance=Provenance.PATIENT,
            side=self._side,
            timing=self._rng.choice(TIMINGS),
            session_id=self._sessions[-1] if self._sessions else None,
        )
        told = self._reported(at, felt)
        self._symptoms.append(told.event_id)
        return told

    def _correction(self, at: datetime) -> Told:
        if not self._sessions:
            return self.session(at)
        session_id = self._rng.choice(self._sessions[-LATELY:])
        bout = self._rng.choice(self._bouts)
        corrected = SessionCorrected(patient_id=self._patient_id, session_id=session_id, entries=bout)
        return self._reported(at, corrected, of=session_id)

    def _other_level(self, at: datetime) -> Told:
        if not self._symptoms:
            return self._symptom(at)
        symptom_id = self._rng.choice(self._symptoms[-LATELY:])
        corrected = SymptomCorrected(patient_id=self._patient_id, symptom_id=symptom_id, level=self._rng.randrange(60))
        return self._reported(at, corrected, of=symptom_id)

    def _taken_back(self, at: datetime) -> Told:
        if not self._sessions:
            return self.session(at)
        session_id = self._sessions.pop(self._rng.randrange(-min(LATELY, len(self._sessions)), 0))
        return self._reported(at, SessionRetracted(patient_id=self._patient_id, session_id=session_id), of=session_id)

    def _barrier(self, at: datetime) -> Told:
        reason = self._rng.choice(REASONS)
        event = BarrierReported(
            patient_id=self._patient_id, clinic_id=self._clinic_id, reason=reason, provenance=Provenance.PATIENT
        )
        return self._reported(at, event)

    def _about_an_alert(self, at: datetime) -> Told:
        if self._alert is None:
            if not self._symptoms:
                return self._symptom(at)
            self._alert = alert_id, _ = self._fresh_id(), False
            return self._decided(at, alert_id, self._raised(alert_id, at), by="system")
        alert_id, acknowledged = self._alert
        about: dict[str, Any] = {
            "alert_id": alert_id,
            "patient_id": self._patient_id,
            "staff_id": self._therapist_id,
        }
        if acknowledged:
            self._alert = None
            return self._decided(at, alert_id, AlertResolved(resolution=Resolution.CALLED, **about))
        self._alert = alert_id, True
        return self._decided(at, alert_id, AlertAcknowledged(**about))

    def _raised(self, alert_id: UUID, at: datetime) -> AlertRaised:
        return AlertRaised(
            alert_id=alert_id,
            patient_id=self._patient_id,
            clinic_id=self._clinic_id,
            rule="high_pain",
            rule_version=1,
            policy_version=0,
            grade=Grade.CRITICAL,
            scope=self._complaint.region,
            position=0,  # the feed's places are not known yet, and nobody looks at this one
            facts=(self._symptoms[-1],),
            answer_by=at + timedelta(hours=4),
            therapist_id=self._therapist_id,
        )

    def _change(self, at: datetime) -> Told:
        """To the program: resumed when it was paused, else paused or revised."""
        return self._decided(at, programs_of(self._patient_id), self._resumed_paused_or_revised(_tomorrow(at)))

    def _resumed_paused_or_revised(self, day: date) -> Event:
        who, program_id = self._patient_id, self._program_id
        if self._paused:
            self._paused = False
            return ProgramResumed(patient_id=who, program_id=program_id, first_day=day)
        if self._rng.random() < PAUSES:
            self._paused = True
            reason = PauseReason.TRAVELLING
            return ProgramPaused(patient_id=who, program_id=program_id, first_day=day, reason=reason)
        self._version += 1
        new = self._prescriptions()
        self._bouts = self._bouts_of(new)
        return ProgramRevised(
            patient_id=who, program_id=program_id, version=self._version, prescriptions=new, effective=day
        )

    def _prescriptions(self) -> tuple[Prescription, ...]:
        """Of the program's version: each fourth one after it hurt, each second one with more of everything."""
        first = self._complaint.tasks
        tasks = self._complaint.after_hurting(first) if self._version % 4 == 0 else first
        usual = prescribed(self._program_id, tasks, self._side)
        return tuple(map(with_more, usual)) if self._version % 2 == 0 else usual

    def _bouts_of(self, prescriptions: tuple[Prescription, ...]) -> list[tuple[Entry, ...]]:
        """A dozen ways in which the patient does the program."""
        return [
            tuple(map(self._entry, self._rng.sample(prescriptions, self._how_many(prescriptions)))) for _ in range(12)
        ]

    def _how_many(self, prescriptions: tuple[Prescription, ...]) -> int:
        return self._rng.randint(1, min(4, len(prescriptions)))

    def _entry(self, prescription: Prescription) -> Entry:
        sets, dose = self._rng.randint(1, 3), prescription.dose
        return Entry(
            prescription_id=prescription.prescription_id,
            sets=sets,
            reps=None if dose.reps is None else sets * dose.reps,
            hold_seconds=None if dose.hold_seconds is None else sets * dose.hold_seconds,
            pain=self._rng.randrange(60) if self._rng.random() < 0.5 else None,
        )

    def _reported(self, at: datetime, event: Event, of: UUID | None = None) -> Told:
        """By the patient; `of`: the report that it corrects or takes back."""
        event_id = self._fresh_id()
        recorded_at = at + TO_THE_LOG
        if self._rng.random() < LATE:
            recorded_at = min(self._until, recorded_at + LATEST * self._rng.random())
        return Told(recorded_at, event_id, of or event_id, event, at, self._patient_id, "partner", ZONE, of)

    def _decided(self, at: datetime, stream_id: UUID, event: Event, by: By = "staff") -> Told:
        return Told(at, self._fresh_id(), stream_id, event, at, self._patient_id, by)

    def _fresh_id(self) -> UUID:
        return UUID(int=self._rng.getrandbits(128), version=4)

    CHANCES: "Mapping[Callable[[Story, datetime], Told], int]" = MappingProxyType(
        {
            session: 700,
            _symptom: 200,
            _correction: 15,
            _other_level: 7,
            _taken_back: 8,
            _barrier: 40,
            _about_an_alert: 15,
            _change: 15,
        }
    )
    """How many of a thousand events are of this kind."""


def _tomorrow(at: datetime) -> date:
    return at.date() + DAY
