"""The sessions that the alert rules remember of a patient: when each was, of which program, and what hurt too much."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from heapq import nlargest
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from domain.adherence.facts import SessionFact
from domain.alerting.program_memory import Programs, exercise_of, program_of
from domain.alerting.recent import let_go, oldest_touched, with_newest
from domain.clinic.thresholds import BOUNDS
from domain.corrections import as_corrected, with_correction
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.values import Entry, Level, Provenance
from domain.zones import shifted

KEPT_FOR = timedelta(days=16)
"""As far back as the earlier of two mornings may be, and the session of the day before it."""

ALWAYS_KEPT = 3
"""The newest, however long ago they were: silence is counted from the last one."""

MOST_KEPT = 100

LOWEST_BAND: Level = BOUNDS["over_the_band"][0]
"""Pain up to here is over nobody's band, and is not kept."""

Pains = tuple[tuple[UUID | None, Level], ...]
"""The most that each exercise hurt, where that is over some band; no exercise where nobody can tell which it was."""


class Bout(Struct, frozen=True, array_like=True):
    """A session as it was logged."""

    happened_at: datetime  # UTC, by a clock set right
    provenance: Provenance
    in_clinic: bool
    program_id: UUID | None  # None where it cannot be told
    pains: Pains


class BoutCorrection(Struct, frozen=True, omit_defaults=True):
    """The fields a correction gives (domain.corrections)."""

    made_at: datetime
    event_id: UUID
    patient_id: UUID
    happened_at: datetime | UnsetType = UNSET
    in_clinic: bool | UnsetType = UNSET
    program_id: UUID | UnsetType | None = UNSET
    pains: Pains | UnsetType = UNSET


CORRECTABLE = ("happened_at", "in_clinic", "program_id", "pains")


class RememberedSession(Struct, frozen=True, array_like=True):
    touched: date  # the day (UTC) on which it was last spoken of
    bout: Bout | None  # None while only corrections have arrived
    corrections: tuple[BoutCorrection, ...] = ()  # the one that wins last
    taken_back: bool = False


Sessions = Mapping[UUID, RememberedSession]
"""By session, the longest untouched first."""


def with_session(
    known: Sessions,
    programs: Programs,
    event: SessionEvent,
    event_id: UUID,
    occurred_at: datetime,
    recorded_at: datetime,
) -> dict[UUID, RememberedSession]:
    """The sessions with one more event, without those that no rule looks at any more."""
    today = recorded_at.date()
    session_id = event_id if isinstance(event, SessionLogged) else event.session_id
    there = known.get(session_id) or RememberedSession(today, None)
    match event:
        case SessionLogged():
            bout = Bout(
                shifted(occurred_at, event.clock_shift),
                event.provenance,
                event.in_clinic,
                program_of(programs, event.entries),
                _pains(programs, event.entries),
            )
            now = RememberedSession(today, bout, there.corrections, there.taken_back)
        case SessionCorrected():
            correction = _correction(programs, event, event_id, occurred_at)
            now = replace(there, touched=today, corrections=with_correction(there.corrections, correction)[-MOST_KEPT:])
        case SessionRetracted():
            now = replace(there, touched=today, taken_back=True)
        case _:
            assert_never(event)
    touched, oldest = with_newest(known, session_id, now), today - KEPT_FOR
    always = _newest(touched) if oldest_touched(touched) < oldest else ()
    return let_go(touched, oldest, MOST_KEPT, but=always)


def as_it_stands(known: Sessions, session_id: UUID) -> Bout | None:
    """The session with its corrections; None where there is none, or none any more."""
    there = known.get(session_id)
    return _settled(there, there.corrections) if there else None


def as_it_stood(known: Sessions, session_id: UUID, before: UUID) -> Bout | None:
    """The same without the log or correction `before`: so one sees what that event changed."""
    there = known.get(session_id)
    if there is None or before == session_id:
        return None
    return _settled(there, tuple(each for each in there.corrections if each.event_id != before))


def without(known: Sessions, session_id: UUID, event_id: UUID) -> Sessions:
    """The sessions as they would be had this log or correction not arrived."""
    if event_id == session_id:
        return {key: there for key, there in known.items() if key != session_id}
    there = known[session_id]
    others = tuple(correction for correction in there.corrections if correction.event_id != event_id)
    return {**known, session_id: replace(there, corrections=others)}


def standing(known: Sessions) -> Iterator[tuple[UUID, Bout]]:
    """All that stand, in the order of the memory."""
    for session_id, there in known.items():
        if bout := _settled(there, there.corrections):
            yield session_id, bout


def facts(known: Sessions) -> list[SessionFact]:
    """Those that stand, as far as what is said of symptoms needs them: without their entries."""
    return [
        SessionFact(session_id, bout.happened_at, (), bout.provenance, bout.in_clinic)
        for session_id, bout in standing(known)
    ]


def spoken_of(known: Sessions, session_id: UUID, deciding: UUID) -> tuple[UUID, ...]:
    """The ids of the log and of its corrections, the deciding one last."""
    said = (session_id, *(correction.event_id for correction in known[session_id].corrections))
    return (*(event_id for event_id in said if event_id != deciding), deciding)


def _settled(there: RememberedSession, corrections: tuple[BoutCorrection, ...]) -> Bout | None:
    if there.bout is None or there.taken_back or not corrections:
        return None if there.taken_back else there.bout
    return as_corrected(there.bout, corrections[0].patient_id, corrections, CORRECTABLE)


def _correction(programs: Programs, event: SessionCorrected, event_id: UUID, occurred_at: datetime) -> BoutCorrection:
    entries = event.entries
    return BoutCorrection(
        made_at=shifted(occurred_at, event.clock_shift),
        event_id=event_id,
        patient_id=event.patient_id,
        happened_at=UNSET if isinstance(event.moved_to, UnsetType) else shifted(event.moved_to, event.clock_shift),
        in_clinic=event.in_clinic,
        program_id=UNSET if isinstance(entries, UnsetType) else program_of(programs, entries),
        pains=UNSET if isinstance(entries, UnsetType) else _pains(programs, entries),
    )


def _pains(programs: Programs, entries: tuple[Entry, ...]) -> Pains:
    worst: dict[UUID | None, Level] = {}
    for entry in entries:
        if entry.pain is not None and entry.pain > LOWEST_BAND:
            exercise = exercise_of(programs, entry)
            worst[exercise] = max(entry.pain, worst.get(exercise, 0))
    return tuple(worst.items())


def _newest(known: Sessions) -> set[UUID]:
    """The last that stand, by when they were."""
    stood = ((there.bout.happened_at, key) for key, there in known.items() if there.bout and not there.taken_back)
    return {key for _, key in nlargest(ALWAYS_KEPT, stood)}
