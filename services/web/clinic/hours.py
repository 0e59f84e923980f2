"""When a clinic is open, and who answers where nobody else does: alert clocks go by it."""

from babel.dates import get_day_names

from domain.clinic.hours import Opening
from services.web.clinic.team import tabs, team_of
from services.web.page import Shown
from services.web.view import View

SPANS_A_DAY = 2
WEEK = range(1, 8)


async def show(view: View) -> Shown:
    team = await team_of(view)
    hours = team.clinic.hours
    weekly: dict[int, list[Opening]] = {day: [] for day in WEEK}
    for opening in hours.weekly if hours is not None else ():
        weekly[opening.weekday].append(opening)
    names = get_day_names("wide", locale=view.words.language)
    fields = {
        "team": team,
        "tabs": tabs(view, team),
        "days": [(day, names[day - 1], weekly[day]) for day in WEEK],
        "spans": max(SPANS_A_DAY, *map(len, weekly.values())),
        "holidays": hours.holidays if hours is not None else (),
        "may": view.may("setOpeningHours"),
    }
    return Shown("clinic/hours.html", view.words("Hours and lead"), fields)
