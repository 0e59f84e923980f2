"""Who takes part in the soak: patients whose lives make sense, and a therapist who closes what she has seen."""

from uuid import UUID

import msgspec

from bench.soak.asking import Ask
from bench.soak.life import LIFE, Patient
from bench.soak.practice import Practice
from bench.soak.staff import Therapist
from bench.soak.world import STAFF_EVERY, World

PRACTICE = Practice(
    organisation_id=UUID(int=1),
    clinic_id=UUID(int=2),
    therapist_id=UUID(int=3),
    partner_key="partner",
    therapist_key="therapist",
)


def life(number: int) -> list[Ask]:
    patient = Patient(PRACTICE, number, len(LIFE))
    asks = []
    while ask := patient.next():
        asks.append(ask)
    return asks


def test_a_life_begins_with_an_enrolment_and_ends_with_a_discharge() -> None:
    kinds = [ask.kind for ask in life(1)]
    assert (kinds[:2], kinds[-1]) == (["enrolment", "program"], "discharge")
    assert len(kinds) == len(LIFE)


def test_every_fifth_patient_has_a_day_of_high_pain() -> None:
    assert [any(ask.kind == "high pain" for ask in life(number)) for number in range(10)] == 2 * [True, *4 * [False]]


def test_every_request_is_as_long_as_it_says() -> None:
    for ask in life(5):
        head, _, body = ask.raw.partition(b"\r\n\r\n")
        lengths = [int(line.split(b": ")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length")]
        assert lengths == ([len(body)] if body else [])


def test_corrections_name_what_was_said_before_and_resends_repeat_it() -> None:
    said: list[dict[str, object]] = []
    for ask in life(1):
        body = ask.raw.partition(b"\r\n\r\n")[2]
        told = msgspec.json.decode(body) if body else {}
        if ask.kind == "resend":
            assert told == said[-1]
        elif ask.kind in ("correction", "retraction"):
            assert told["data"]["report"] in [event["id"] for event in said]
        if "specversion" in told and ask.kind != "refused":
            said.append(told)


def test_nobody_is_asked_again_before_the_answer() -> None:
    world = World([PRACTICE], patients=2)
    given = [world.next() for _ in range(4)]
    assert [found is None for found in given] == [False, False, False, True]
    assert given[0] is not None
    assert given[0][0] is None, "the first of each twenty-five is the therapist"
    assert given[1] is not None
    world.answered(given[1][0])
    after = world.next()
    assert after is not None
    assert after[0] is given[1][0]


def test_whoever_leaves_is_replaced() -> None:
    world = World([PRACTICE], patients=3)
    people = set()
    for _ in range(3 * STAFF_EVERY * len(LIFE)):
        found = world.next()
        assert found is not None
        people.add(found[0])
        world.answered(found[0])
    assert len(people) > 6 * 3


def test_a_therapist_closes_each_alert_she_has_seen_once() -> None:
    therapist = Therapist(PRACTICE)
    alerts = msgspec.json.encode({"alerts": [{"alert_id": UUID(int=number)} for number in (7, 8)]})
    closed = []
    for _ in range(20):
        ask = therapist.next()
        if ask.then is not None:
            ask.then(alerts)
        if ask.kind == "resolution":
            closed.append(ask.raw.split()[1].decode())
    assert closed == [f"/v1/alerts/{UUID(int=number)}/resolve" for number in (7, 8)]
