"""An event that is read the quick way is what the patterns would have let in, and what they refuse stays refused."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import asdict

from services.http.cloud_events import Envelope, read_envelope
from services.http.problems import Problem

PLAIN: dict[str, Any] = {
    "specversion": "1.0",
    "id": "report-1",
    "source": "https://app.example/devices",
    "type": "org.carryover.session.logged",
    "subject": "ext:anna",
    "time": "2026-03-04T07:30:12+01:00",
    "datacontenttype": "application/json",
    "data": {"zone": "Europe/Berlin"},
}
AN_ID = "0190d5a8-7b3c-7000-8000-00000000000A"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"subject": AN_ID},
        {"id": "a \\ and \u00e9 \u0085"},
        {"datacontenttype": "application/json; charset=utf-8"},
        {"senttime": "2026-03-04T07:31:00Z"},
        {"data": {"note": "two\nlines"}},
    ],
)
def test_what_is_right_is_read_as_the_patterns_would(said: dict[str, Any]) -> None:
    raw = msgspec.json.encode({**PLAIN, **said})
    assert asdict(read_envelope(raw)) == asdict(msgspec.json.decode(raw, type=Envelope))


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"id": "a\x7f"}, "/7/id"),
        ({"id": "a\nb"}, "/7/id"),
        ({"id": "a\n"}, "/7/id"),
        ({"id": ""}, "/7/id"),
        ({"source": "a\x00"}, "/7/source"),
        ({"source": "s\n"}, "/7/source"),
        ({"source": "s" * 501}, "/7/source"),
        ({"subject": "anna"}, "/7/subject"),
        ({"subject": "ext:"}, "/7/subject"),
        ({"subject": "ext:a\n"}, "/7/subject"),
        ({"subject": AN_ID + "\n"}, "/7/subject"),
        ({"subject": AN_ID + "0"}, "/7/subject"),
        ({"datacontenttype": "text/plain"}, "/7/datacontenttype"),
        ({"data_base64": "aa=="}, "/7/data_base64"),
    ],
)
def test_what_is_wrong_is_refused_where_it_stands(said: dict[str, Any], at: str) -> None:
    with pytest.raises(Problem) as refused:
        read_envelope(msgspec.json.encode({**PLAIN, **said}), "/7")
    assert (refused.value.code, refused.value.at) == ("invalid", at)
