"""What a patient was to do on each day: the programs, pauses, rests and ends, and the zones that make the dates."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.patient.events import (
    ConsentRecorded,
    ConsentWithdrawn,
    ContactPreferencesSet,
    DuplicateNamed,
    PatientAccessEnded,
    PatientAccessGiven,
    PatientCodeRenewed,
    PatientDischarged,
    PatientEnrolled,
    PatientErased,
    PatientEvent,
    PatientMerged,
    PatientPolicySet,
    PatientQuietHoursSet,
    PatientReadmitted,
    PatientRestricted,
    PatientRestrictionLifted,
    PatientTransferred,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    TherapistAssigned,
)
from domain.patient.hold import Hold, Holds, begun, cleared
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
from domain.zones import FIRST_INSTANT, ZoneChange, happens, with_change

DAY = timedelta(days=1)

DayEvent = (
    PatientEnrolled
    | PatientZoneSet
    | PatientDischarged
    | PatientReadmitted
    | PatientTransferred
    | PatientMerged
    | RedFlagReported
    | RedFlagCleared
)
"""What of the patient's own stream decides about days, and at whose clinic they are counted."""


class Version(Struct, frozen=True):
    """A numbered version of a program, in force from `effective` on until a higher one is."""

    number: int
    effective: date
    prescriptions: tuple[Prescription, ...]


class Rest(Struct, frozen=True):
    """Days, first and last included, on which nothing is expected. No last day: until further notice."""

    first_day: date
    last_day: date | None
    prescriptions: tuple[UUID, ...] = ()  # empty: all of the program's, as in every pause

    def covers(self, day: date, prescription_id: UUID) -> bool:
        return (
            self.first_day <= day
            and (self.last_day is None or day <= self.last_day)
            and (not self.prescriptions or prescription_id in self.prescriptions)
        )

    def meets(self, first: date, last: date) -> bool:
        """Whether it covers any date from `first` to `last`, of some prescription."""
        return self.first_day <= last and (self.last_day is None or first <= self.last_day)


class ProgramPlan(Struct, frozen=True):
    program_id: UUID
    versions: tuple[Version, ...]  # by number
    pauses: tuple[Rest, ...] = ()
    rests: tuple[Rest, ...] = ()
    last_day: date | None = None  # the last day that still expects

    def version_on(self, day: date) -> Version | None:
        """The highest-numbered version whose effective date is not later; None before the first."""
        for version in reversed(self.versions):
            if version.effective <= day:
                return version
        return None

    def versions_on(self, days: Sequence[date]) -> Iterator[tuple[Version, Sequence[date]]]:
        """The versions in force on some consecutive dates, in order, each with those of the dates that are its own."""
        if days and (version := self.version_on(days[0])) is not None and version is self.version_on(days[-1]):
            yield version, days  # numbers never fall from date to date, so it is the same one in between
            return
        for version, its_days in groupby(days, self.version_on):
            if version is not None:
                yield version, list(its_days)

    @property
    def begins(self) -> date:
        """The first day on which a version is in force."""
        return min(version.effective for version in self.versions)

    def coming_after(self, day: date) -> tuple[Version, ...]:
        """The versions that come into force later, in that order, without those that a later decision replaced."""
        return tuple(
            version
            for version in self.versions
            if version.effective > day and self.version_on(version.effective) is version
        )


class Plan(Struct, frozen=True):
    """Everything but the reports that judging needs. Programs stand in the order in which they were assigned."""

    zones: tuple[ZoneChange, ...] = ()
    programs: tuple[ProgramPlan, ...] = ()
    last_day: date | None = None  # of the discharge; caps every program
    holds: Holds = ()  # of red flags; on every program
    absences: tuple[Hold, ...] = ()  # between a discharge and the readmission after it; on every program
    merged: bool = False  # a duplicate: no program of it judges anything

    def absence_on(self, day: date) -> Hold | None:
        """The absence that the date lies in; None where there is none."""
        return next((absence for absence in self.absences if absence.covers(day)), None)

    def hold_on(self, day: date) -> Hold | None:
        """The hold of a red flag on that date, of several the one that began last; None where there is none."""
        return next((hold for hold in reversed(self.holds) if hold.covers(day)), None)

    def ends(self, program: ProgramPlan) -> date | None:
        """The last day on which the program may expect anything."""
        return _earlier(program.last_day, self.last_day)

    def runs_between(self, program: ProgramPlan, first: date, last: date) -> bool:
        """Whether any date from `first` to `last` lies between the program's beginning and its end."""
        end = self.ends(program)
        return not self.merged and program.begins <= last and (end is None or max(program.begins, first) <= end)


