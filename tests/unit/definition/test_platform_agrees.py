"""The platform judges every worked case as the published definition says, and decides the wishes in them so."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from domain.decider import Event
from domain.deciders import BY_COMMAND, COMMANDS, EVENTS, NAMES
from tests.support.examples import ADDED, WISH_ID
from tests.support.judged_by_domain import OUR_OWN, decoded, judged, without
from tests.support.spec import given
from tests.support.worked_cases import Case, cases, differences

CASES = cases()


@pytest.mark.parametrize("case", [case for case in CASES if case.expected], ids=lambda case: case.name)
def test_the_platform_finds_what_was_worked_out_by_hand(case: Case) -> None:
    assert list(differences(without(case.expected, OUR_OWN), judged(case.known(), case.at))) == []


@pytest.mark.parametrize(
    ("case", "wish"),
    [
        pytest.param(case, wish, id=f"{case.name}-{number}")
        for case in CASES
        for number, wish in enumerate(case.wishes, 1)
    ],
)
def test_the_platform_refuses_and_dates_wishes_as_the_definition_says(case: Case, wish: Mapping[str, Any]) -> None:
    events = [decoded(line) for line in case.known() if line["type"] in EVENTS]
    patient_id = events[0].patient_id
    fields = {"command_id": WISH_ID, "at": case.at, "patient_id": patient_id, **wish["fields"]}
    command = msgspec.convert(fields, COMMANDS[wish["command"]], strict=False)
    decider = BY_COMMAND[type(command)]
    streams: dict[UUID, list[Event]] = {
        patient_id: [event for event in events if NAMES[type(event)].startswith("patient.")],
        **{
            exercise_id: [replace(ADDED, exercise_id=exercise_id)]
            for prescription in getattr(command, "prescriptions", ())
            if (exercise_id := getattr(prescription, "exercise_id", None))
        },
    }
    history = [event for event in events if NAMES[type(event)].startswith(f"{decider.kind}.")]
    needed = {need.stream_id for need in decider.needs(command)}
    others = {stream_id: told for stream_id, told in streams.items() if stream_id in needed}
    decided = given(decider, history).seeing(others).when(command)
    if "refused" in wish:
        decided.then_rejected(wish["refused"])
    else:
        assert decided.refusal is None
        becomes = [
            {"type": NAMES[type(event)], "data": json.loads(msgspec.json.encode(event))}
            for event in decided.events or ()
        ]
        assert list(differences(wish["becomes"], becomes)) == []
