"""A partner's programmer is told what would have been right, in the body's own terms."""

from typing import Any

import msgspec
import pytest

from domain.values import CountryCode, Dose
from domain.visit.measures import ManualStrength
from services.http.cloud_events import read_envelope
from services.http.event_data import (
    PatientEnrolledData,
    ProgramAssignedData,
    SessionLoggedData,
    SymptomReportedData,
)
from services.http.forms import fill_form
from services.http.problems import Problem


class Place(msgspec.Struct):
    country: CountryCode


ENTRY = {"exercise_id": "289fd55b-5744-59d6-beb7-a09c1f5dd883"}
LINE = {**ENTRY, "deficit": "strength", "dose": {"reps": 9}, "schedule": {"kind": "fixed"}}
PERSON = {"clinic_id": ENTRY["exercise_id"], "zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("kind", "value", "at", "detail"),
    [
        (
            SessionLoggedData,
            {"entries": [ENTRY, {**ENTRY, "side": "Left"}]},
            "/data/entries/1/side",
            "Invalid enum value 'Left'. Taken are: left, right, both, none.",
        ),
        (
            SymptomReportedData,
            {"region": "knee", "level": 5, "timing": "now"},
            "/data/timing",
            "Invalid enum value 'now'. Taken are: at_rest, before, during, after, next_morning.",
        ),
        (
            ProgramAssignedData,
            {"prescriptions": [{**LINE, "schedule": {"kind": "daily"}}]},
            "/data/prescriptions/0/schedule/kind",
            "Invalid value 'daily'. Taken are: fixed, cue, interval, weekly, symptom.",
        ),
        (
            ProgramAssignedData,
            {"prescriptions": [LINE], "effective": "tomorrow"},
            "/data/effective",
            "Invalid RFC3339 encoded date. A date is written as in RFC 3339: 2026-03-04.",
        ),
        (
            SessionLoggedData,
            {"entries": [{"exercise_id": "squat"}]},
            "/data/entries/0/exercise_id",
            "Invalid UUID. An id is a UUID: 32 hexadecimal digits in groups of 8-4-4-4-12.",
        ),
        (
            PatientEnrolledData,
            {**PERSON, "zone": "Middle Europe"},
            "/data/zone",
            "Expected `str`. A time zone by its IANA name: Europe/Berlin.",
        ),
        (
            PatientEnrolledData,
            {**PERSON, "language": "DE"},
            "/data/language",
            "Expected `str`. Taken are: en, de, es, fr.",
        ),
        (
            PatientEnrolledData,
            {**PERSON, "email": "a\r\nBcc: b"},
            "/data/email",
            "Expected `str`. A text of one line, without control characters.",
        ),
        (
            Place,
            {"country": "de"},
            "/data/country",
            "Expected `str`. A country by its two capital letters (ISO 3166): DE.",
        ),
        (Dose, {"reps": 9, "tempo": "slow"}, "/data/tempo", "Expected `str`. A tempo in seconds, down-hold-up: 2-0-2."),
        (Dose, {"reps": 0}, "/data/reps", "Expected `int` >= 1"),
        (
            ManualStrength,
            {"kind": "manual_strength", "joint": "knee", "movement": "flexion", "grade": 4.3},
            "/data/grade",
            "Expected `int` that's a multiple of 5. A manual grade goes from 0 to 5 in half steps.",
        ),
        (
            SymptomReportedData,
            {"region": "knee", "level": "5"},
            "/data/level",
            "A rating is a number from 0 to 10 with at most one decimal.",
        ),
    ],
)
def test_a_fault_tells_what_is_right(kind: type[Any], value: dict[str, Any], at: str, detail: str) -> None:
    with pytest.raises(Problem) as raised:
        fill_form(value, kind, "/data")
    assert (raised.value.at, raised.value.detail) == (at, detail)


GOOD = {
    "specversion": "1.0",
    "id": "1",
    "source": "s",
    "type": "t",
    "subject": "ext:1",
    "time": "2026-03-04T11:00:00Z",
    "data": {},
}


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("specversion", "0.3", "Invalid enum value '0.3'. Taken are: 1.0."),
        (
            "time",
            "2026-03-04T11:00:00",
            "Expected `datetime` with a timezone component. An instant needs its offset: 2026-03-04T11:00:00+01:00.",
        ),
        (
            "senttime",
            "yesterday",
            "Invalid RFC3339 encoded datetime. An instant is written as in RFC 3339: 2026-03-04T11:00:00+01:00.",
        ),
        ("id", "a\nb", "Expected `str`. A text of one line, without control characters."),
        ("subject", "4711", "Expected `str`. A subject is our id of the patient, or `ext:` and your own."),
        ("subject", "ext:", "Expected `str`. A subject is our id of the patient, or `ext:` and your own."),
        ("datacontenttype", "text/xml", "Expected `str`. Data is application/json."),
    ],
)
def test_a_fault_of_the_envelope_does_so_too(name: str, value: str, detail: str) -> None:
    with pytest.raises(Problem) as raised:
        read_envelope(msgspec.json.encode({**GOOD, name: value}), "/3")
    assert (raised.value.at, raised.value.detail) == (f"/3/{name}", detail)


@pytest.mark.parametrize("given", ["application/json", "application/json; charset=utf-8", "application/json;x"])
def test_the_type_of_the_data_may_have_parameters(given: str) -> None:
    assert read_envelope(msgspec.json.encode({**GOOD, "datacontenttype": given})).datacontenttype == given


def test_a_whole_number_may_be_written_as_a_float() -> None:
    entry = {**ENTRY, "reps": 30.0, "pain": 2.5}
    assert fill_form({"entries": [entry], "effort": 6.0}, SessionLoggedData) == fill_form(
        {"entries": [{**entry, "reps": 30}], "effort": 6}, SessionLoggedData
    )


@pytest.mark.parametrize("reps", [30.5, 1e300, float(1 << 53), -1.0])
def test_other_floats_are_none(reps: float) -> None:
    with pytest.raises(Problem, match="/entries/0/reps"):
        fill_form({"entries": [{**ENTRY, "reps": reps}]}, SessionLoggedData)
