"""Silent: nothing was logged on expected days running. 3: a nudge to the patient; 7, 14 and 21: the therapist is told.

Source: products tell after 2 to 5 days, 14 and 21 (field.md 5.3, A1). After 21 she is taken to have dropped out. Of
weekly work each date on which it may be done is an expected one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.adherence.plan import Plan
from domain.alert.events import Grade
from domain.alerting.closed_date import Closing, assignments, expecting, last_logged
from domain.alerting.history import History, alert_key
from domain.alerting.rule import ClosingFinding, ClosingRule
from domain.clinic.thresholds import Thresholds

NAME = "silent"
SILENT_DAYS = "silent_days"
DAY = timedelta(days=1)


def finds(history: History, closing: Closing, thresholds: Thresholds) -> Iterator[ClosingFinding]:
    """Each step of a silence is told once, at the end of the expected day that reaches it.

    An alert that says so already is open, or was resolved in this silence: then it takes the next step to say more.
    """
    today = expecting(closing.plan, closing.day)
    if not today:
        return
    last = last_logged(history, closing)
    silent = _expected_since(closing.plan, closing.day, last[0] if last else None, thresholds.silent_dropped_out_days)
    facts = (*((last[1],) if last and last[1] else ()), *assignments(history, today))
    steps = (thresholds.silent_days, thresholds.silent_high_days, thresholds.silent_dropped_out_days)
    reached = max((step for step in steps if step <= len(silent)), default=0)
    if not reached:
        if len(silent) == thresholds.silent_nudge_days:
            yield ClosingFinding(scope="", grade=None, facts=facts, figures={SILENT_DAYS: str(len(silent))})
        return
    if _told(history, silent, last[0] if last else None, steps[-1]) < reached:
        dropped_out = {"dropped_out": "true"} if reached == thresholds.silent_dropped_out_days else {}
        yield ClosingFinding(
            scope="",
            grade=Grade.MEDIUM if reached == thresholds.silent_days else Grade.HIGH,
            facts=facts,
            figures={SILENT_DAYS: str(len(silent)), **dropped_out},
        )


def _told(history: History, silent: list[date], last: date | None, most: int) -> int:
    """How many days of this silence the therapist was told of: less than then, where a log of these days came late."""
    look = history.looks.get(alert_key(NAME, ""))
    if look is None or (last is not None and look.day <= last):
        return 0
    told = int(look.figures[SILENT_DAYS])
    if len(silent) == most <= told:
        return told  # the days are counted no further back
    return min(told, sum(day <= look.day for day in silent))


def _expected_since(plan: Plan, day: date, last: date | None, most: int) -> list[date]:
    """The expected dates from `day` back to the one after `last`, the newest first, at most so many."""
    begins = min(program.begins for program in plan.programs)
    first = begins if last is None else max(begins, last + DAY)
    found: list[date] = []
    while day >= first and len(found) < most:
        if expecting(plan, day):
            found.append(day)
        day -= DAY
    return found


SILENT = ClosingRule(name=NAME, version=1, finds=finds, regrades=True)
