"""Today's list: what the program asks for on this date, what of it is done, and everything to do it by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.today import ProgramDocument, TodaysWork
from domain.values import AsNeeded, BarrierReason, Cue, Dose, Entry, Fixed, Interval, Prescription, Provenance, Weekly
from services.http.messages import MessagesAnswer
from services.http.my.answers import MyAnswer
from services.http.next_morning import NextMorningAnswer
from services.http.patients import TodayAnswer
from services.http.sessions import SessionsAnswer, ShownSession
from services.web.my.exercises import Known, exercises
from services.web.my.places import SIDED, grouped
from services.web.my.rating import effort_steps, pain_steps
from services.web.my.who import framed, who
from services.web.page import Shown
from services.web.view import View

FROM_HERE = frozenset({Provenance.PATIENT, Provenance.CARER})


class Done(Struct, frozen=True):
    """One session of today that did some of a prescription."""

    session_id: UUID
    at: datetime
    own: bool  # said by the patient or a carer of this exercise alone: taking it back takes back nothing else


class Whole(Struct, frozen=True):
    """The day as a whole: exercises that are planned for it, and those of which nothing is left."""

    planned: int
    done: int


class Line(Struct, frozen=True, kw_only=True):
    """One prescription."""

    prescription: Prescription
    exercise: Known
    kind: str  # of its schedule
    weekdays: tuple[int, ...]
    times: int  # on each of them, of weekly work in a week; 0 for what is done as needed
    off: str  # stretches of dates on which it is not asked for, 2026-11-23/2026-11-25 with spaces between
    expected: int  # today, of weekly work this week
    done: float  # doses, of the same; of what is done as needed, sessions of today
    sessions: Sequence[Done]

    @property
    def finished(self) -> bool:
        """Nothing is left of it; of what is done as needed: it was done."""
        return self.done >= self.expected if self.expected else bool(self.sessions)

    @property
    def counts(self) -> bool:
        """Whether it is said how many doses were done: a single one is a tick."""
        return self.expected > 1 or (self.expected == 1 and 0 < self.done < 1)

    @property
    def shortly(self) -> Dose:
        """What a list has room for."""
        return replace(self.prescription.dose, effort=None, tempo=None)

    @property
    def planned(self) -> bool:
        """Whether it has days of its own; what is done as needed has none."""
        return self.times > 0


async def today(view: View) -> Shown:
    me = await who(view)
    path = {"patient_id": me.patient_id}
    answer = await view.read("patientToday", TodayAnswer, path)
    found, asked = answer.today, (await view.read("patientNextMorning", NextMorningAnswer, path)).question
    lines: list[Line] = []
    if found is not None:
        done = await _sessions(view, found, answer.as_of.position)
        known = await exercises(view)
        lines = [line for program in found.programs for line in _lines(program, found, known, done)]
    fields = framed(
        view,
        me,
        answer.as_of.position,
        day=found.day if found else view.now.astimezone(ZoneInfo(me.zone)).date(),
        hold=found is not None and found.hold is not None,
        asked=asked,
        unread=await _unread(view, me),
        whole=_whole(lines),
        planned=[line for line in lines if line.planned],
        as_needed=[line for line in lines if not line.planned],
        met=found is not None,
        pain_steps=pain_steps(view.words),
        effort_steps=effort_steps(view.words),
        groups=grouped(view.words),
        sided=SIDED,
        reasons=[reason for reason in BarrierReason if reason is not BarrierReason.HURTS],
    )
    return Shown("my/today.html", view.words("Today"), fields)


def _whole(lines: Iterable[Line]) -> Whole:
    """Weekly work is planned for no day."""
    of_day = [line for line in lines if line.expected and line.kind == "days"]
    return Whole(len(of_day), sum(line.finished for line in of_day))


async def _sessions(view: View, work: TodaysWork, position: str) -> Sequence[ShownSession]:
    """Of the day, as of the place up to which the page tells; none for a carer, who is not told what others said."""
    if not view.may("patientSessions"):
        return ()
    start = datetime.combine(work.day, time(), ZoneInfo(work.zone))
    path = {"patient_id": work.patient_id}
    answer = await view.read("patientSessions", SessionsAnswer, path, as_of=position, **{"from": start})
    return [session for session in answer.sessions if session.day == work.day]


async def _unread(view: View, me: MyAnswer) -> int:
    """Messages of the clinic; none for a carer, who reads none."""
    if not view.may("patientMessages"):
        return 0
    return (await view.read("patientMessages", MessagesAnswer, {"patient_id": me.patient_id}, limit=1)).unread


def _lines(
    program: ProgramDocument, work: TodaysWork, known: Mapping[UUID, Known], sessions: Sequence[ShownSession]
) -> Iterable[Line]:
    """Those of today first, then those of other days; each in the order of the program."""
    due = {each.prescription.prescription_id: each for each in work.due}
    for prescription in sorted(program.prescriptions, key=lambda each: each.prescription_id not in due):
        its = due.get(prescription.prescription_id)
        kind, weekdays, times = _asks(prescription)
        done = [_done(session) for session in sessions if _did(session, prescription)]
        yield Line(
            prescription=prescription,
            exercise=known.get(prescription.exercise_id) or Known(exercise_id=prescription.exercise_id),
            kind=kind,
            weekdays=weekdays,
            times=times,
            off=" ".join(_off(program, prescription.prescription_id)),
            expected=its.expected if its else 0,
            done=float(its.expected - Fraction(its.left)) if its else 0 if times else len(done),
            sessions=done,
        )


def _asks(prescription: Prescription) -> tuple[str, tuple[int, ...], int]:
    match prescription.schedule:
        case Fixed() | Cue() | Interval() as planned:
            return "days", tuple(planned.weekdays), planned.times_a_day
        case Weekly() as weekly:
            return "weekly", (), weekly.times_a_week
        case AsNeeded():
            return "as_needed", (), 0


def _off(program: ProgramDocument, prescription_id: UUID) -> Iterable[str]:
    """The program's pauses, the rests of this work, and the time after its last day."""
    for rest in (*program.pauses, *program.rests):
        if not rest.prescriptions or prescription_id in rest.prescriptions:
            yield f"{rest.first_day}/{rest.last_day or ''}"
    if program.last_day is not None:
        yield f"{date.fromordinal(program.last_day.toordinal() + 1)}/"
    if program.version == 0:
        yield f"0001-01-01/{date.fromordinal(program.effective.toordinal() - 1)}"


def _did(session: ShownSession, prescription: Prescription) -> bool:
    return any(_is_of(entry, prescription) for entry in session.entries)


def _is_of(entry: Entry, prescription: Prescription) -> bool:
    if entry.prescription_id is not None:
        return entry.prescription_id == prescription.prescription_id
    return (entry.exercise_id, entry.side) == (prescription.exercise_id, prescription.side)


def _done(session: ShownSession) -> Done:
    return Done(session.session_id, session.at, len(session.entries) == 1 and session.provenance in FROM_HERE)
