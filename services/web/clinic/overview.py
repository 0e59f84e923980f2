"""How a clinic goes: who carries what, how soon the team answers, which exercises hurt, whether reminders help."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.http.alert_times import AlertTimesAnswer, TherapistTimes, TimesLine
from services.http.clinic_load import ClinicLoadAnswer, TherapistLoad
from services.http.exercise_pain import ClinicExercisePainAnswer
from services.http.hurts import HurtsAnswer, HurtsLine
from services.http.reminders import ClinicRemindersAnswer
from services.web.clinic.drawings import pain_bars, reminder_bars, week_of_doses, week_of_pain
from services.web.clinic.team import Team, tabs, team_of
from services.web.common.exercises import found
from services.web.page import Shown
from services.web.view import View

DAYS = 28
EXERCISES_SHOWN = 8


class TherapistRow(NamedTuple):
    """One line of the table: who, what they carry, how soon they answered."""

    name: str
    load: TherapistLoad | None
    times: TimesLine | None
    hurts: HurtsLine | None


async def show(view: View) -> Shown:
    at = {"clinic_id": view.path["clinic_id"]}
    team = await team_of(view)
    load = await view.read("clinicLoad", ClinicLoadAnswer, at)
    times = await view.read("clinicAlertTimes", AlertTimesAnswer, at)
    hurts = await view.read("clinicHurts", HurtsAnswer, at)
    pain = await view.read("clinicExercisePain", ClinicExercisePainAnswer, at)
    reminders = await view.read("clinicReminders", ClinicRemindersAnswer, at)
    named = {exercise.exercise_id: exercise.name for exercise in await found(view, retired=True)}
    words = view.words
    of_28_days = next(each for each in times.ranges if each.days == DAYS)
    fields = {
        "team": team,
        "tabs": tabs(view, team),
        "load": load,
        "in_care": sum(each.in_care for each in load.therapists),
        "alerts": {
            grade: sum(getattr(each.alerts, grade) for each in load.therapists)
            for grade in ("critical", "high", "medium")
        },
        "overdue": sum(each.overdue for each in load.therapists),
        "rows": _rows(view, team, load, of_28_days.by_therapist, hurts),
        "times": of_28_days.all,
        "opening_hours": times.opening_hours,
        "hurts": hurts.all,
        "doses": week_of_doses(words, _groups(view, team, load)) if load.judged else None,
        "felt": week_of_pain(words, _groups(view, team, load)) if load.judged else None,
        "pain": pain_bars(words, pain.exercises[:EXERCISES_SHOWN], named) if pain.exercises else None,
        "pain_more": max(0, len(pain.exercises) - EXERCISES_SHOWN),
        "pain_too_few": len(pain.too_few),
        "reminders": reminders,
        "reminded": reminder_bars(words, reminders) if reminders.sent else None,
        "zone": team.clinic.clinic.zone,
    }
    return Shown("clinic/overview.html", team.clinic.clinic.name, fields)


def _groups(view: View, team: Team, load: ClinicLoadAnswer) -> list[tuple[str, TherapistLoad]]:
    return [(team.name(each.therapist_id, view.words("No therapist")), each) for each in load.therapists]


def _rows(
    view: View, team: Team, load: ClinicLoadAnswer, times: Sequence[TherapistTimes], hurts: HurtsAnswer
) -> list[TherapistRow]:
    loads = {each.therapist_id: each for each in load.therapists}
    answered = {each.therapist_id: each.times for each in times}
    eased = {each.therapist_id: each.answers for each in hurts.by_therapist}
    everybody: list[UUID | None] = [*loads, *(one for one in {**answered, **eased} if one not in loads)]
    return [
        TherapistRow(team.name(one, view.words("No therapist")), loads.get(one), answered.get(one), eased.get(one))
        for one in everybody
    ]
