"""What came of a simulation in numbers: as it was counted, and beside it what the platform answered."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from simulation.alerts import Letter
from simulation.answers import Answers, Arrived
from simulation.compare import counted_slots
from simulation.ledger import SENT
from simulation.life import Life
from simulation.reading import Script

NAME, NUMBER = 18, 9  # letters of a column
COLUMNS = ("raised", "reports", "passed on", "resolved", "open")

Key = tuple[str, str, str]
"""Of a section of the table, a line in it, and a column."""


def table(
    script: Script, lives: Collection[Life], digests: Collection[Letter], answers: Answers | None
) -> Iterator[str]:
    """Each number as counted, and where the platform was asked a slash and its own."""
    counted = Counter([*_of_lives(script, lives), *_of_letters(digests)])
    answered = None if answers is None else Counter(_of_answers(answers))
    yield f"{len(lives)} patients from {script.first_day} to {script.last_day}, counted" + (
        "" if answers is None else " / answered"
    )
    rows = {row[:2] for row in (counted + (answered or Counter()))}
    for section, columns in (("slots", ("",)), ("alerts", COLUMNS), ("letters", ("",))):
        yield ""
        yield f"{section:{NAME}}" + "".join(f"{column:>{2 * NUMBER}}" for column in columns)
        for row in sorted((row for row in rows if row[0] == section), key=_order):
            cells = (_cell((*row, column), counted, answered) for column in columns)
            yield f"  {row[1]:{NAME - 2}}" + "".join(f"{cell:>{2 * NUMBER}}" for cell in cells)


def _order(row: Sequence[str]) -> tuple[bool, bool, str]:
    return row[1] == "all", row[1] != SENT, row[1]


def _cell(key: Key, counted: Counter[Key], answered: Counter[Key] | None) -> str:
    own = f"{counted[key]:,}"
    return own if answered is None else f"{own} / {answered[key]:,}"


def _of_lives(script: Script, lives: Iterable[Life]) -> Iterator[Key]:
    for life in lives:
        for _, what in counted_slots(script, life):
            yield from _slot(what)
        for alert in life.alerts.all:
            yield from _alert(alert.rule, alert.reports, len(alert.escalations), alert.resolved is not None)
        yield from _of_letters(life.letters)


def _of_answers(answers: Answers) -> Iterator[Key]:
    for settled in answers.ledgers.values():
        for each in settled:
            yield from _slot(each.what)
    for alert in answers.alerts:
        yield from _alert(alert.rule, alert.reports, len(alert.escalations), alert.resolved is not None)
    yield from _of_letters(answers.letters)


def _slot(what: str) -> Iterator[Key]:
    yield from (("slots", row, "") for row in (what, "all"))


def _alert(rule: str, reports: int, escalations: int, resolved: bool) -> Iterator[Key]:
    for row in (rule, "all"):
        yield "alerts", row, "raised"
        yield from [("alerts", row, "reports")] * reports
        yield from [("alerts", row, "passed on")] * escalations
        yield "alerts", row, "resolved" if resolved else "open"


def _of_letters(letters: Iterable[Letter | Arrived]) -> Iterator[Key]:
    for letter in letters:
        yield from (("letters", row, "") for row in (letter.channel, "all"))
