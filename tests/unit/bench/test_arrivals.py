"""What arrives in a large log: of as many patients at a time as is wished for, each session a new one."""

from datetime import timedelta
from uuid import UUID

from bench.arrivals import Arrivals
from bench.histories import Year, happened
from bench.large import Large
from domain.program.events import ProgramAssigned
from domain.session.events import SessionLogged
from projections.reading import codec
from services.provision import Provisioned
from services.settings import Settings
from tests.support.times import NOON

YEAR = Year(patients=30, events=1200, until=NOON)


def house(number: int) -> Provisioned:
    return Provisioned(
        organisation_id=UUID(int=number),
        clinic_ids=(),
        owner_id=UUID(int=10),
        therapist_ids=(),
        partner_id=UUID(int=20 + number),
        owner_key="",
        therapist_key="",
        partner_key="",
    )


def large() -> Large:
    settings = Settings(
        app_url="", engine_url="", owner_url="", keys_url="", keys_owner_url="", valkey_url="", broker_url="",
        smtp_url="", mail_from="", master_key=b"",
    )  # fmt: skip
    return Large(settings=settings, database="log_600", year=YEAR, houses=[house(1), house(2)])


def test_each_time_others_come_and_all_sessions_are_new() -> None:
    arrivals = Arrivals(large(), people=4)
    first, second = arrivals.take(16), arrivals.take(16)
    patients = [{append.events[0].subject_id for append in some} for some in (first, second)]
    assert [len(people) for people in patients] == [4, 4]
    assert patients[0] != patients[1]
    assert first[0].events[0].occurred_at - second[0].events[0].occurred_at == timedelta(days=7)
    assert len({append.stream_id for append in (*first, *second)}) == 32
    assert {append.org_id: append.actor for append in first} == {
        UUID(int=1): f"partner:{UUID(int=21)}",
        UUID(int=2): f"partner:{UUID(int=22)}",
    }


def test_they_do_what_they_were_asked_to_do_first() -> None:
    assigned = {
        each.told.subject_id: {line.prescription_id for line in each.told.event.prescriptions}
        for each in happened(YEAR)
        if isinstance(each.told.event, ProgramAssigned)
    }
    for append in Arrivals(large(), people=30).take(60):
        [event] = append.events
        logged = codec().decode(event.type, event.schema_v, event.data)
        assert isinstance(logged, SessionLogged)
        assert {entry.prescription_id for entry in logged.entries} <= assigned[logged.patient_id]
