"""Alerts in the viewer's words, with the names of the exercises that they are about."""

from collections.abc import Iterable
from uuid import UUID

from domain.exercise.common import BY_ID
from projections.alert_inbox.queries import InboxAlert
from services.http.alert_facts import AlertFact
from services.http.exercises import ExerciseAnswer
from services.http.problems import Problem
from services.http.today.lines import OF_AN_EXERCISE
from services.web.alerts.wording import Wording
from services.web.view import View


async def wording_of(view: View, alerts: Iterable[InboxAlert], facts: Iterable[AlertFact] = ()) -> Wording:
    """The library's exercises are named as the viewer reads them; each of the organisation's own is asked for once."""
    named = {UUID(alert.scope) for alert in alerts if alert.rule in OF_AN_EXERCISE and alert.scope}
    for fact in facts:
        said = [fact.data, *(fact.data.get("entries") or ())]
        named |= {UUID(one["exercise_id"]) for one in said if one.get("exercise_id")}
    own: dict[UUID, str] = {}
    for exercise_id in sorted(named - BY_ID.keys()):
        try:
            found = await view.read("oneExercise", ExerciseAnswer, {"exercise_id": exercise_id})
        except Problem as problem:
            if problem.code != "not_found":
                raise
            continue  # a report may name what nobody added
        own[exercise_id] = found.exercise.name
    return Wording(view.words, own)
