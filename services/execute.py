"""The one command handler: find the decider, check that the actor may, load, fold, decide, append at the version."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from random import random

from eventstore.records import Append, Outcome, Status
from services.call import Answer, Call, Verdict, answer_of
from services.deciding import decide
from services.places import Log, Step, load_places, step_of
from services.resends import told_before
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
    answers: dict[int, Answer] = {}
    waiting = {number: step_of(call) for number, call in enumerate(calls)}
    for optimistic in (True, False):
        if log.turns:
            ready = {number: step for number, step in waiting.items() if step.stream not in log.turns}
        else:
            ready = waiting
        answers |= await _try(log, ready, optimistic=optimistic)
        if len(answers) == len(calls):
            return [answers[number] for number in range(len(calls))]
        waiting = {number: step for number, step in waiting.items() if number not in answers}
    crowds: dict[Stream, dict[int, Step]] = {}
    for number, step in waiting.items():
        crowds.setdefault(step.stream, {})[number] = step
    turns = (log.turns.take(stream, [*crowd.values()], partial(_insist, log)) for stream, crowd in crowds.items())
    for crowd, fates in zip(crowds.values(), await asyncio.gather(*turns, return_exceptions=True), strict=True):
        if isinstance(fates, BaseException):
            raise fates
        answers |= zip(crowd, fates, strict=True)
    return [answers[number] for number in range(len(calls))]


async def _insist(log: Log, steps: Sequence[Step]) -> list[Answer]:
    """Commands on one stream that moves under them, tried until they are answered; a conflict if it never stands."""
    answers: dict[int, Answer] = {}
    for attempt in range(TRIES):
        if attempt:  # another process writes there
            await asyncio.sleep(random() * min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE))  # noqa: S311
        waiting = {number: step for number, step in enumerate(steps) if number not in answers}
        answers |= await _try(log, waiting, optimistic=False)
        if len(answers) == len(steps):
            break
    conflict = [Answer(verdict=Verdict.CONFLICT, stream_id=step.key[2]) for step in steps]
    return [answers.get(number, otherwise) for number, otherwise in enumerate(conflict)]


async def _try(log: Log, steps: Mapping[int, Step], *, optimistic: bool) -> dict[int, Answer]:
    """Answers by number; those whose stream has moved meanwhile have none."""
    places = await load_places(log, steps.values(), optimistic=optimistic)
    answers: dict[int, Answer] = {}
    appends: dict[int, Append] = {}
    for number, step in steps.items():
        decided = decide(log.codec, step, places)
        if isinstance(decided, Append):
            appends[number] = decided
        else:
            answers[number] = decided
    if appends:
        outcomes = await log.store.append(list(appends.values()))
        for (number, append), outcome in zip(appends.items(), outcomes, strict=True):
            log.guards.forget(append.org_id, append.stream_id)
            if steps[number].call.expected is not None or not _has_moved(append, outcome):
                known = await told_before(log, append) if outcome.status is Status.ID_REUSED else None
                answers[number] = answer_of(append.stream_id, known or outcome)
    return answers


def _has_moved(append: Append, outcome: Outcome) -> bool:
    """Whether another was quicker. A conflict at the version expected is one about a name: it stays."""
    return outcome.status is Status.CONFLICT and outcome.version != append.expected
