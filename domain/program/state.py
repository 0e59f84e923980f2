"""What a decision about a patient's programs has to know of them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.program.events import (
    ProgramAssigned,
    ProgramCompleted,
    ProgramEvent,
    ProgramPaused,
    ProgramResumed,
    ProgramRevised,
    RestAdvised,
)
from domain.values import Prescription

DAY = timedelta(days=1)


class Span(NamedTuple):
    """The days, first and last included, on which a version is in force. No last day: until further notice."""

    first: date
    last: date | None

    def covers(self, other: "Span") -> bool:
        return self.first <= other.first and (self.last is None or (other.last is not None and other.last <= self.last))

    def meets(self, other: "Span") -> bool:
        """Whether the two have a day in common."""
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)


class Program(Struct, frozen=True):
    assigned: ProgramAssigned
    revisions: tuple[ProgramRevised, ...] = ()
    pauses: tuple[Span, ...] = ()
    rests: tuple[RestAdvised, ...] = ()
    completed: ProgramCompleted | None = None

    @property
    def versions(self) -> tuple[ProgramAssigned | ProgramRevised, ...]:
        """In the order of their numbers, from 1."""
        return (self.assigned, *self.revisions)

    @property
    def exercises(self) -> frozenset[UUID]:
        """Those of any version."""
        return frozenset(each.exercise_id for version in self.versions for each in version.prescriptions)

    @property
    def last_day(self) -> date | None:
        """The last day that still expects."""
        return self.completed.last_day if self.completed else self.assigned.last_day

    def in_force(self) -> Iterator[tuple[Span, tuple[Prescription, ...]]]:
        """The days of each version that has any: the highest-numbered one whose effective date is not later."""
        last = self.last_day
        for version in reversed(self.versions):
            if last is None or version.effective <= last:
                yield Span(version.effective, last), version.prescriptions
            last = version.effective - DAY if last is None else min(last, version.effective - DAY)


class Programs(Struct, frozen=True):
    """All programs of a patient, in the order in which they were assigned."""

    by_id: Mapping[UUID, Program] = {}


def evolve(programs: Programs, event: ProgramEvent) -> Programs:
    if isinstance(event, ProgramAssigned):
        return Programs(by_id={**programs.by_id, event.program_id: Program(assigned=event)})
    changed = _change(programs.by_id[event.program_id], event)
    return Programs(by_id={**programs.by_id, event.program_id: changed})


def _change(
    program: Program, event: ProgramRevised | ProgramPaused | ProgramResumed | RestAdvised | ProgramCompleted
) -> Program:
    match event:
        case ProgramRevised():
            return replace(program, revisions=(*program.revisions, event))
        case ProgramPaused():
            return replace(program, pauses=(*program.pauses, Span(event.first_day, event.last_day)))
        case ProgramResumed():
            return replace(program, pauses=tuple(_until(program.pauses, event.first_day)))
        case RestAdvised():
            return replace(program, rests=(*program.rests, event))
        case ProgramCompleted():
            return replace(program, completed=event)
        case _:
            assert_never(event)


def _until(pauses: tuple[Span, ...], first_day: date) -> Iterator[Span]:
    """The pauses, ended the day before `first_day`; one that had not begun by then is gone."""
    for pause in pauses:
        if pause.first < first_day:
            last = first_day - DAY
            yield Span(pause.first, last if pause.last is None else min(pause.last, last))
