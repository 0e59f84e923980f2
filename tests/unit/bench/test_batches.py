"""A partner's batches: reports of all kinds, none sent twice, and answers that are looked at item by item."""

from collections import Counter
from uuid import UUID

import msgspec
import pytest

from bench.batches import Batches, batches_of, check_stored
from bench.rounds import BenchFailed
from bench.sessions import Sender
from services.http.cloud_events import read_envelope, split_batch
from services.http.heading import heading_of
from services.http.translate import translate
from tests.support.times import NOON

ORG = UUID(int=9)
SENDERS = [
    Sender(organisation=number % 2, patient_id=UUID(int=number + 1), key=f"co_live_{number % 2}") for number in range(6)
]
STORED = [{"id": f"batch-{number:012d}", "status": "stored"} for number in range(3)]


def batch() -> Batches:
    return batches_of(SENDERS, "2026-03-03")[1]


def test_a_batch_is_a_thousand_reports_that_the_door_understands() -> None:
    head, _, body = batch().next()[0].partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head
    assert b"authorization: Bearer co_live_1\r\n" in head
    envelopes = [read_envelope(raw) for raw in split_batch(body)]
    patients = Counter(envelope.subject for envelope in envelopes)
    commands = [translate(each, heading_of(each, ORG, NOON, UUID(int=1))).command for each in envelopes]
    assert Counter(type(command).__name__ for command in commands) == {
        "LogSession": 700,
        "ReportPain": 200,
        "ReportBarrier": 100,
    }
    assert patients == {str(UUID(int=2)): 334, str(UUID(int=4)): 333, str(UUID(int=6)): 333}


def test_no_event_is_sent_twice() -> None:
    batches = batch()
    ids = [*batches.next()[1], *batches.next()[1]]
    assert (len(ids), len(set(ids)), ids[-1]) == (2000, 2000, "batch-000000001999")


def test_the_ids_are_those_of_the_events() -> None:
    request, ids = batch().next()
    assert [read_envelope(raw).id for raw in split_batch(request.partition(b"\r\n\r\n")[2])] == ids


def test_every_event_has_to_be_stored() -> None:
    ids = [outcome["id"] for outcome in STORED]
    check_stored(msgspec.json.encode({"outcomes": STORED}), ids)
    for wrong in (STORED[:2], [*STORED[:2], {**STORED[2], "status": "refused"}], STORED[::-1]):
        with pytest.raises(BenchFailed):
            check_stored(msgspec.json.encode({"outcomes": wrong}), ids)
