"""Keeps whose each patient is, and when each report that stands happened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, assert_never, get_args
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Event
from domain.patient.events import (
    ContactPreferencesSet,
    PatientDischarged,
    PatientEnrolled,
    PatientMerged,
    PatientReadmitted,
    PatientRestricted,
    PatientRestrictionLifted,
    PatientTransferred,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    RedFlagSign,
    TherapistAssigned,
)
from domain.values import Language
from domain.zones import FIRST_INSTANT, ZoneChange, day_over, with_change
from eventstore.records import Recorded
from projections.base import Fact, PersonKey
from projections.caseload import tables
from projections.caseload.heard import keep_reports
from projections.caseload.reports import ReportEvent
from projections.desk import Desk

CareEvent = (
    PatientEnrolled
    | PatientZoneSet
    | ContactPreferencesSet
    | TherapistAssigned
    | PatientTransferred
    | PatientDischarged
    | PatientReadmitted
    | PatientMerged
    | PatientRestricted
    | PatientRestrictionLifted
    | RedFlagReported
    | RedFlagCleared
)

_zones = msgspec.json.Decoder(tuple[ZoneChange, ...])
_ids = msgspec.json.Decoder(tuple[UUID, ...])
_signs = msgspec.json.Decoder(tuple[RedFlagSign, ...])


class Care(Struct, frozen=True):
    """Whose the patient is, where the vault has the name, and how far the patient's own stream is folded."""

    version: int = 0
    clinic_id: UUID | None = None
    therapist_id: UUID | None = None
    enrolled_at: datetime | None = None
    discharged_last_day: date | None = None
    language: Language | None = None
    merged_into: UUID | None = None  # a duplicate, who is in nobody's care
    held_since: datetime | None = None  # the first red flag that nobody has cleared was recorded
    restricted: bool = False  # the record is kept and nothing else
    signs: tuple[RedFlagSign, ...] = ()  # of all red flags since then
    named_in: tuple[UUID, ...] = ()  # items of the vault with name and contacts, the newest last
    zones: tuple[ZoneChange, ...] = ()

    @property
    def ends_at(self) -> datetime | None:
        """When the last day is over where the patient is; None while nobody is discharged."""
        return None if self.discharged_last_day is None else day_over(self.zones, self.discharged_last_day)


class Caseload:
    name = "caseload"
    version = 3
    wants: frozenset[type[Event]] = frozenset((*get_args(CareEvent), *get_args(ReportEvent)))
    tables = (tables.REPORT, tables.CORRECTED, tables.PATIENT)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        care: list[tuple[Recorded, CareEvent]] = []
        reports: list[tuple[Recorded, ReportEvent]] = []
        for recorded, event in facts:
            if isinstance(event, ReportEvent):
                reports.append((recorded, event))
            elif isinstance(event, CareEvent):
                care.append((recorded, event))
        await _keep_care(desk, care)
        await keep_reports(desk, reports)


def evolve(care: Care, recorded: Recorded, event: CareEvent) -> Care:
    """After one more event of the patient's stream; unchanged by one that was folded before."""
    if recorded.version <= care.version:
        return care
    care = replace(care, version=recorded.version)
    match event:
        case PatientEnrolled():
            return replace(
                care,
                clinic_id=event.clinic_id,
                therapist_id=event.therapist_id,
                enrolled_at=recorded.recorded_at,
                language=event.language,
                named_in=_named(care, recorded, event),
                zones=with_change(care.zones, FIRST_INSTANT, event.zone),
            )
        case PatientZoneSet():
            return replace(care, zones=with_change(care.zones, event.since, event.zone))
        case ContactPreferencesSet():
            return replace(care, language=event.language, named_in=_named(care, recorded, event))
        case TherapistAssigned():
            return replace(care, therapist_id=event.therapist_id)
        case PatientDischarged():
            return replace(care, discharged_last_day=event.last_day)
        case PatientReadmitted():
            return replace(care, discharged_last_day=None)
        case PatientTransferred():
            return replace(care, clinic_id=event.clinic_id, therapist_id=event.therapist_id)
        case PatientMerged():
            return replace(care, merged_into=event.into)
        case PatientRestricted() | PatientRestrictionLifted():
            return replace(care, restricted=isinstance(event, PatientRestricted))
        case RedFlagReported():
            signs = tuple(sign for sign in RedFlagSign if sign in care.signs or sign in event.signs)
            return replace(care, held_since=care.held_since or recorded.recorded_at, signs=signs)
        case RedFlagCleared():
            return replace(care, held_since=None, signs=())
        case _:
            assert_never(event)


def _named(care: Care, recorded: Recorded, event: PatientEnrolled | ContactPreferencesSet) -> tuple[UUID, ...]:
    """An item of the vault has the id of its event."""
    return care.named_in if event.private is None else (*care.named_in, recorded.event_id)


async def _keep_care(desk: Desk, events: Sequence[tuple[Recorded, CareEvent]]) -> None:
    keys = {(recorded.org_id, event.patient_id) for recorded, event in events}
    before = dict(map(_care, await desk.find(tables.PATIENT, keys)))
    care = dict(before)
    for recorded, event in events:
        key = (recorded.org_id, event.patient_id)
        care[key] = evolve(care.get(key, Care()), recorded, event)
    rows = [_care_row(key, row) for key, row in care.items() if row != before.get(key)]
    await desk.keep(tables.PATIENT, rows)


def _care(row: asyncpg.Record) -> tuple[PersonKey, Care]:
    fields = {name: row[name] for name in Care.__struct_fields__}
    fields |= {"named_in": _ids.decode(row["named_in"]), "zones": _zones.decode(row["zones"])}
    fields |= {"signs": _signs.decode(row["signs"])}
    return (row["org_id"], row["patient_id"]), Care(**fields)


def _care_row(key: PersonKey, care: Care) -> tuple[Any, ...]:
    *fields, signs, named_in, zones = msgspec.structs.astuple(care)
    return (*key, *fields, *(msgspec.json.encode(each).decode() for each in (signs, named_in, zones)), care.ends_at)


CASELOAD = Caseload()
