"""The program on paper, in the patient's language: pictures, what to do and when, and boxes to tick."""

from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple, assert_never
from uuid import UUID

from babel.dates import format_date, format_skeleton
from markupsafe import Markup
from msgspec import Meta, Struct

from domain.values import AsNeeded, Cue, Fixed, Interval, Language, Prescription, Weekly
from services.http.exercises import ExerciseLine
from services.http.patients import PatientAnswer, TodayAnswer
from services.http.people.programs import ProgramsAnswer
from services.web.common.exercises import found
from services.web.common.vocabulary import Vocabulary
from services.web.exercise_library.cards import card
from services.web.page import Shown
from services.web.program.data import running
from services.web.view import View
from services.web.words import Words, words_in

DAYS, BOXES_AT_MOST = 7, 6


class HandoutQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which paper, in which language (the patient's where none is named), for how many weeks, of which program."""

    paper: Literal["a4", "letter"] | None = None
    language: Language | None = None
    weeks: Annotated[int, Meta(ge=1, le=4)] = 1
    program: UUID | None = None


class Boxes(NamedTuple):
    """What is ticked. Where there is no room for so many boxes there is one for a number, and `of` says of how many."""

    number: int
    of: str = ""


class Exercise(Struct, frozen=True, kw_only=True):
    """One prescription in the patient's words."""

    name: str
    place: str  # which side; empty for what has none
    picture: Markup
    photo: str | None
    dose: str
    schedule: str
    instructions: str
    cautions: tuple[str, ...]
    by_day: tuple[Boxes, ...]  # under each of seven days from the first one on; empty where the patient chooses
    any_day: int  # boxes without a day


class Paper(Struct, frozen=True, kw_only=True):
    """What stands around them, in the patient's words."""

    language: str
    title: str
    intro: str
    stop: str
    done: str
    clinic: str
    dates: tuple[str, ...]  # of each week
    days: tuple[str, ...]
    any_day: str
    when_needed: str
    rest: str
    held: str  # that nothing is to be done now, and why; empty where the program goes on


async def handout(view: View) -> Shown:
    query: HandoutQuery = view.query
    path = {"patient_id": view.path["patient_id"]}
    patient = await view.read("onePatient", PatientAnswer, path)
    today = (await view.read("patientToday", TodayAnswer, path)).today
    programs = await view.read("patientPrograms", ProgramsAnswer, path)
    in_care = patient.patient
    language = query.language or (in_care.language if in_care and in_care.language else view.viewer.language)
    day = today.day if today else view.now.date()
    candidates = running(programs.programs, day)
    wanted = [each for each in candidates if query.program in (None, each.program_id)]
    first = max([day + timedelta(days=1), *(program.versions[-1].effective for program in wanted)])
    held = today is not None and today.hold is not None and today.hold.covers(first)  # cleared, it may end before
    prescriptions = [] if held else [each for program in wanted for each in program.versions[-1].prescriptions]
    lines = {line.exercise_id: line for line in await found(view, language=language, retired=True)}
    words = words_in(language)
    clinic = view.viewer.clinic(in_care.clinic_id) if in_care else None
    country = clinic.country if clinic else "DE"
    name = patient.person.name if patient.person and patient.person.name else ""
    return Shown(
        "program/handout.html",
        view.words("Handout"),
        {
            "patient_id": programs.patient_id,
            "size": query.paper or ("letter" if country in ("US", "CA", "MX") else "a4"),
            "paper": _paper(words, name, clinic.name if clinic else "", first, query.weeks, held=held),
            "exercises": [_exercise(words, each, lines[each.exercise_id], first) for each in prescriptions],
            "weeks": query.weeks,
            "query": query,
        },
    )


def _paper(words: Words, name: str, clinic: str, first: date, weeks: int, *, held: bool) -> Paper:
    def told(day: date) -> str:
        return format_skeleton("MMMMd", day, locale=words.language)

    weeks_of = [first + timedelta(weeks=number) for number in range(weeks)]
    return Paper(
        language=words.language,
        title=words("Exercises for %(name)s", name=name) if name else words("Your exercises"),
        intro=words("Tick a box for each time you have done it."),
        stop=words("Stop if it hurts clearly more than usual, and tell us."),
        done=words("Done"),
        clinic=clinic,
        dates=tuple(
            words("Week from %(first)s to %(last)s", first=told(week), last=told(week + timedelta(6)))
            for week in weeks_of
        ),
        days=tuple(format_date(first + timedelta(days=number), "EEE", locale=words.language) for number in range(DAYS)),
        any_day=words("On days you choose"),
        when_needed=words("When needed"),
        rest=words("Rest"),
        held=_held(words) if held else "",
    )


def _held(words: Words) -> str:
    """As the patient's own page says it."""
    held = words("Your exercises are on hold.")
    why = words("You told us that something was wrong. Your clinic will look at it with you before you go on.")
    return f"{held} {why}"


def _exercise(words: Words, prescription: Prescription, line: ExerciseLine, first: date) -> Exercise:
    v = Vocabulary(words)
    return Exercise(
        name=line.name,
        place=v.side(prescription.side),
        picture=card(line, prescription.side).both,
        photo=line.photo,
        dose=v.dose(prescription.dose),
        schedule=v.schedule(prescription.schedule),
        instructions=line.instructions,
        cautions=line.cautions,
        by_day=boxes_by_day(words, prescription, first),
        any_day=prescription.schedule.times_a_week if isinstance(prescription.schedule, Weekly) else 0,
    )


def boxes_by_day(words: Words, prescription: Prescription, first: date) -> tuple[Boxes, ...]:
    """Under each of seven days from `first` on; none where the patient chooses the day."""
    schedule = prescription.schedule
    match schedule:
        case Fixed() | Cue() | Interval():
            times = schedule.times_a_day
            boxes = Boxes(times) if times <= BOXES_AT_MOST else Boxes(1, words("of %(n)s", n=times))
            weekdays = [(first + timedelta(days=number)).isoweekday() for number in range(DAYS)]
            return tuple(boxes if day in schedule.weekdays else Boxes(0) for day in weekdays)
        case Weekly() | AsNeeded():
            return ()
        case _:
            assert_never(schedule)
