"""What one command comes to: what is appended, or at once the answer."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.decider import Command, Decider, Event, Rejected, Report, Seen, event_id, fold
from domain.organisation.decider import RegisterOrganisation
from domain.partner.state import Partner
from domain.rejections import refused
from domain.staff.member import Staff
from eventstore.codec import Codec
from eventstore.records import Append, NewEvent, Status
from services.actor import Actor, may
from services.call import REFUSALS, Answer, Verdict
from services.people.effects import told_late
from services.places import Place, Places, Step, Then
from services.rank import outranks

ID_REUSED = REFUSALS[Status.ID_REUSED]
FORBIDDEN = ("forbidden", "You may not do this.")
UNREADABLE = ("unreadable", "What is stored of this cannot be read at the moment. Sending the same again is harmless.")


def decide(codec: Codec, step: Step, places: Places) -> Append | Answer:
    """What one command comes to on the state as it runs; moves that state on for the commands behind it."""
    call, decider, key, needs = step.call, step.decider, step.key, step.needs
    command, stream_id = call.command, key[2]
    place = places.now[key]
    seen = {need[2]: places.now[need].state for need in needs}
    repeated = places.before.get((key, command.command_id)) if places.before else None
    try:
        if not may(call.actor, command) or not outranks(call.actor, command, place.state):
            raise Rejected(*FORBIDDEN)
        if places.unreadable and not places.unreadable.isdisjoint((key, *needs)):
            raise Rejected(*UNREADABLE)
        if place.foreign:
            raise Rejected(*ID_REUSED)
        if call.actor.clinics:
            _check_reach(call.actor, [(decider.kind, place.state), *((need[1], seen[need[2]]) for need in needs)])
            _check_rank(call.actor, stream_id, place.state)
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
    if key in places.shared and not repeated:
        places.before[key, command.command_id] = Then(place, command.at, seen)
        places.now[key] = Place(place.version + len(events), fold(decider, events, place.state))
    if isinstance(command, Report):  # nearly always of whoever is in care
        late = told_late(command, seen.get(command.patient_id, place.state))
        if late:
            step = replace(step, call=replace(call, effects=(*call.effects, *late)))
    return _append(codec, step, command, place.version, events)


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
        clinics = getattr(state, "clinics", ()) if clinic_id is None else (clinic_id,)
        if clinics and not any(map(actor.reaches, clinics)):
            raise refused(f"unknown_{kind}")


def _check_rank(actor: Actor, of: UUID, state: Any) -> None:
    """Someone whose rights hold at some clinics only says nothing for staff or partners whose rights reach further."""
    known = (isinstance(state, Staff) and state.invited) or (isinstance(state, Partner) and state.registered)
    if not known or of == actor.id:
        return
    if not state.clinics or not all(map(actor.reaches, state.clinics)):
        raise Rejected(*FORBIDDEN)


def _append(codec: Codec, step: Step, command: Command, version: int, events: Sequence[Event]) -> Append:
    call = step.call
    return Append(
        org_id=call.actor.org_id,
        stream_id=step.key[2],
        expected=version,
        events=tuple([_new_event(codec, command, index, event) for index, event in enumerate(events)]),
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
        urgent=call.urgent,
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
