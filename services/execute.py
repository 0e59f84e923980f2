"""The one command handler: find the decider, check that the actor may, load, fold, decide, append at the version."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.decider import Command, Decider, Event, Rejected, Report, Seen, event_id, fold
from domain.deciders import BY_COMMAND
from domain.organisation.decider import RegisterOrganisation
from domain.rejections import refused
from eventstore.codec import Codec
from eventstore.records import Append, NewEvent, Status
from services.actor import Actor, may
from services.call import REFUSALS, Answer, Call, Verdict, answer_of
from services.places import Log, Place, Places, Then, load_places
from services.resends import told_before

TRIES = 6  # of a command whose stream moves under it
ID_REUSED = REFUSALS[Status.ID_REUSED]


async def execute(log: Log, call: Call) -> Answer:
    """Run one command. Raises StoreBusy when the log cannot take it now; every refusal is an answer."""
    return (await execute_all(log, [call]))[0]


async def execute_all(log: Log, calls: Sequence[Call]) -> list[Answer]:
    """Run many commands in order, an answer for each; what one is refused for does not touch its neighbours."""
    answers: dict[int, Answer] = {}
    waiting = list(range(len(calls)))
    for attempt in range(TRIES):
        places = await load_places(log, [calls[number] for number in waiting], optimistic=attempt == 0)
        appends: dict[int, Append] = {}
        for number in waiting:
            decided = _decide(log.codec, calls[number], places)
            if isinstance(decided, Append):
                appends[number] = decided
            else:
                answers[number] = decided
        waiting = []
        for number, outcome in zip(appends, await log.store.append(list(appends.values())), strict=True):
            append = appends[number]
            log.guards.forget(append.org_id, append.stream_id)
            known = await told_before(log, append) if outcome.status is Status.ID_REUSED else None
            answers[number] = answer_of(append.stream_id, known or outcome)
            if outcome.status is Status.CONFLICT and calls[number].expected is None:
                waiting.append(number)
        if not waiting:
            break
    return [answers[number] for number in range(len(calls))]


def _decide(codec: Codec, call: Call, places: Places) -> Append | Answer:
    """What one command comes to on the state as it runs; moves that state on for the commands behind it."""
    command, org_id = call.command, call.actor.org_id
    decider = BY_COMMAND[type(command)]
    stream_id = decider.stream(command)
    key = (org_id, decider.kind, stream_id)
    place, needs = places.now[key], decider.needs(command)
    seen = places.of(org_id, needs)
    repeated = places.before.get((key, command.command_id))
    try:
        if not may(call.actor, command):
            raise Rejected("forbidden", "You may not do this.")
        if place.foreign:
            raise Rejected(*ID_REUSED)
        _check_reach(call.actor, [(decider.kind, place.state), *((need.kind, seen[need.stream_id]) for need in needs)])
        if repeated:
            place, command, events = _decide_again(decider, command, seen, repeated)
            stale = False
        else:
            stale = call.expected not in (None, place.version)
            # of what is not there no version is told: the refusal is the same with and without a version
            events = () if stale and place.version else decider.decide(command, place.state, seen)
        if stale:
            return Answer(verdict=Verdict.CONFLICT, stream_id=stream_id, version=place.version)
    except Rejected as refusal:
        return Answer(verdict=Verdict.REFUSED, stream_id=stream_id, code=refusal.code, detail=refusal.detail)
    if not events:
        return Answer(verdict=Verdict.UNCHANGED, stream_id=stream_id, version=place.version)
    if not repeated:
        places.before[key, command.command_id] = Then(place, command.at, seen)
        places.now[key] = Place(place.version + len(events), fold(decider, events, place.state))
    return _append(codec, call, command, stream_id, place.version, events)


def _decide_again(
    decider: Decider[Any], command: Command, seen: Seen, then: Then
) -> tuple[Place, Command, Sequence[Event]]:
    """A command that was there before, decided on what stood then: the log compares what it comes to.

    It came to something then. What comes to nothing or is refused has other content.
    """
    command = command if isinstance(command, Report) else replace(command, at=then.at)
    try:
        events = decider.decide(command, then.place.state, {**seen, **then.seen})
    except Rejected as refusal:
        raise Rejected(*ID_REUSED) from refusal
    if not events:
        raise Rejected(*ID_REUSED)
    return then.place, command, events


def _check_reach(actor: Actor, states: Iterable[tuple[str, Any]]) -> None:
    """Someone whose rights hold at some clinics only meets what belongs to others as if it did not exist."""
    for kind, state in states:
        clinic_id = getattr(state, "clinic_id", None)
        if clinic_id is not None and not actor.reaches(clinic_id):
            raise refused(f"unknown_{kind}")


def _append(
    codec: Codec, call: Call, command: Command, stream_id: UUID, version: int, events: Sequence[Event]
) -> Append:
    return Append(
        org_id=call.actor.org_id,
        stream_id=stream_id,
        expected=version,
        events=tuple(_new_event(codec, command, index, event) for index, event in enumerate(events)),
        recorded_at=command.at,
        actor=call.actor.signature,
        correlation_id=call.correlation_id,
        causation_id=call.causation_id,
        key=call.key,
        effects=call.effects,
        sealed=call.sealed,
        links=call.links,
        aliases=call.aliases,
        opens_feed=isinstance(command, RegisterOrganisation),
    )


def _new_event(codec: Codec, command: Command, index: int, event: Event) -> NewEvent:
    name, schema_v, data = codec.encode(event)
    report = command if isinstance(command, Report) else None
    return NewEvent(
        event_id=event_id(command.command_id, index),
        type=name,
        schema_v=schema_v,
        occurred_at=report.occurred_at if report else command.at,
        occurred_zone=report.occurred_zone if report else None,
        subject_id=getattr(event, "patient_id", None) or getattr(event, "staff_id", None),
        target_event_id=getattr(event, event.corrects) if event.corrects else None,
        data=data,
    )
