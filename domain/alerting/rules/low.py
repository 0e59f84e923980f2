"""Low: less than half of the doses of seven days were done, of at least five expected.

Source: the usual share is 35 to 50 % (field.md 5.5); under half of what was asked for a program is not what works
(5.3, A2). It is a list to look through, nothing to be woken for.
"""

from collections.abc import Iterator
from fractions import Fraction

from domain.alert.events import Grade
from domain.alerting.closed_date import Closing, assignments, days_back, doses, running, sessions_of, something_new
from domain.alerting.history import History
from domain.alerting.rule import ClosingFinding, ClosingRule
from domain.clinic.thresholds import Thresholds

NAME = "low"


def finds(history: History, closing: Closing, thresholds: Thresholds) -> Iterator[ClosingFinding]:
    """One per program that runs. After it was resolved the next expected date may say so again."""
    first = days_back(closing.day, thresholds.low_days)
    wanted = [program for program in running(closing) if something_new(history, closing, NAME, program.program_id)]
    if not wanted:
        return
    figures = doses(closing, first, closing.day)
    for program in wanted:
        rate = figures[program.program_id].doses
        if not rate.too_little and rate.done < Fraction(thresholds.low_percent * rate.expected, 100):
            program_id = program.program_id
            yield ClosingFinding(
                scope=str(program_id),
                grade=Grade.MEDIUM,
                facts=(
                    *sessions_of(history, program_id, first, closing.day),
                    *assignments(history, {program_id}),
                ),
                figures={"done": str(rate.done), "expected": str(rate.expected)},
            )


LOW = ClosingRule(name=NAME, version=1, finds=finds)
