"""Merging a duplicate into the patient who is kept: the duplicate ends, its reports are carried over with their texts
sealed anew, a red flag that nobody has cleared holds the kept one too, and its alerts are closed as moved.

All of it may be done again and again: whatever is there already is passed over. So it is asked for once more for each
report that comes later, and once when no process can have missed the merge.
"""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

import msgspec
import structlog
from msgspec.structs import replace

from domain.alert.answering import ResolveAlert
from domain.alert.events import Resolution
from domain.decider import Command
from domain.patient.commands import EndDuplicate, ReportRedFlag
from domain.patient.events import DuplicateNamed, RedFlagCleared, RedFlagReported
from domain.program.decider import programs_of
from domain.zones import shifted
from eventstore.codec import Undecodable
from eventstore.records import Append, NewEvent, Recorded, Sealed, Status
from projections.alert_inbox.queries import UNRESOLVED, alerts
from services.actor import system
from services.call import Answer, Call, Verdict
from services.context import Context
from services.execute import execute
from services.patient_access import rows
from services.people.carried import CARRIED, Work, carried, new_id, works_of
from services.people.effects import Merge, leaves_work
from services.places import load_states
from workers.alert_commands import LogUnavailable
from workers.doing import NotBegun
from workers.effects import Claim, End
from workers.sending import Channels

log = structlog.get_logger()

BY = "merge"
PAGE = 200
TURN_SECONDS = 6.0
MOST_ALERTS = 200

_payload = msgspec.json.Decoder(Merge)

# Those of these events that are there.
THERE = "SELECT event_id FROM log.events WHERE org_id = $1 AND event_id = ANY ($2::uuid[])"


class NotCarriedOver(RuntimeError):
    """The log did not take a report as the kept one's."""


async def merge_patients(context: Context, channels: Channels, claim: Claim) -> tuple[End, str | None]:
    org_id, what = claim.org_id, _payload.decode(claim.payload)
    ended = await _do(
        context,
        org_id,
        EndDuplicate(
            command_id=uuid5(what.kept, f"end:{what.duplicate}"),
            at=context.clock.now(org_id),
            patient_id=what.duplicate,
            into=what.kept,
        ),
    )
    if ended.verdict is Verdict.REFUSED:
        return End.MOOT, ended.code
    async with context.writing(org_id) as db:
        await rows.end_patient(db, org_id, what.duplicate)  # whoever came in as the duplicate is given another way in
    await _carry_over(context, org_id, what)
    await _carry_red_flags(context, org_id, what)
    await _close_alerts(context, org_id, what)
    return End.DONE, None


async def _carry_over(context: Context, org_id: UUID, what: Merge) -> None:
    """Raises NotBegun where there is more to do than there is time for: it goes on where it was."""
    ends = asyncio.get_running_loop().time() + TURN_SECONDS
    key = (org_id, "program", programs_of(what.duplicate))
    works = works_of((await load_states(context, [key]))[key])
    after = 0
    while page := await context.store.by_subject(org_id, what.duplicate, after, PAGE):
        after = page[-1].pos
        await _carry_page(context, org_id, what, works, page)
        if len(page) == PAGE and asyncio.get_running_loop().time() >= ends:
            raise NotBegun


async def _carry_page(
    context: Context, org_id: UUID, what: Merge, works: Mapping[UUID, Work], page: Sequence[Recorded]
) -> None:
    new = {recorded.event_id: new_id(what.kept, recorded.event_id) for recorded in page}
    async with context.reading(org_id) as db:
        there = {row["event_id"] for row in await db.fetch(THERE, org_id, list(new.values()))}
        left = [recorded for recorded in page if new[recorded.event_id] not in there]
        texts = await context.vault.open_many(db, org_id, {what.duplicate: [each.event_id for each in left]})
    words = texts.get(what.duplicate, {})
    streams = {new_id(what.kept, recorded.stream_id) for recorded in left}
    versions: dict[UUID, int] = {}
    for stored in await context.store.load(org_id, sorted(streams)):
        versions[stored.stream_id] = stored.version
    for recorded in left:
        event, sealed = await _as_kept(context, what, works, recorded, words.get(recorded.event_id))
        if event is None:
            continue
        stream_id = new_id(what.kept, recorded.stream_id)
        append = Append(
            org_id=org_id,
            stream_id=stream_id,
            expected=versions.get(stream_id, 0),
            events=(event,),
            recorded_at=context.clock.now(org_id),
            actor=system(org_id, BY).signature,
            causation_id=recorded.event_id,
            sealed=sealed,
        )
        [outcome] = await context.store.append([append])
        if outcome.status not in (Status.STORED, Status.DUPLICATE):
            raise NotCarriedOver(f"{recorded.type} {recorded.event_id}: {outcome.status}")
        versions[stream_id] = max(outcome.version, versions.get(stream_id, 0))


