"""The question of the next morning: about which session of yesterday a patient is asked today, and of which places."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.exercise.common import BY_ID
from domain.reminder.mornings import answered, entry_hurts, report_hurts, session_that_hurt
from domain.symptom.record import Symptom
from domain.values import BodyRegion, Entry, Level, Side
from domain.zones import local_date
from services.http.difference import Difference, differing
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.view import View, viewed

READERS = ("adherence", "symptoms")  # the sessions, and what was felt
DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=3)
"""In which yesterday lies, wherever the patient is, and a level before its sessions."""

Place = tuple[BodyRegion, Side]


class HurtPlace(Struct, frozen=True):
    """Where it hurt during the session or after it, and how much at the most."""

    region: BodyRegion
    side: Side
    level: Level


class MorningQuestion(Struct, frozen=True):
    """How is it today? To be answered by a report with the timing next_morning that names the session."""

    session_id: UUID
    at: datetime  # of the session, UTC
    places: list[HurtPlace]  # most pain first; empty where nobody said where


class NextMorningAnswer(Struct, frozen=True):
    """What the patient is to be asked on the local date of this moment."""

    as_of: AsOf
    question: MorningQuestion | None  # null: nothing hurt yesterday, or it has been answered
    difference: Difference | None  # what is known otherwise now, where it is asked for
    incomplete_from: str | None  # the place of the first event of this patient that could not be digested


async def patient_next_morning(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    async with viewed(asked, patient_id, *READERS) as (view, known_now):
        found = await _question(view)
        difference = None if known_now is None else differing(known_now.as_of, found, await _question(known_now))
        answer = NextMorningAnswer(view.as_of, found, difference, await view.lacks_from())
    return Reply(encode(answer))


async def _question(view: View) -> MorningQuestion | None:
    now = view.as_of.at
    dated = await view.dated(now - LOOKED_BACK, now)
    if dated is None:
        return None
    sessions = [fact for fact in dated.sessions if fact.happened_at <= now]
    symptoms = await view.symptoms(now - LOOKED_BACK, now + DAY)  # a clock that runs ahead answers too
    yesterday = local_date(dated.zones, now) - DAY
    session_id = session_that_hurt(yesterday, sessions, symptoms, dated.zones)
    if session_id is None or answered(session_id, symptoms, sessions, dated.zones):
        return None
    session = next(fact for fact in sessions if fact.session_id == session_id)
    said = [
        symptom
        for symptom in symptoms
        if symptom.felt.session_id in (None, session_id) and local_date(dated.zones, symptom.felt.felt_at) == yesterday
    ]
    return MorningQuestion(session_id, session.happened_at, _places(said, session.entries))


def _places(symptoms: Iterable[Symptom], entries: Iterable[Entry]) -> list[HurtPlace]:
    """Of the reports; of pain during an exercise the region that the exercise is for."""
    hurt: dict[Place, Level] = {}
    for symptom in symptoms:
        felt = symptom.felt
        if report_hurts(felt.kind, felt.level, felt.timing):
            _felt(hurt, (felt.region, felt.side), felt.level)
    for entry in entries:
        exercise = BY_ID.get(entry.exercise_id) if entry.exercise_id else None
        if exercise is not None and entry.pain is not None and entry_hurts(entry):
            _felt(hurt, (exercise.region, entry.side), entry.pain)
    most_first = sorted(hurt.items(), key=lambda each: (-each[1], each[0]))
    return [HurtPlace(region, side, level) for (region, side), level in most_first]


def _felt(hurt: dict[Place, Level], place: Place, level: Level) -> None:
    hurt[place] = max(hurt.get(place, 0), level)