def active_in(plan: Plan, days: Sequence[date]) -> Iterator[tuple[ProgramPlan, Prescription, Sequence[date]]]:
    """What is in force on any of some consecutive dates and not ended, paused, rested or held, with those dates.

    It stands in the order of the plan, and once for each version that has it. Its schedule says whether it expects
    anything. Dates that the patient's clocks skip are no dates.
    """
    known = [day for day in days if happens(plan.zones, day)] if plan.programs and not plan.merged else []
    if plan.absences:
        known = [day for day in known if plan.absence_on(day) is None]
    if plan.holds:
        known = [day for day in known if plan.hold_on(day) is None]
    if not known:
        return
    for program in plan.programs:
        end = plan.ends(program)
        open_days = known if end is None or known[-1] <= end else [day for day in known if day <= end]
        rests = (*program.pauses, *program.rests)
        free = [rest for rest in rests if rest.meets(known[0], known[-1])] if rests else rests
        for version, in_force in program.versions_on(open_days):
            for prescription in version.prescriptions:
                whose = prescription.prescription_id
                active = [day for day in in_force if not any(r.covers(day, whose) for r in free)] if free else in_force
                if active:
                    yield program, prescription, active


def active_on(plan: Plan, day: date) -> Iterator[tuple[ProgramPlan, Prescription]]:
    """What is in force on a date, not ended, paused, rested or held. Its schedule says whether it expects anything."""
    return ((program, prescription) for program, prescription, _ in active_in(plan, (day,)))


def evolve_plan(plan: Plan, event: PatientEvent | ProgramEvent) -> Plan:
    """The plan after one more event of the patient or of a program.

    Raises LookupError for a program that was never assigned.
    """
    match event:
        case PatientEnrolled():
            return replace(plan, zones=with_change(plan.zones, FIRST_INSTANT, event.zone))
        case PatientZoneSet():
            return replace(plan, zones=with_change(plan.zones, event.since, event.zone))
        case PatientDischarged():
            return replace(plan, last_day=event.last_day)  # one that has not come yet may be moved
        case PatientReadmitted():
            return replace(plan, last_day=None, absences=_absent(plan, event.first_day))
        case PatientMerged():
            return replace(plan, merged=True)
        case RedFlagReported():
            return replace(plan, holds=begun(plan.holds, event.first_day))
        case RedFlagCleared():
            return replace(plan, holds=cleared(plan.holds, event.first_day))
        case ContactPreferencesSet() | ConsentRecorded() | ConsentWithdrawn() | PatientPolicySet():
            return plan
        case TherapistAssigned() | PatientTransferred() | DuplicateNamed():
            return plan
        case PatientRestricted() | PatientRestrictionLifted() | PatientErased():
            return plan
        case PatientAccessGiven() | PatientCodeRenewed() | PatientAccessEnded() | PatientQuietHoursSet():
            return plan
        case ProgramAssigned():
            first = Version(1, event.effective, event.prescriptions)
            program = ProgramPlan(event.program_id, (first,), last_day=event.last_day)
            return replace(plan, programs=(*plan.programs, program))
        case _:
            return _with_program(plan, _evolve_program(_program(plan, event.program_id), event))


def _evolve_program(
    program: ProgramPlan, event: ProgramRevised | ProgramPaused | ProgramResumed | RestAdvised | ProgramCompleted
) -> ProgramPlan:
    match event:
        case ProgramRevised():
            version = Version(event.version, event.effective, event.prescriptions)
            return replace(program, versions=tuple(sorted((*program.versions, version), key=lambda v: v.number)))
        case ProgramPaused():
            return replace(program, pauses=(*program.pauses, Rest(event.first_day, event.last_day)))
        case ProgramResumed():
            return replace(program, pauses=_cut(program.pauses, event.first_day))
        case RestAdvised():
            rest = Rest(event.first_day, event.last_day, event.prescriptions)
            return replace(program, rests=(*program.rests, rest))
        case ProgramCompleted():
            return replace(program, last_day=_earlier(program.last_day, event.last_day))
        case _:
            assert_never(event)


def _program(plan: Plan, program_id: UUID) -> ProgramPlan:
    for program in plan.programs:
        if program.program_id == program_id:
            return program
    raise LookupError(f"no program {program_id} was assigned")


def _with_program(plan: Plan, changed: ProgramPlan) -> Plan:
    programs = (changed if known.program_id == changed.program_id else known for known in plan.programs)
    return replace(plan, programs=tuple(programs))


def _cut(pauses: tuple[Rest, ...], first_day: date) -> tuple[Rest, ...]:
    """The pauses, ended by the day before `first_day`; one that had not begun by then is gone."""
    return tuple(
        replace(pause, last_day=_earlier(pause.last_day, first_day - DAY))
        for pause in pauses
        if pause.first_day < first_day
    )


def _absent(plan: Plan, first_day: date) -> tuple[Hold, ...]:
    """With the dates after a discharge and before the first day back; none where that one comes in time."""
    if plan.last_day is None or plan.last_day >= first_day - DAY:
        return plan.absences
    return (*plan.absences, Hold(plan.last_day + DAY, first_day - DAY))


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
