"""The check of the contract: each way of breaking it is found, growth is only to be recorded."""

from collections.abc import Callable
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.http.contract import check
from services.http.contract.check import DESCRIBED, broken_by, faults, record, written

OPENAPI, ASYNCAPI = DESCRIBED["openapi.json"], DESCRIBED["asyncapi.json"]
API: dict[str, Any] = msgspec.json.decode(written(OPENAPI.made()))
EVENTS: dict[str, Any] = msgspec.json.decode(written(ASYNCAPI.made()))
CLINIC = "/v1/commands/open-clinic"

Change = Callable[[dict[str, Any]], Any]


def schema(name: str) -> str:
    return f"components/schemas/{name}"


def at(document: dict[str, Any], place: str) -> Any:
    return reduce(getitem, place.split("/"), document)


def gone(place: str, name: str) -> Change:
    return lambda document: at(document, place).pop(name)


def without(place: str, item: Any) -> Change:
    return lambda document: at(document, place).remove(item)


def added(place: str, item: Any) -> Change:
    return lambda document: at(document, place).append(item)


def put(place: str, **what: Any) -> Change:
    return lambda document: at(document, place).update(what)


def post(document: dict[str, Any]) -> Any:
    return document["paths"][CLINIC]["post"]


BREAKING: dict[str, tuple[Change, str]] = {
    "an operation is gone": (lambda api: api["paths"].pop(CLINIC), f"POST {CLINIC}: is gone"),
    "an operation has another name": (
        lambda api: post(api).update(operationId="newClinic"),
        f"POST {CLINIC}: was called openClinic, is called newClinic",
    ),
    "a field of an answer is gone": (gone(schema("CommandDone") + "/properties", "position"), ".position: is gone"),
    "a field of a body is gone": (gone(schema("OpenClinic") + "/properties", "zone"), "body.zone: is gone"),
    "a field has to be given now": (
        added(schema("EnrolPatient") + "/required", "language"),
        "body.language: has to be given now",
    ),
    "a word is gone": (without(schema("BodyRegion") + "/enum", "knee"), "'knee' is gone"),
    "an answer is gone": (lambda api: post(api)["responses"].pop("412"), f"POST {CLINIC}: no longer answers 412"),
    "a code is gone": (
        lambda api: post(api)["responses"]["412"]["content"]["application/problem+json"]["examples"].pop(
            "version_conflict"
        ),
        "the code version_conflict is gone",
    ),
    "another type is wanted": (
        put(schema("OpenClinic") + "/properties/name", type="integer"),
        "body.name: was string, is integer",
    ),
    "a bound is tighter": (put(schema("OpenClinic") + "/properties/name", maxLength=5), "body.name: maxLength was"),
    "a type of body is not taken": (
        lambda api: api["paths"]["/v1/events"]["post"]["requestBody"]["content"].pop("application/json"),
        "takes no application/json any more",
    ),
    "a header of answers is gone": (
        lambda api: post(api)["responses"]["200"]["headers"].pop("ETag"),
        "without the header ETag",
    ),
    "a way to say who asks is gone": (
        lambda api: post(api)["security"].remove({"key": []}),
        "cannot be asked by key any more",
    ),
    "a parameter is gone": (
        lambda api: api["paths"]["/v1/caseload"]["get"]["parameters"].clear(),
        "query clinic: is gone",
    ),
}
GROWTH: dict[str, Change] = {
    "another operation": lambda api: api["paths"].update({"/v1/new": api["paths"]["/v1/whoami"]}),
    "another field of a body": put(schema("OpenClinic") + "/properties", colour={"type": "string"}),
    "another field of an answer": put(schema("CommandDone") + "/properties", colour={"type": "string"}),
    "another word": added(schema("BodyRegion") + "/enum", "tail"),
    "a wider bound": put(schema("OpenClinic") + "/properties/name", maxLength=10_000),
    "another text": lambda api: post(api).update(summary="Open another clinic"),
}


def broken(described: check.Described, document: dict[str, Any], change: Change) -> list[str]:
    new = deepcopy(document)
    change(new)
    assert new != document
    return broken_by(document, new, described)


@pytest.mark.parametrize("what", BREAKING)
def test_what_breaks_is_found(what: str) -> None:
    change, said = BREAKING[what]
    found = broken(OPENAPI, API, change)
    assert any(said in each for each in found), found


@pytest.mark.parametrize("what", GROWTH)
def test_growth_breaks_nothing(what: str) -> None:
    assert broken(OPENAPI, API, GROWTH[what]) == []


def test_under_a_new_major_version_anything_may_go() -> None:
    def change(api: dict[str, Any]) -> None:
        api["paths"].pop(CLINIC)
        api["info"]["version"] = "1.0.0"

    assert broken(OPENAPI, API, change) == []


def test_a_message_that_is_told_no_more_is_found() -> None:
    found = broken(ASYNCAPI, EVENTS, gone("channels/feed/messages", "FeedSessionLogged"))
    assert found == ["readEvents FeedSessionLogged: is gone"]


def test_a_field_that_is_told_no_more_is_found() -> None:
    found = broken(ASYNCAPI, EVENTS, gone(schema("RecordedSessionLogged") + "/properties", "entries"))
    assert found == ["readEvents FeedSessionLogged payload.data.entries: is gone"]


def test_a_field_of_a_report_that_has_to_be_given_now_is_found() -> None:
    found = broken(ASYNCAPI, EVENTS, added(schema("SymptomReportedData") + "/required", "timing"))
    assert "takeEvents SymptomReportedEvent payload.data.timing: has to be given now" in found


def test_what_is_recorded_is_what_is_offered(tmp_path: Path) -> None:
    record(tmp_path)
    assert faults(tmp_path) == []


def test_what_grew_is_to_be_recorded_again(tmp_path: Path) -> None:
    record(tmp_path)
    old = msgspec.json.decode((tmp_path / "openapi.json").read_bytes())
    del old["paths"][CLINIC]
    (tmp_path / "openapi.json").write_bytes(written(old))
    assert faults(tmp_path) == [
        "contract/openapi.json: is not what is offered now, and nothing of it breaks: run `make contract`."
    ]


def test_what_was_never_recorded_is_to_be_recorded(tmp_path: Path) -> None:
    assert [line.split(":")[0] for line in faults(tmp_path)] == ["contract/openapi.json", "contract/asyncapi.json"]
