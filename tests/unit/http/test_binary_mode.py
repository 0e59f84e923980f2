"""An event in binary mode is the same event in one piece, as the standard's own library writes both."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from services.http.binary_mode import in_one_piece
from services.http.body import JSON, Heading
from services.http.cloud_events import BATCH, ONE
from services.http.problems import Problem

PLAIN = {
    "specversion": "1.0",
    "id": "report-1",
    "source": "https://app.example/devices",
    "type": "org.carryover.symptom.reported",
    "subject": "ext:anna",
    "time": "2026-03-04T07:30:12+01:00",
    "datacontenttype": "application/json",
}
DATA = {"region": "knee", "level": 5, "note": "Grüße 👋"}


def heading(**more: bytes) -> Heading:
    plain = {f"ce-{name}": text.encode() for name, text in PLAIN.items() if name != "datacontenttype"}
    return {name.encode(): text for name, text in {**plain, **more}.items()}


def refusal(given: Heading, body: bytes = b"{}") -> Problem:
    with pytest.raises(Problem) as refused:
        in_one_piece(JSON, given, body)
    return refused.value


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"id": 'Rückmeldung 5 % "gut" \\ 日本 👋 \u0085'},
        {"subject": "ext:a b%20c%"},
        {"source": "urn:x:ü"},
        {"senttime": "2026-03-04T07:31:00Z", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
    ],
)
def test_it_says_what_the_standards_library_says_in_one_piece(said: dict[str, Any]) -> None:
    event = CloudEvent({**PLAIN, **said, "time": datetime(2026, 3, 4, 6, 30, 12, tzinfo=UTC)}, DATA)
    binary, structured = to_binary_event(event), to_structured_event(event)
    given = {name.lower().encode(): text.encode() for name, text in binary.headers.items()}
    kind, body = in_one_piece(JSON, given, binary.body)
    told = {name: value for name, value in msgspec.json.decode(structured.body).items() if name != "datacontenttype"}
    assert (kind, msgspec.json.decode(body)) == (ONE, told)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"plain", "plain"),
        (b"Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
        (b"%e2%82%ac", "€"),
        (b"%2525", "%25"),
        (b'"quoted"', "quoted"),
        (b'"a \\"b\\" \\\\ c%20d"', 'a "b" \\ c d'),
        (b'"', '"'),
        (b"\xc3\xbc", "ü"),
        (b"  around\t", "around"),
        (b"a+b", "a+b"),
    ],
)
def test_a_header_is_unquoted_and_decoded_once(written: bytes, meant: str) -> None:
    _, body = in_one_piece(JSON, heading(**{"ce-id": written}), b"{}")
    assert msgspec.json.decode(body)["id"] == meant


@pytest.mark.parametrize("written", [b"%", b"%2", b"%zz", b"%ff", b"\xff", b"%C3", b"%ED%A0%80"])
def test_what_is_no_text_is_refused_by_the_headers_name(written: bytes) -> None:
    problem = refusal(heading(**{"ce-id": written}))
    assert (problem.code, problem.detail) == ("invalid_header", "ce-id is not percent-encoded UTF-8.")


@pytest.mark.parametrize("name", ["ce-data", "ce-datacontenttype", "ce-", "ce-a_b", "ce-a.b", "ce-" + "a" * 21])
def test_a_header_that_is_no_attribute_is_refused(name: str) -> None:
    assert refusal(heading(**{name: b"x"})).code == "invalid_header"


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":1},"subject":"ext:eve"', b'{}, "id": "other"', b"{}x", b"\xff"])
def test_a_body_that_is_not_one_value_says_nothing_of_the_event(body: bytes) -> None:
    problem = refusal(heading(), body)
    assert (problem.code, problem.at) == ("malformed_json", "/data")


def test_a_red_flag_that_cannot_be_read_is_answered_with_whom_to_call() -> None:
    problem = refusal(heading(**{"ce-type": b"org.carryover%2Eredflag.reported", "ce-id": b"%"}))
    assert problem.emergency is not None
    assert refusal(heading(**{"ce-id": b"%"})).emergency is None


@pytest.mark.parametrize("kind", [ONE, BATCH])
def test_the_type_of_the_body_decides_which_mode_it_is(kind: str) -> None:
    assert in_one_piece(kind, heading(), b"anything") == (kind, b"anything")
    assert in_one_piece(JSON, {b"ce-id": b"7"}, b"{}") == (JSON, b"{}")
