"""Taking a partner's events: each becomes a command, appended with others beside it, and each has its own answer."""

import asyncio
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from msgspec import Raw, Struct
from msgspec.structs import replace

from domain.patient.commands import EnrolPatient
from services.actor import Actor, may
from services.call import Answer, Call, Verdict
from services.context import Context
from services.execute import execute_all
from services.http.cloud_events import Envelope, name_of, read_envelope
from services.http.forms import UNREADABLE
from services.http.heading import heading_of, report_id
from services.http.positions import position_of
from services.http.problems import Problem, problem_of
from services.http.subjects import EXTERNAL, Subjects
from services.http.translate import translate, type_of

BREATH = 1 << 13  # bytes of a batch that are read before others have their turn
SLICE = 200  # events of a batch that are executed together: as many as one append takes


class ItemOutcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event of a batch."""

    id: str | None  # as far as it could be read
    source: str | None
    status: str  # stored, duplicate, unchanged or refused
    position: str | None = None  # where it went: hand it to a query as `at_least`
    code: str | None = None  # of a refusal, stable
    detail: str | None = None
    at: str | None = None  # JSON pointer to the fault in the body


class Taken(Struct):
    """One event on its way: its name, and either the problem or the call, later the answer."""

    id: str | None
    source: str | None
    problem: Problem | None = None
    call: Call | None = None
    answer: Answer | None = None

    def refusal(self) -> Problem | None:
        """Why it is refused; None where it is not."""
        answer = self.answer
        if self.problem is not None or answer is None:
            return self.problem
        match answer.verdict:
            case Verdict.REFUSED:
                return Problem(answer.code or "invalid", answer.detail or "")
            case Verdict.CONFLICT:
                return Problem("already_exists")
            case _:
                return None

    def outcome(self) -> ItemOutcome:
        problem = self.refusal()
        if problem is not None:
            detail = problem.detail or problem.meaning.title
            return ItemOutcome(
                id=self.id, source=self.source, status="refused", code=problem.code, detail=detail, at=problem.at
            )
        status = self.answer.verdict.value if self.answer else ""
        return ItemOutcome(id=self.id, source=self.source, status=status, position=position_of(self.answer))


class Taking:
    """One request's events. People enrolled under a partner's own id are known to the events behind them."""

    def __init__(self, context: Context, subjects: Subjects, actor: Actor, partner_id: UUID, request_id: UUID) -> None:
        self._context = context
        self._subjects = subjects
        self._actor = actor
        self._partner_id = partner_id
        self._request_id = request_id
        self._at = context.clock.now(actor.org_id)
        self._met: dict[str, UUID | None] = {}  # by how they were named, as far as they were found
        self._enrolling: set[UUID] = set()  # under the partner's own id

    async def take(self, item: bytes) -> Taken:
        """The fate of a single event. Raises StoreBusy when the log cannot take it now."""
        taken = await self._read(item, "")
        await _execute(self._context, [taken])
        return taken

    async def take_all(self, items: Sequence[Raw]) -> list[Taken]:
        """The fate of each event of a batch, in order. While some are appended, those behind them are read.

        Raises StoreBusy when the log cannot take them now; some may be stored by then, and are duplicates next time.
        """
        taken: list[Taken] = []
        ahead: list[Taken] = []
        for first in range(0, len(items), SLICE):
            places = range(first, min(first + SLICE, len(items)))
            _, ahead = await asyncio.gather(_execute(self._context, ahead), self._read_all(items, places))
            taken += ahead
        await _execute(self._context, ahead)
        return taken

    async def _read_all(self, items: Sequence[Raw], places: Iterable[int]) -> list[Taken]:
        taken: list[Taken] = []
        unread = BREATH
        for place in places:
            taken.append(await self._read(items[place], f"/{place}"))
            unread -= len(memoryview(items[place]))
            if unread < 0:
                unread = BREATH
                await asyncio.sleep(0)
        return taken

    async def _read(self, raw: Raw | bytes, at: str) -> Taken:
        try:
            envelope = read_envelope(raw, at)
        except Problem as problem:
            return Taken(*name_of(raw), problem=bare(problem))
        taken = Taken(envelope.id, envelope.source)
        try:
            taken.call = await self._call(envelope, at)
        except (Problem, *UNREADABLE) as error:
            taken.problem = bare(problem_of(error, at))
        return taken

    async def _call(self, envelope: Envelope, at: str) -> Call:
        """Raises Problem."""
        type_of(envelope, at)
        if envelope.subject not in self._met:
            found = await self._subjects.find(self._actor.org_id, self._partner_id, envelope.subject)
            self._met[envelope.subject] = found
        patient_id = self._patient(envelope)
        heading = heading_of(envelope, self._actor.org_id, self._at, patient_id or UUID(int=0))
        wish = translate(envelope, heading, at)
        if not may(self._actor, wish.command):
            raise Problem("forbidden", "The key has no scope for this type.", at=at + "/type")
        enrols = isinstance(wish.command, EnrolPatient)
        if patient_id is None:
            raise Problem("unknown_patient", at=at + "/subject")
        call = Call(actor=self._actor, command=wish.command, correlation_id=self._request_id)
        if enrols and envelope.subject.startswith(EXTERNAL):
            self._met[envelope.subject] = patient_id
            self._enrolling.add(patient_id)
            alias = await self._subjects.alias(self._actor.org_id, self._partner_id, envelope.subject, patient_id)
            call = replace(call, aliases=(alias,))
        if wish.private:
            call = await self._sealed(call, patient_id, wish.private, enrols=enrols, at=at)
        return call

    def _patient(self, envelope: Envelope) -> UUID | None:
        """The patient meant; of one who is being enrolled under the partner's own id, the id to be given."""
        org_id, subject = self._actor.org_id, envelope.subject
        found = self._met[subject]
        if found is None and subject.startswith(EXTERNAL) and envelope.type == "org.carryover.patient.enrolled":
            return uuid5(org_id, str(report_id(org_id, envelope.source, envelope.id)))
        return found

    async def _sealed(self, call: Call, patient_id: UUID, private: dict[str, str], *, enrols: bool, at: str) -> Call:
        """The call with its texts sealed for the patient, and only their digest in the command."""
        org_id, command = self._actor.org_id, call.command
        known = enrols or patient_id in self._enrolling
        if not known and not await self._subjects.is_known(org_id, patient_id):
            raise Problem("unknown_patient", at=at + "/subject")
        sealed, digest = await self._context.vault.seal(org_id, patient_id, command.command_id, private)
        return replace(call, command=replace(command, private=digest), sealed=(sealed,))


async def _execute(context: Context, taken: Iterable[Taken]) -> None:
    """Give those an answer that became a command."""
    asked = [(item, item.call) for item in taken if item.call is not None]
    answers = await execute_all(context, [call for _, call in asked]) if asked else []
    for (item, _), answer in zip(asked, answers, strict=True):
        item.answer = answer


def bare(problem: Problem) -> Problem:
    """Without its history, which would hold what was read until the whole batch is answered."""
    problem.__traceback__ = problem.__cause__ = problem.__context__ = None
    return problem
