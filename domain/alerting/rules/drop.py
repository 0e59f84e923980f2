"""Drop: the doses of seven days are 20 points or more under those of the 28 days before; at least five in each.

Source: a fall against one's own level tells more than the level (field.md 5.3, A3).
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from domain.alert.events import Grade
from domain.alerting.closed_date import Closing, assignments, days_back, doses, running, sessions_of, something_new
from domain.alerting.history import History
from domain.alerting.rule import ClosingFinding, ClosingRule
from domain.clinic.thresholds import Thresholds

NAME = "drop"


def finds(history: History, closing: Closing, thresholds: Thresholds) -> Iterator[ClosingFinding]:
    """One per program that runs. After it was resolved the next expected date may say so again."""
    first = days_back(closing.day, thresholds.drop_days)
    points = Fraction(thresholds.drop_points, 100)
    wanted = [program for program in running(closing) if something_new(history, closing, NAME, program.program_id)]
    now = doses(closing, first, closing.day) if wanted else {}
    wanted = [
        program
        for program in wanted
        if not now[program.program_id].doses.too_little and (now[program.program_id].doses.value or 0) <= 1 - points
    ]
    if not wanted:
        return
    before_last = first - timedelta(days=1)
    before = doses(closing, days_back(before_last, thresholds.drop_before_days), before_last)
    for program in wanted:
        program_id = program.program_id
        rate = now[program_id].doses
        usual = before[program_id].doses if program_id in before else None
        if usual is None or usual.too_little or (usual.value or 0) - (rate.value or 0) < points:
            continue
        yield ClosingFinding(
            scope=str(program_id),
            grade=Grade.MEDIUM,
            facts=(*sessions_of(history, program_id, first, closing.day), *assignments(history, {program_id})),
            figures={
                "done": str(rate.done),
                "expected": str(rate.expected),
                "done_before": str(usual.done),
                "expected_before": str(usual.expected),
            },
        )


DROP = ClosingRule(name=NAME, version=1, finds=finds)
