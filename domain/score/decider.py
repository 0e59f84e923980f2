"""Recording the score of a questionnaire."""

from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct

from domain.decider import Decider, Need, Report, Seen, clock_shift
from domain.patient.state import clinic_of
from domain.rejections import refused
from domain.score.events import EVENTS, ScoreEvent, ScoreRecorded
from domain.score.instruments import INSTRUMENTS, InstrumentName, ScoreValue, can_be


class RecordScore(Report):
    """The score's id is the command's id."""

    instrument: InstrumentName
    value: ScoreValue


ScoreCommand = RecordScore


class Score(Struct, frozen=True):
    recorded: bool = False


def decide(command: ScoreCommand, score: Score, seen: Seen) -> Sequence[ScoreEvent]:
    match command:
        case RecordScore():
            return record(command, score, seen)
        case _:
            assert_never(command)


def record(command: RecordScore, score: Score, seen: Seen) -> Sequence[ScoreRecorded]:
    clinic_id = clinic_of(seen, command.patient_id)
    if score.recorded:
        return []
    if not can_be(command.instrument, command.value):
        instrument = INSTRUMENTS[command.instrument]
        steps = "with at most one decimal" if instrument.in_tenths else "without decimals"
        raise refused("impossible_score", f"{instrument.title}: 0 to {instrument.highest // 10}, {steps}.")
    return [
        ScoreRecorded(
            patient_id=command.patient_id,
            clinic_id=clinic_id,
            instrument=command.instrument,
            value=command.value,
            provenance=command.provenance,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def evolve(score: Score, event: ScoreEvent) -> Score:
    match event:
        case ScoreRecorded():
            return Score(recorded=True)
        case _:
            assert_never(event)


SCORE = Decider(
    kind="score",
    empty=Score(),
    commands=(RecordScore,),
    events=EVENTS,
    stream=lambda command: command.command_id,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("patient", command.patient_id)],
    opens=frozenset({RecordScore}),
)
