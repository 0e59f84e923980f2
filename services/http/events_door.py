"""POST /v1/events: what partners send. A plain route beside Litestar; the gate has done what all doors share."""

from operator import attrgetter
from uuid import UUID

import msgspec
from msgspec import Struct

from services.actor import Actor
from services.context import Context
from services.http.access import ACCESS
from services.http.allowed import GUARDS, Guards
from services.http.audit.events import note_refused
from services.http.cloud_events import BATCH, split_batch
from services.http.positions import position_headers, position_of
from services.http.problems import problem_of
from services.http.red_flags import DEFAULT, language_asked, may_hold_one, with_general_text
from services.http.subjects import Subjects
from services.http.taking import REFUSED, ItemOutcome, Taken, Taking
from services.measured.denials import refused
from services.measured.requests import reports
from services.quotas.limiter import TooMany


class BatchOutcome(Struct, frozen=True):
    """What became of a batch: an outcome for each event, in the order in which they were sent."""

    outcomes: list[ItemOutcome]
    position: str | None  # the last place written: hand it to a query as `at_least`


class EventsDoor:
    """The route. Holds what it learned about the partners' own patient ids."""

    def __init__(self, context: Context, guards: Guards = GUARDS) -> None:
        self._context = context
        self._guards = guards
        self._subjects = Subjects(context)
        context.memories.append(self._subjects)

    async def __call__(
        self,
        actor: Actor,
        request_id: UUID,
        kind: str,
        body: bytes,
        accept_language: bytes | None,
        address: str | None = None,
    ) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """A batch is answered 200 item by item; a single event 200, or the problem for which it is refused.

        Where a red flag is in what is refused as a whole, or could not be taken, the problem says whom to call.
        """
        red_flags = may_hold_one(body)
        language = language_asked(accept_language) if red_flags else DEFAULT
        taking: Taking | None = None
        try:
            if self._guards.access:
                ACCESS["takeEvents"].check(actor)
            taking = Taking(self._context, self._subjects, actor, actor.holder, request_id, language)
            taken = await self._taken(taking, kind, body, red_flags=red_flags)
            await note_refused(self._context, actor, "takeEvents", request_id, address, taken)
            return _answer(kind, taken)
        except Exception as error:
            if not red_flags:
                raise
            problem = problem_of(error)
            problem.emergency = problem.emergency or (taking.emergency if taking else None)
            raise with_general_text(problem, accept_language) from error

    async def _taken(self, taking: Taking, kind: str, body: bytes, *, red_flags: bool) -> list[Taken]:
        if kind == BATCH:
            events = split_batch(body)
            await self._count(taking.actor, len(events), red_flags=red_flags)
            return await taking.take_all(events, red_flags=red_flags)
        await self._count(taking.actor, 1, red_flags=red_flags)
        return [await taking.take(body)]

    async def _count(self, actor: Actor, number: int, *, red_flags: bool) -> None:
        """Raises TooMany. What may hold a red flag goes on by a quota of its own."""
        try:
            await self._context.limiter.events(actor, number)
        except TooMany:
            if not red_flags:
                raise
            await self._context.limiter.red_flag(actor)


def _answer(kind: str, taken: list[Taken]) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    if kind == BATCH:
        answer = BatchOutcome([item.outcome() for item in taken], last_position(taken))
        _count(answer.outcomes)
        return msgspec.json.encode(answer), position_headers(answer.position)
    [taken_one] = taken
    problem = taken_one.refusal()
    if problem is not None:
        reports(REFUSED).inc()
        problem.emergency = taken_one.emergency
        raise problem
    outcome = taken_one.outcome()
    _count([outcome])
    return msgspec.json.encode(outcome), position_headers(outcome.position)


def _count(outcomes: list[ItemOutcome]) -> None:
    for outcome in outcomes:
        reports(outcome.status).inc()
        if outcome.code is not None:
            refused(outcome.code)


def last_position(taken: list[Taken]) -> str | None:
    return position_of(max((item.answer for item in taken if item.answer), key=attrgetter("pos"), default=None))
