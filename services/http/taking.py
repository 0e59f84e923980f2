"""Taking the events of partners and patients: each becomes a command, appended with others, and has its own answer."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid5

from msgspec import Raw, Struct
from msgspec.structs import replace

from domain.emergency import Emergency
from domain.patient.commands import EnrolPatient, ReportRedFlag
from domain.values import Language
from eventstore.store import StoreBusy
from eventstore.vault import PersonErased
from services.actor import Actor, may
from services.call import Answer, Call, Verdict
from services.context import Context
from services.execute import execute_all
from services.http.cloud_events import Envelope, name_of, read_envelope
from services.http.forms import UNREADABLE
from services.http.heading import heading_of, report_id
from services.http.my.reports import check_named, comes_from_one, own_subject, said_by_bearer, under_own_source
from services.http.positions import position_of
from services.http.problems import Problem, bare, problem_of
from services.http.red_flags import may_hold_one
from services.http.subjects import EXTERNAL, Subjects
from services.http.translate import translate, type_of
from services.trying import tried

REFUSED = "refused"  # what an outcome says of what was not taken
BREATH = 1 << 13  # bytes of a batch that are read before others have their turn
NO_DIGEST = "0" * 32  # of texts that are only tried, for somebody who has no key yet
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
    emergency: Emergency | None = None  # of a red flag, whatever became of it: whom to call


class Taken(Struct):
    """One event on its way: its name, and either the problem or the call, later the answer."""

    id: str | None
    source: str | None
    problem: Problem | None = None
    call: Call | None = None
    answer: Answer | None = None
    emergency: Emergency | None = None
    subject: str | None = None  # whom it names
    at: str = ""  # JSON pointer to it in the body

    def refusal(self) -> Problem | None:
        """Why it is refused; None where it is not."""
        answer = self.answer
        if self.problem is not None or answer is None:
            return self.problem
        match answer.verdict:
            case Verdict.REFUSED:
                problem = Problem(answer.code or "invalid", answer.detail or "")
                if _is_nobody(problem):  # in the words for one who is found in no directory: out of reach looks alike
                    problem.at = f"{self.at}/subject"
                return problem
            case Verdict.CONFLICT:
                return Problem("already_exists")
            case _:
                return None

    def outcome(self) -> ItemOutcome:
        problem = self.refusal()
        if problem is not None:
            detail = problem.detail or problem.meaning.title
            return ItemOutcome(
                id=self.id,
                source=self.source,
                status=REFUSED,
                code=problem.code,
                detail=detail,
                at=problem.at,
                emergency=self.emergency,
            )
        status = self.answer.verdict.value if self.answer else ""
        return ItemOutcome(
            id=self.id,
            source=self.source,
            status=status,
            position=position_of(self.answer),
            emergency=self.emergency,
        )


class Taking:
    """One request's events. People enrolled under a partner's own id are known to the events behind them.

    `language` is for whoever reports a red flag and is not known; `emergency` what was told of one, also where the
    request fails as a whole.
    """

    def __init__(
        self,
        context: Context,
        subjects: Subjects,
        actor: Actor,
        partner_id: UUID,
        request_id: UUID,
        language: Language,
    ) -> None:
        self._context = context
        self._subjects = subjects
        self.actor = actor
        self._partner_id = partner_id
        self._request_id = request_id
        self._language: Language = language
        self.emergency: Emergency | None = None
        self._at = context.clock.now(actor.org_id)
        self._met: dict[str, UUID | None] = {}  # by how they were named, as far as they were found
        self._enrolling: set[UUID] = set()  # under the partner's own id
        self._tries = False

    async def take(self, item: bytes) -> Taken:
        """The fate of a single event. Raises StoreBusy when the log cannot take it now."""
        taken = await self._read(item, "")
        await self._execute([taken])
        return taken

    async def take_all(self, items: Sequence[Raw], *, red_flags: bool) -> list[Taken]:
        """The fate of each event of a batch, in order. While some are appended, those behind them are read.

        `red_flags`: there may be some. They go before all others, but for those of people whom the batch enrols.

        Raises StoreBusy when the log cannot take them now; some may be stored by then, and are duplicates next time.
        """
        settled = await self._red_flags_first(items) if red_flags else {}
        taken: list[Taken] = []
        ahead: list[Taken] = []
        for first in range(0, len(items), SLICE):
            places = range(first, min(first + SLICE, len(items)))
            _, ahead = await asyncio.gather(self._execute(ahead), self._read_all(items, places, settled))
            taken += ahead
        await self._execute(ahead)
        return taken

    async def try_all(self, items: Sequence[bytes]) -> list[Taken]:
        """What each event would come to after those before it. Nothing is written of any, not even a person's key."""
        self._tries = True
        taken = await self._read_all([Raw(item) for item in items], range(len(items)), {})
        waiting = [(item, item.call) for item in taken if item.call is not None]
        answers = await tried(self._context, [call for _, call in waiting])
        for (item, _), answer in zip(waiting, answers, strict=True):
            item.answer = answer
        return taken

    async def _red_flags_first(self, items: Sequence[Raw]) -> dict[int, Taken]:
        """What became of the red flags of a batch, by their places; without those of people who are not known yet."""
        places = [place for place, item in enumerate(items) if may_hold_one(item)]
        taken = {place: await self._read(items[place], f"/{place}") for place in places}
        flags = {place: each for place, each in taken.items() if each.emergency is not None or _is_red_flag(each)}
        await self._report(flags.values())
        return {place: each for place, each in flags.items() if not _is_nobody(each.refusal())}

    async def _read_all(self, items: Sequence[Raw], places: Iterable[int], settled: Mapping[int, Taken]) -> list[Taken]:
        taken: list[Taken] = []
        unread = BREATH
        for place in places:
            taken.append(settled.get(place) or await self._read(items[place], f"/{place}"))
            unread -= len(memoryview(items[place]))
            if unread < 0:
                unread = BREATH
                await asyncio.sleep(0)
        return taken

    async def _read(self, raw: Raw | bytes, at: str) -> Taken:
        patient_id = None
        try:
            envelope = read_envelope(raw, at)
            taken = Taken(envelope.id, envelope.source, subject=envelope.subject, at=at)
        except Problem as problem:
            taken = Taken(*name_of(raw), problem=bare(problem))
        else:
            try:
                taken.call = await self._call(envelope, at)
            except (Problem, PersonErased, *UNREADABLE) as error:
                taken.problem = bare(problem_of(error, at))
            patient_id = self._met.get(envelope.subject)
        if taken.problem is not None and may_hold_one(raw):
            taken.emergency = await self._context.emergencies.words(self.actor, patient_id, self._language)
        return taken

    async def _call(self, envelope: Envelope, at: str) -> Call:
        """Raises Problem."""
        type_of(envelope, at)
        of_one = comes_from_one(self.actor)
        if of_one:
            self._met[envelope.subject] = own_subject(self.actor, envelope.subject)
            envelope = under_own_source(self.actor, envelope)
        elif envelope.subject not in self._met:
            found = await self._subjects.find(self.actor.org_id, self._partner_id, envelope.subject)
            self._met[envelope.subject] = found
        patient_id = self._patient(envelope)
        if of_one and patient_id is None:
            raise Problem("unknown_patient", at=at + "/subject")
        heading = heading_of(envelope, self.actor.org_id, self._at, patient_id or UUID(int=0))
        wish = translate(envelope, heading, at)
        if not may(self.actor, wish.command):
            detail = "This is not for patients, or not for carers." if of_one else "The key has no scope for this type."
            raise Problem("forbidden", detail, at=at + "/type")
        if self.actor.kinds and envelope.type not in self.actor.kinds:
            raise Problem("forbidden", "The partner sends no events of this type.", at=at + "/type")
        enrols = isinstance(wish.command, EnrolPatient)
        if patient_id is None:
            raise Problem("unknown_patient", at=at + "/subject")
        if of_one:
            wish = said_by_bearer(self.actor, wish)
            await check_named(self._context, self.actor, envelope, at)
        call = Call(actor=self.actor, command=wish.command, correlation_id=self._request_id)
        if enrols and envelope.subject.startswith(EXTERNAL):
            self._met[envelope.subject] = patient_id
            self._enrolling.add(patient_id)
            alias = await self._subjects.alias(self.actor.org_id, self._partner_id, envelope.subject, patient_id)
            call = replace(call, aliases=(alias,))
        if wish.private:
            call = await self._sealed(call, patient_id, wish.private, enrols=enrols, at=at)
        return call

    def _patient(self, envelope: Envelope) -> UUID | None:
        """The patient meant; of one who is being enrolled under the partner's own id, the id to be given."""
        org_id, subject = self.actor.org_id, envelope.subject
        found = self._met[subject]
        if found is None and subject.startswith(EXTERNAL) and envelope.type == "org.carryover.patient.enrolled":
            return uuid5(org_id, str(report_id(org_id, envelope.source, envelope.id)))
        return found

    async def _sealed(self, call: Call, patient_id: UUID, private: dict[str, str], *, enrols: bool, at: str) -> Call:
        """The call with its texts sealed for the patient, and only their digest in the command."""
        org_id, command = self.actor.org_id, call.command
        known = enrols or patient_id in self._enrolling
        if not known and not await self._subjects.is_known(org_id, patient_id):
            raise Problem("unknown_patient", at=at + "/subject")
        if self._tries:
            digest = await self._context.vault.digest_of(org_id, patient_id, private) or NO_DIGEST
            return replace(call, command=replace(command, private=digest))
        sealed, digest = await self._context.vault.seal(org_id, patient_id, command.command_id, private)
        return replace(call, command=replace(command, private=digest), sealed=(sealed,))

    async def _execute(self, taken: Iterable[Taken]) -> None:
        """Give those an answer that became a command and have none yet."""
        waiting = [(item, item.call) for item in taken if item.call is not None and item.answer is None]
        plain = [each for each in waiting if not _is_red_flag(each[0])]
        answers = await execute_all(self._context, [call for _, call in plain]) if plain else []
        for (item, _), answer in zip(plain, answers, strict=True):
            item.answer = answer
        if len(plain) < len(waiting):
            await self._report(item for item, _ in waiting if _is_red_flag(item))

    async def _report(self, red_flags: Iterable[Taken]) -> None:
        """Those of one patient in turn, so that they meet one alert. Raises StoreBusy, once all have been tried."""
        by_patient: dict[UUID, list[Taken]] = defaultdict(list)
        for item in red_flags:
            if item.call is not None and isinstance(item.call.command, ReportRedFlag):
                by_patient[item.call.command.patient_id].append(item)
        in_turn = (self._report_in_turn(patient_id, items) for patient_id, items in by_patient.items())
        if not all(await asyncio.gather(*in_turn)):
            raise StoreBusy("the log did not take a red flag in time")

    async def _report_in_turn(self, patient_id: UUID, red_flags: Iterable[Taken]) -> bool:
        """Whether the log took them."""
        for item in red_flags:
            if item.call is not None:
                item.answer, item.emergency = await self._context.emergencies.report(
                    item.call, patient_id, self._language
                )
                if item.answer is None or self.emergency is None:
                    self.emergency = item.emergency
                if item.answer is None:
                    return False
        return True


def _is_red_flag(taken: Taken) -> bool:
    return taken.call is not None and isinstance(taken.call.command, ReportRedFlag)


def _is_nobody(problem: Problem | None) -> bool:
    return problem is not None and problem.code == "unknown_patient"
