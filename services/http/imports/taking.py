"""The lines of an import of events, taken as the door for events takes a batch: for the workers, who know no door."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from msgspec import Raw

from services.actor import Actor
from services.call import Verdict
from services.context import Context
from services.http.audit.events import note_refused
from services.http.problems import Problem
from services.http.red_flags import DEFAULT, may_hold_one
from services.http.subjects import Subjects
from services.http.taking import Taken, Taking
from services.imports.job import LINE_AT_MOST, Fate, LineOutcome, LineRefusal

FATES = {Verdict.STORED: Fate.STORED, Verdict.DUPLICATE: Fate.DUPLICATE, Verdict.UNCHANGED: Fate.UNCHANGED}


def event_taker(context: Context) -> Callable[[Actor, UUID, Sequence[bytes], bool], Awaitable[list[LineOutcome]]]:
    """The way to take events in this process; it remembers the partners' own patient ids as the door does."""
    subjects = Subjects(context)
    context.memories.append(subjects)

    async def take(actor: Actor, import_id: UUID, lines: Sequence[bytes], dry_run: bool) -> list[LineOutcome]:
        if actor.id is None:
            raise ValueError("events are a partner's")
        taking = Taking(context, subjects, actor, actor.id, import_id, DEFAULT)
        fit = [line if len(line) <= LINE_AT_MOST else b"null" for line in lines]
        if dry_run:
            taken = await taking.try_all(fit)
        else:
            red_flags = any(map(may_hold_one, fit))
            taken = await taking.take_all([Raw(line) for line in fit], red_flags=red_flags)
            await note_refused(context, actor, "startImport", import_id, None, taken)
        return [
            _outcome(one) if len(line) <= LINE_AT_MOST else _refused(one, Problem("too_large"))
            for line, one in zip(lines, taken, strict=True)
        ]

    return take


def _outcome(taken: Taken) -> LineOutcome:
    if taken.problem is None and taken.answer is None:
        return LineOutcome(Fate.GOOD)
    problem = taken.refusal()
    if problem is not None:
        return _refused(taken, problem)
    assert taken.answer is not None  # noqa: S101 (what has no problem was answered)
    return LineOutcome(FATES[taken.answer.verdict], taken.answer.pos)


def _refused(taken: Taken, problem: Problem) -> LineOutcome:
    within = (problem.at or "").split("/", 2)[2:]  # without the place in the handful
    return LineOutcome(
        Fate.REFUSED,
        refusal=LineRefusal(
            line=0,
            code=problem.code,
            detail=problem.detail or problem.meaning.title,
            at=f"/{within[0]}" if within else None,
            id=taken.id,
            source=taken.source,
        ),
    )
