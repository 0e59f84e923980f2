"""Keeps what each patient has been given to do."""

from collections.abc import Sequence
from typing import get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.plan import DayEvent, Plan, evolve_plan
from domain.decider import Event
from domain.program.events import ProgramEvent
from eventstore.records import Recorded
from projections.base import Fact, PersonKey
from projections.desk import Desk, Table

PATIENT = Table(
    "rm.program_patient",
    key={"patient_id": "uuid"},
    values={"patient_version": "int", "programs_version": "int", "plan": "json"},
)

_plan = msgspec.json.Decoder(Plan)


class Given(Struct, frozen=True):
    """A plan, and the versions of the patient's and the programs' streams up to which it is folded."""

    patient_version: int = 0
    programs_version: int = 0
    plan: Plan = Plan()


class Program:
    name = "program"
    version = 1
    wants: frozenset[type[Event]] = frozenset((*get_args(DayEvent), *get_args(ProgramEvent)))
    tables = (PATIENT,)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        events = [(recorded, event) for recorded, event in facts if isinstance(event, DayEvent | ProgramEvent)]
        before = await _given(desk, {(recorded.org_id, event.patient_id) for recorded, event in events})
        given = dict(before)
        for recorded, event in events:
            key = (recorded.org_id, event.patient_id)
            given[key] = evolve(given.get(key, Given()), recorded, event)
        rows = [
            (*key, row.patient_version, row.programs_version, msgspec.json.encode(row.plan).decode())
            for key, row in given.items()
            if row != before.get(key)
        ]
        await desk.keep(PATIENT, rows)


def evolve(given: Given, recorded: Recorded, event: DayEvent | ProgramEvent) -> Given:
    """After one more event of the patient or of the programs; unchanged by one that was folded before."""
    if isinstance(event, DayEvent):
        if recorded.version <= given.patient_version:
            return given
        return replace(given, patient_version=recorded.version, plan=evolve_plan(given.plan, event))
    if recorded.version <= given.programs_version:
        return given
    return replace(given, programs_version=recorded.version, plan=evolve_plan(given.plan, event))


async def _given(desk: Desk, keys: set[PersonKey]) -> dict[PersonKey, Given]:
    return {
        (row["org_id"], row["patient_id"]): Given(
            row["patient_version"], row["programs_version"], _plan.decode(row["plan"])
        )
        for row in await desk.find(PATIENT, keys)
    }


PROGRAM = Program()
