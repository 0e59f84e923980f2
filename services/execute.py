"""The one command handler: find the decider, check that the actor may, load, fold, decide, append at the version."""

import asyncio
from collections.abc import Sequence
from functools import partial
from random import random

from eventstore.records import Append, Outcome, Status
from services.call import Answer, Call, Verdict, answer_of
from services.deciding import decide
from services.places import Log, Step, load_places, step_of
from services.resends import told_before
from services.tracing.current import step
from services.turns import Stream

TRIES = 20  # of commands whose turn has come
FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.1  # seconds at most between two tries, twice as long each time


async def execute(log: Log, call: Call) -> Answer:
    """Run one command. Raises StoreBusy when the log cannot take it now; every refusal is an answer."""
    return (await execute_all(log, [call]))[0]


async def execute_all(log: Log, calls: Sequence[Call]) -> list[Answer]:
    """Run many commands in order, an answer for each; what one is refused for does not touch its neighbours.

    A command whose stream moves under it is tried again at once; where that happens once more, or others wait at the
    stream for that reason, the commands take turns there. Raises StoreBusy when the log cannot take them now.
    """
    steps = [step_of(call) for call in calls]
    answers: list[Answer | None] = [None] * len(steps)
    for optimistic in (True, False):
        waiting = _unanswered(answers)
        if log.turns:
            waiting = [number for number in waiting if steps[number].stream not in log.turns]
        await _try(log, steps, waiting, answers, optimistic=optimistic)
        if None not in answers:
            return answers  # type: ignore[return-value]  # none is None
    crowds: dict[Stream, list[int]] = {}
    for number in _unanswered(answers):
        crowds.setdefault(steps[number].stream, []).append(number)
    turns = [
        log.turns.take(stream, [steps[number] for number in crowd], partial(_insist, log))
        for stream, crowd in crowds.items()
    ]
    for crowd, fates in zip(crowds.values(), await asyncio.gather(*turns, return_exceptions=True), strict=True):
        if isinstance(fates, BaseException):
            raise fates
        for number, fate in zip(crowd, fates, strict=True):
            answers[number] = fate
    return answers  # type: ignore[return-value]  # whoever took turns was answered


async def _insist(log: Log, steps: Sequence[Step]) -> list[Answer]:
    """Commands on one stream that moves under them, tried until they are answered; a conflict if it never stands."""
    answers: list[Answer | None] = [None] * len(steps)
    for attempt in range(TRIES):
        if attempt:  # another process writes there
            await asyncio.sleep(random() * min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE))  # noqa: S311
        await _try(log, steps, _unanswered(answers), answers, optimistic=False)
        if None not in answers:
            break
    return [
        answer or Answer(verdict=Verdict.CONFLICT, stream_id=step.key[2])
        for step, answer in zip(steps, answers, strict=True)
    ]


def _unanswered(answers: Sequence[Answer | None]) -> list[int]:
    return [number for number, answer in enumerate(answers) if answer is None]


async def _try(
    log: Log, steps: Sequence[Step], waiting: Sequence[int], answers: list[Answer | None], *, optimistic: bool
) -> None:
    """Answer the steps at these places; those whose stream has moved meanwhile stay without an answer."""
    numbers: list[int] = []
    appends: list[Append] = []
    with step("decide", commands=len(waiting)):
        places = await load_places(log, [steps[number] for number in waiting], optimistic=optimistic)
        for number in waiting:
            decided = decide(log.codec, steps[number], places)
            if isinstance(decided, Append):
                numbers.append(number)
                appends.append(decided)
            else:
                answers[number] = decided
    if not appends:
        return
    with step("append", commands=len(appends)):
        outcomes = await log.store.append(appends)
    for number, append, outcome in zip(numbers, appends, outcomes, strict=True):
        log.guards.forget(append.org_id, append.stream_id)
        if steps[number].call.expected is not None or not _has_moved(append, outcome):
            known = await told_before(log, append) if outcome.status is Status.ID_REUSED else None
            answers[number] = answer_of(append.stream_id, known or outcome)


def _has_moved(append: Append, outcome: Outcome) -> bool:
    """Whether another was quicker. A conflict at the version expected is one about a name: it stays."""
    return outcome.status is Status.CONFLICT and outcome.version != append.expected
