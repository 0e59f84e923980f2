"""What was reported in the last days, the newest first: seen at once where it is logged for a patient."""

from datetime import datetime
from typing import NamedTuple

from services.http.barriers import BarriersAnswer
from services.http.sessions import SessionsAnswer
from services.http.symptom_lines import SymptomsAnswer
from services.http.visits import ScoresAnswer, VisitsAnswer
from services.web.patient.names import Names
from services.web.patient.saying import Saying, points
from services.web.patient.terms import Terms
from services.web.patient.told import Frame


class Lately(NamedTuple):
    at: datetime
    what: str
    provenance: str


def lately_of(
    frame: Frame,
    sessions: SessionsAnswer,
    symptoms: SymptomsAnswer,
    barriers: BarriersAnswer,
    scores: ScoresAnswer,
    visits: VisitsAnswer,
    names: Names,
    days: int,
) -> list[Lately]:
    words, v, say, since = names.words, names.vocabulary, Saying(names.words.language, frame.zone), frame.start(days)
    found = []
    for session in sessions.sessions:
        done = ", ".join(
            dict.fromkeys(
                names.prescription(entry.prescription_id)
                if entry.prescription_id
                else names.exercise(entry.exercise_id, entry.side)
                for entry in session.entries
            )
        )
        what = words("Session: %(done)s", done=done or words("nothing named"))
        found.append(Lately(session.at, what, v.provenance(session.provenance)))
    for symptom in symptoms.symptoms:
        felt = symptom.felt
        what = words(
            "%(kind)s %(level)s, %(where)s, %(timing)s",
            kind=Terms.capital(v.symptom(felt.kind)),
            level=say.level(points(felt.level)),
            where=v.place(felt.region, felt.side),
            timing=v.timing(felt.timing),
        )
        found.append(Lately(felt.felt_at, what, v.provenance(felt.provenance)))
    for barrier in barriers.barriers:
        of = names.exercise(barrier.exercise_id, barrier.side)
        what = words("In the way: %(reason)s, %(exercise)s", reason=v.barrier(barrier.reason), exercise=of)
        found.append(Lately(barrier.at, what, v.provenance(barrier.provenance)))
    for scored in scores.scores:
        taken = scored.taken
        what = words("Score %(name)s: %(value)s", name=taken.instrument.upper(), value=say.level(points(taken.value)))
        found.append(Lately(taken.at, what, ""))
    for visit in visits.visits:
        if visit.happened_at:
            what = words("Visit: %(kind)s", kind=v.visit(visit.kind))
            found.append(Lately(visit.happened_at, what, v.provenance(visit.provenance)))
    return sorted((each for each in found if each.at >= since), key=lambda each: each.at, reverse=True)
