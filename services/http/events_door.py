"""POST /v1/events: what partners send. A plain route beside Litestar; the gate has done what all doors share."""

from operator import attrgetter
from uuid import UUID

import msgspec
from msgspec import Struct

from services.actor import Actor, ActorKind
from services.context import Context
from services.http.cloud_events import BATCH, split_batch
from services.http.positions import position_headers, position_of
from services.http.problems import Problem, problem_of
from services.http.red_flags import DEFAULT, language_asked, may_hold_one, with_general_text
from services.http.subjects import Subjects
from services.http.taking import ItemOutcome, Taken, Taking


class BatchOutcome(Struct, frozen=True):
    """What became of a batch: an outcome for each event, in the order in which they were sent."""

    outcomes: list[ItemOutcome]
    position: str | None  # the last place written: hand it to a query as `at_least`


class EventsDoor:
    """The route. Holds what it learned about the partners' own patient ids."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._subjects = Subjects(context)
        context.memories.append(self._subjects)

    async def __call__(
        self, actor: Actor, request_id: UUID, kind: str, body: bytes, accept_language: bytes | None
    ) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """A batch is answered 200 item by item; a single event 200, or the problem for which it is refused.

        Where a red flag is in what is refused as a whole, or could not be taken, the problem says whom to call.
        """
        red_flags = may_hold_one(body)
        language = language_asked(accept_language) if red_flags else DEFAULT
        taking: Taking | None = None
        try:
            if actor.kind is not ActorKind.PARTNER or actor.id is None:
                raise Problem("forbidden", "Events are taken from partners; staff have commands.")
            taking = Taking(self._context, self._subjects, actor, actor.id, request_id, language)
            return await self._take(taking, kind, body, red_flags=red_flags)
        except Exception as error:
            if not red_flags:
                raise
            problem = problem_of(error)
            problem.emergency = problem.emergency or (taking.emergency if taking else None)
            raise with_general_text(problem, accept_language) from error

    async def _take(
        self, taking: Taking, kind: str, body: bytes, *, red_flags: bool
    ) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        if kind == BATCH:
            taken = await taking.take_all(split_batch(body), red_flags=red_flags)
            answer = BatchOutcome([item.outcome() for item in taken], last_position(taken))
            return msgspec.json.encode(answer), position_headers(answer.position)
        taken_one = await taking.take(body)
        problem = taken_one.refusal()
        if problem is not None:
            problem.emergency = taken_one.emergency
            raise problem
        outcome = taken_one.outcome()
        return msgspec.json.encode(outcome), position_headers(outcome.position)


def last_position(taken: list[Taken]) -> str | None:
    return position_of(max((item.answer for item in taken if item.answer), key=attrgetter("pos"), default=None))
