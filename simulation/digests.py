"""The daily digest: one letter to a member of staff on a morning on which alerts wait that do not press."""

from collections.abc import Collection
from datetime import date, datetime

from simulation.alerts import Alert, Alerts, Letter
from simulation.clinics import Clinic, House
from simulation.dates import DAY, instant_of

AT = 8 * 60  # by the clinic's clocks

Due = dict[tuple[str, date], tuple[datetime, Clinic]]
"""By whom it is for and the date; the first who asks for one says by whose clocks."""


def digests(house: House, everybody: Collection[Alerts], ends: datetime) -> list[Letter]:
    """All of them, in order of time: asked for by a medium alert, and then daily until nothing waits.

    Who has nothing because of being away is asked again when back, and those at once who have it meanwhile.
    """
    asked = sorted(
        (at, person, alerts.clinic.clinic_id) for alerts in everybody for at, person in alerts.left_to_the_digest
    )
    due: Due = {}
    for at, person, clinic_id in asked:
        _ask(due, person, house.clinics[clinic_id], at)
    letters, done = [], set[tuple[str, date]]()
    while waiting := sorted((due[key][0], key) for key in due.keys() - done if due[key][0] <= ends):
        at, key = waiting[0]
        done.add(key)
        person, clinic = key[0], due[key][1]
        email = house.staff[person].addresses.get("email")
        if any(_waits(house, alerts, alert, person, at) for alerts in everybody for alert in alerts.all):
            letters += [Letter(email, "email", at, "digest")] if email else []
            _ask(due, person, clinic, at)
        elif away := house.staff[person].away_on(clinic.date_at(at)):
            _ask(due, person, clinic, at, away[1] + DAY)
            for other in next((people for _, people in house.steps(clinic, person, at)), ()):
                _ask(due, other, clinic, at)
    return letters


def _ask(due: Due, person: str, clinic: Clinic, now: datetime, day: date | None = None) -> None:
    """For the next morning, that of a date or a later one; never for this moment."""
    day = day or clinic.date_at(now)
    while True:
        at = instant_of(clinic.zones, day, AT)
        if at is not None and at > now:
            due.setdefault((person, day), (at, clinic))
            return
        day += DAY


def _waits(house: House, alerts: Alerts, alert: Alert, person: str, at: datetime) -> bool:
    """For this person: theirs now, or passed on to them."""
    was = alert.at(at)
    if was is None or was.status != "open" or was.grade == "critical" or was.put_off:
        return False
    steps = house.steps(alerts.clinic, alerts.therapist, at)
    return person in steps[0][1] or any(step == was.step and person in people for step, people in steps)
