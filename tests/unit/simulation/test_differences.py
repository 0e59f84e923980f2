"""Whatever the platform would do wrong, the comparison with the count says so: each fault in a sentence."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulation.answers import Answers, Settled
from simulation.compare import differences
from tests.support.agreeing_answers import LINK, agreeing
from tests.support.small_script import PATIENT, at, done, event, felt, lived, script

LIFE = lived(
    done(0, "17:03", pain=5),
    felt(1, "22:33", 8),
    event(at(4, "11:33"), "redflag.reported", "flag", signs=["chest_pain"]),
    days=7,
)


def told(answers: Answers) -> list[str]:
    return list(differences(script(7, []), {PATIENT: LIFE}, [], answers))


def test_where_all_agrees_nothing_is_said() -> None:
    assert told(agreeing(LIFE)) == []


def lost_entry(answers: Answers) -> None:
    answers.ledgers.pop(next(iter(answers.ledgers)))


def second_entry(answers: Answers) -> None:
    next(iter(answers.ledgers.values())).append(Settled("too_late", None, None))


def other_reason(answers: Answers) -> None:
    next(iter(answers.ledgers.values()))[0] = Settled("too_late", None, None)


def unknown_slot(answers: Answers) -> None:
    (patient_id, slot), settled = next(iter(answers.ledgers.items()))
    answers.ledgers[patient_id, slot._replace(number=9)] = settled


def other_instant(answers: Answers) -> None:
    key = next(key for key, settled in answers.ledgers.items() if settled[0].what == "sent")
    answers.ledgers[key] = [Settled("sent", answers.letters[-1].at, "email")]


def unanswered_unknown(answers: Answers) -> None:
    answers.messages[:] = [message._replace(unanswered=False) for message in answers.messages]


def lost_alert(answers: Answers) -> None:
    answers.alerts.pop()


def alert_twice(answers: Answers) -> None:
    answers.alerts.append(answers.alerts[0])


def alert_of_nothing(answers: Answers) -> None:
    answers.alerts.append(replace(answers.alerts[0], rule="drop"))


def graded_otherwise(answers: Answers) -> None:
    answers.alerts[0].grades = ["medium", "high"]


def cause_left_out(answers: Answers) -> None:
    next(alert for alert in answers.alerts if alert.causes).causes.clear()


def cause_of_nothing(answers: Answers) -> None:
    next(alert for alert in answers.alerts if alert.rule == "red_flag").causes.add("some other report")


def report_not_attached(answers: Answers) -> None:
    answers.alerts[0].reports += 1


def never_passed_on(answers: Answers) -> None:
    next(alert for alert in answers.alerts if alert.escalations).escalations.clear()


def taken_on_by_nobody(answers: Answers) -> None:
    answers.alerts[0].acknowledged = answers.alerts[0].raised_at


def resolved_by_nobody(answers: Answers) -> None:
    answers.alerts[0].resolved, answers.alerts[0].resolution = answers.alerts[0].raised_at, "called"


def lost_letter(answers: Answers) -> None:
    answers.letters.pop()


def letter_twice(answers: Answers) -> None:
    answers.letters.append(answers.letters[0])


def same_text(answers: Answers) -> None:
    answers.letters[:] = [
        letter._replace(text=f"always the same: {LINK}/{place}") for place, letter in enumerate(answers.letters)
    ]


def same_text_in_the_app(answers: Answers) -> None:
    answers.messages[:] = [message._replace(variant=3) for message in answers.messages]


def no_emergency_text(answers: Answers) -> None:
    answers.emergencies.clear()


def emergency(**fields: str | None) -> Callable[[Answers], None]:
    """An answer to a red flag that says so instead."""

    def spoil(answers: Answers) -> None:
        answers.emergencies["flag"].update(fields)

    spoil.__name__ = f"emergency {' '.join(fields)}"
    return spoil


FAULTS: dict[Callable[[Answers], None], str] = {
    lost_entry: "0 entries",
    second_entry: "2 entries",
    other_reason: "answered too_late",
    unknown_slot: "expects nothing",
    other_instant: "counted email at",
    unanswered_unknown: "without an answer: not in the ledger",
    lost_alert: "not raised",
    alert_twice: "raised twice",
    alert_of_nothing: "raised for no cause",
    graded_otherwise: "graded ['medium', 'high']",
    cause_left_out: "does not name",
    cause_of_nothing: "names ['some other report'] of no cause",
    report_not_attached: "reports that fired it, had",
    never_passed_on: "counted as passed on to lead",
    taken_on_by_nobody: "counted as taken on at None",
    resolved_by_nobody: "counted as resolved at None",
    lost_letter: "did not arrive",
    letter_twice: "arrived 2 times",
    same_text: "patient@home.example had the same text twice running",
    same_text_in_the_app: f"{PATIENT} had the same text twice running",
    no_emergency_text: "no emergency text",
    emergency(country=None): "its country must be NO, is None",
    emergency(language="es"): "its language must be en, is es",
    emergency(number="112"): "its number must be 113, is 112",
    emergency(text="Call somebody."): "its text must name 113",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_is_named(fault: Callable[[Answers], None]) -> None:
    answers = agreeing(LIFE)
    fault(answers)
    assert any(FAULTS[fault] in sentence for sentence in told(answers)), told(answers)