async def _as_kept(
    context: Context, what: Merge, works: Mapping[UUID, Work], recorded: Recorded, words: dict[str, str] | None
) -> tuple[NewEvent | None, tuple[Sealed, ...]]:
    """Nothing of an event that is not carried over. One that cannot be read stays where it is, and is told."""
    try:
        event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
    except Undecodable as error:
        log.error("not_carried_over", org_id=str(recorded.org_id), event=str(recorded.event_id), error=str(error))
        return None, ()
    if type(event) not in CARRIED:
        return None, ()
    event_id = new_id(what.kept, recorded.event_id)
    sealed: tuple[Sealed, ...] = ()
    digest: str | None = None
    if words is not None:
        item, digest = await context.vault.seal(recorded.org_id, what.kept, event_id, words)
        sealed = (item,)
    name, schema_v, data = context.codec.encode(carried(event, what.kept, works, digest))
    target = recorded.target_event_id
    new = NewEvent(
        event_id=event_id,
        type=name,
        schema_v=schema_v,
        occurred_at=recorded.occurred_at,
        occurred_zone=recorded.occurred_zone,
        subject_id=what.kept,
        target_event_id=None if target is None else new_id(what.kept, target),
        data=data,
    )
    return new, sealed


async def _carry_red_flags(context: Context, org_id: UUID, what: Merge) -> None:
    """Those that nobody has cleared."""
    open_flags: list[tuple[Recorded, RedFlagReported]] = []
    for recorded in await context.store.load(org_id, [what.duplicate]):
        event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        if isinstance(event, RedFlagReported):
            open_flags.append((recorded, event))
        elif isinstance(event, RedFlagCleared):
            open_flags.clear()
    for recorded, event in open_flags:
        await _report_red_flag(context, org_id, what, recorded, event)


async def _report_red_flag(
    context: Context, org_id: UUID, what: Merge, recorded: Recorded, event: RedFlagReported
) -> None:
    report = ReportRedFlag(
        command_id=new_id(what.kept, recorded.event_id),
        at=context.clock.now(org_id),
        patient_id=what.kept,
        occurred_at=shifted(recorded.occurred_at, event.clock_shift),
        occurred_zone=recorded.occurred_zone,
        signs=event.signs,
        provenance=event.provenance,
    )
    call = Call(actor=system(org_id, BY), command=report, causation_id=recorded.event_id, urgent=True)
    if event.private is not None:
        async with context.reading(org_id) as db:
            texts = await context.vault.open_many(db, org_id, {what.duplicate: [recorded.event_id]})
        words = texts.get(what.duplicate, {}).get(recorded.event_id)
        if words is not None:
            item, digest = await context.vault.seal(org_id, what.kept, report.command_id, words)
            call = replace(call, command=replace(report, private=digest), sealed=(item,))
    await _executed(context, call)


async def _close_alerts(context: Context, org_id: UUID, what: Merge) -> None:
    """In the name of whoever said that the two are one."""
    by = await _who_named(context, org_id, what)
    if by is None:
        return
    async with context.reading(org_id) as db:
        found = await alerts(db, org_id, patient_id=what.duplicate, statuses=UNRESOLVED, after=None, limit=MOST_ALERTS)
    for alert in found:
        closing = ResolveAlert(
            command_id=uuid5(alert.alert_id, f"moved:{alert.version}"),
            at=context.clock.now(org_id),
            alert_id=alert.alert_id,
            staff_id=by,
            resolution=Resolution.MOVED,
        )
        await _do(context, org_id, closing)


async def _who_named(context: Context, org_id: UUID, what: Merge) -> UUID | None:
    """The member of staff who named the duplicate; None where it was one of our own tools."""
    for recorded in await context.store.load(org_id, [what.kept]):
        event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        if isinstance(event, DuplicateNamed) and event.duplicate_id == what.duplicate:
            kind, _, name = recorded.actor.partition(":")
            return UUID(name) if kind == "staff" else None
    return None


async def _do(context: Context, org_id: UUID, command: Command) -> Answer:
    return await _executed(context, Call(actor=system(org_id, BY), command=command, effects=leaves_work(command)))


async def _executed(context: Context, call: Call) -> Answer:
    answer = await execute(context, call)
    if answer.verdict is Verdict.CONFLICT:
        raise LogUnavailable(f"the stream {answer.stream_id} never stood still")
    if answer.verdict is Verdict.REFUSED:
        log.warning("not_merged", org_id=str(call.actor.org_id), stream=str(answer.stream_id), code=answer.code)
    return answer
