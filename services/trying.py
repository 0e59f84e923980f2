"""What commands would come to, one after another, where nothing is written of any."""

from collections.abc import Sequence

from services.call import Answer, Call, Verdict
from services.deciding import decide
from services.places import Log, load_places, step_of


async def tried(log: Log, calls: Sequence[Call]) -> list[Answer | None]:
    """An answer for each that would not be stored: refused, there before, or nothing new; None for what would be.

    Whether what was there before says the same is known to the log alone: it counts as the same.
    """
    steps = [step_of(call) for call in calls]
    places = await load_places(log, steps, optimistic=False)
    answers: list[Answer | None] = []
    for step in steps:
        there = (step.key, step.call.command.command_id) in places.before
        decided = decide(log.codec, step, places)
        if isinstance(decided, Answer):
            answers.append(decided)
        else:
            answers.append(Answer(verdict=Verdict.DUPLICATE, stream_id=step.key[2]) if there else None)
    return answers
