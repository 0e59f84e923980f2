"""What came of a simulation in numbers: as it was counted, and beside it what the platform answered."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from simulation.alerts import Letter
from simulation.answers import Answers, Arrived
from simulation.compare import counted_slots
from simulation.ledger import SENT
from simulation.life import Life
from simulation.reading import Script

NAME, NUMBER = 18, 9  # letters of a column
COLUMNS = ("raised", "reports", "passed on", "resolved", "open")

Row = tuple[str, str]
"""Of a section of the table and a line in it."""


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


def _order(row: Row) -> tuple[bool, bool, str]:
    return row[1] == "all", row[1] != SENT, row[1]


def _cell(key: tuple[str, str, str], counted: Counter[tuple[str, str, str]], answered: object) -> str:
    own = f"{counted[key]:,}"
    return f"{own} / {answered[key]:,}" if isinstance(answered, Counter) else own


def _of_lives(script: Script, lives: Iterable[Life]) -> Iterator[tuple[str, str, str]]:
    for life in lives:
        for _, what in counted_slots(script, life):
            yield from _slot(what)
        for alert in life.alerts.all:
            yield from _alert(alert.rule, alert.reports, len(alert.escalations), alert.resolved is not None)
        yield from _of_letters(life.letters)


def _of_answers(answers: Answers) -> Iterator[tuple[str, str, str]]:
    for settled in answers.ledgers.values():
        for each in settled:
            yield from _slot(each.what)
    for alert in answers.alerts:
        yield from _alert(alert.rule, alert.reports, len(alert.escalations), alert.resolved is not None)
    yield from _of_letters(answers.letters)


def _slot(what: str) -> Iterator[tuple[str, str, str]]:
    yield from (("slots", row, "") for row in (what, "all"))


def _alert(rule: str, reports: int, escalations: int, resolved: bool) -> Iterator[tuple[str, str, str]]:
    for row in (rule, "all"):
        yield "alerts", row, "raised"
        yield from [("alerts", row, "reports")] * reports
        yield from [("alerts", row, "passed on")] * escalations
        yield "alerts", row, "resolved" if resolved else "open"


def _of_letters(letters: Iterable[Letter | Arrived]) -> Iterator[tuple[str, str, str]]:
    for letter in letters:
        yield from (("letters", row, "") for row in (letter.channel, "all"))
