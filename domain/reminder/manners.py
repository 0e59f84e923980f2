"""How a patient may be approached: how often a day, and at which hours. A policy may only make it less."""

from msgspec import Struct

from domain.clinic.events import Policy
from domain.clinic.thresholds import thresholds
from domain.patient.events import PatientQuietHoursSet
from domain.values import CueKind, minute_of_day

QUIET_FROM, QUIET_UNTIL = 20 * 60, 9 * 60
MOST_A_DAY = 2
BEFORE_QUIET = 30
"""Minutes before the quiet hours, to which what would fall into the evening is moved."""


class Manners(Struct, frozen=True):
    """Minutes past midnight on the patient's wall: quiet from the first on, and until the second."""

    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    most_a_day: int = MOST_A_DAY  # 0: no reminders at all

    def quiet(self, minute: int) -> bool:
        return minute < self.quiet_until or minute >= self.quiet_from

    def outside_quiet(self, minute: int) -> int:
        """The minute itself, else the end of the quiet hours before it, else half an hour before those after it."""
        if minute >= self.quiet_from:
            return max(self.quiet_from - BEFORE_QUIET, self.quiet_until)
        return max(minute, self.quiet_until)


def manners_under(clinic: Policy, own: Policy | None, wish: PatientQuietHoursSet | None = None) -> Manners:
    """By the patient's own policy, where one is in force, else by the clinic's, else as for everybody; and quieter
    where she wishes it. Where nothing of the day is left then there are no reminders.
    """
    found = thresholds(clinic, own)
    begins, ends = minute_of_day(found.quiet_from), minute_of_day(found.quiet_until)
    if wish is not None:
        begins = begins if wish.quiet_from is None else min(begins, minute_of_day(wish.quiet_from))
        ends = ends if wish.quiet_until is None else max(ends, minute_of_day(wish.quiet_until))
    return Manners(begins, ends, found.most_reminders_a_day if ends < begins else 0)


CUE_MINUTES: dict[CueKind, int] = {
    CueKind.WAKING_UP: 9 * 60,
    CueKind.BRUSHING_TEETH: 9 * 60,
    CueKind.KETTLE: 10 * 60,
    CueKind.STAIRS: 10 * 60,
    CueKind.DESK_BREAK: 10 * 60 + 30,
    CueKind.PHONE_CALL: 11 * 60,
    CueKind.MEAL: 12 * 60 + 30,
    CueKind.RED_LIGHT: 17 * 60,
    CueKind.COMMERCIAL_BREAK: 19 * 60 + 30,
    CueKind.GOING_TO_BED: 19 * 60 + 30,
}
"""About when a cue comes, in minutes past midnight: the reminder names it, and the cue does the rest."""
