"""A red flag's own way into the log: report and alert in one append; the rule that is asked later finds it there."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.decider import RaiseAlert
from domain.alert.events import AlertAttached, AlertRaised, AlertResolved, AlertWithheld, Resolution
from domain.alerting.history import History
from domain.alerting.judge import Attachment, alert_id_of, judge
from domain.decider import Command, Event
from domain.patient.commands import ClearRedFlag, DischargePatient, ReportRedFlag
from domain.patient.decider import PATIENT as PATIENTS
from domain.patient.events import DischargeReason, RedFlagCleared, RedFlagReported, RedFlagSign
from domain.values import Provenance
from eventstore.memory import MemoryStore
from eventstore.records import Append, Outcome
from services.actor import system
from services.alert_effects import ALERT_DELIVER, ALERT_DUE, ALERT_TELL
from services.call import Verdict
from services.execute import execute, execute_all
from services.red_flags import report_red_flag
from tests.support.memory_log import ORG, OTHER_CLINIC, OWNER, PARTNER, PATIENT, MemoryLog, do, session
from tests.support.times import NOON


class NotedStore(MemoryStore):
    """Notes which events were written together, and the effects beside them."""

    def __init__(self, of: MemoryStore) -> None:
        super().__init__()
        self.__dict__.update(of.__dict__)
        self.together: list[list[str]] = []
        self.effects: list[tuple[str, bool]] = []

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        self.together.append([event.type for append in appends for event in append.events])
        self.effects += [(effect.kind, effect.urgent) for append in appends for effect in append.effects]
        return await super().append(appends)


@pytest.fixture
def noted(log: MemoryLog) -> NotedStore:
    store = log.store = NotedStore(log.store)
    return store


def flag(number: int, **more: object) -> ReportRedFlag:
    wish = ReportRedFlag(
        command_id=UUID(int=number),
        at=NOON,
        patient_id=PATIENT,
        occurred_at=NOON,
        signs=(RedFlagSign.CHEST_PAIN,),
    )
    return replace(wish, **more)


def raised_by(number: int) -> UUID:
    return alert_id_of(PATIENT, "red_flag", "", UUID(int=number))


def wish(kind: type[Command], number: int, **fields: object) -> Command:
    made: Command = kind(command_id=UUID(int=number), at=NOON, **fields)
    return made


RESOLVED = wish(ResolveAlert, 900, alert_id=raised_by(30), staff_id=OWNER.id, resolution=Resolution.CALLED)
CLEARED = wish(ClearRedFlag, 901, patient_id=PATIENT)


async def told(log: MemoryLog) -> list[Event]:
    """Everything about the patient behind the enrolment."""
    return [log.codec.decode(each.type, each.schema_v, each.data) for each in await log.store.by_subject(ORG, PATIENT)][
        1:
    ]


async def alerts_by_the_rule(log: MemoryLog) -> list[Attachment]:
    """What the rule decides when it reads the whole feed, as the reactor asks it: alerts, and the facts for them."""
    history, found = History(), list[Attachment]()
    for recorded in await log.store.by_subject(ORG, PATIENT):
        event = log.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        history, decisions = judge(history, PATIENT, recorded, event, {})
        calls = [do(decision, system(ORG, "alerting")) for decision in decisions]
        answers = await execute_all(log, calls)
        assert {answer.verdict for answer in answers} <= {Verdict.UNCHANGED, Verdict.DUPLICATE}, answers
        found += [(d.alert_id, d.facts[-1] if isinstance(d, RaiseAlert) else d.fact) for d in decisions]
    return found


async def test_the_report_and_its_alert_are_one_append_and_whoever_is_told_is_told_urgently(
    log: MemoryLog, noted: NotedStore
) -> None:
    flagged = await report_red_flag(log, do(flag(30), PARTNER))
    assert (flagged.answer.verdict, flagged.told) == (Verdict.STORED, True)
    assert noted.together == [["patient.red_flag_reported", "alert.raised"]]
    assert noted.effects == [(ALERT_TELL, True), (ALERT_DELIVER, True), (ALERT_DUE, False)]
    report, alert = await told(log)
    assert isinstance(report, RedFlagReported)
    assert isinstance(alert, AlertRaised)
    assert (alert.alert_id, alert.facts, alert.answer_by) == (raised_by(30), (UUID(int=30),), NOON + timedelta(hours=4))


async def test_the_rule_finds_the_alert_when_it_reads_the_report(log: MemoryLog) -> None:
    await report_red_flag(log, do(flag(30), PARTNER))
    assert await alerts_by_the_rule(log) == [(raised_by(30), UUID(int=30))]
    assert len(await told(log)) == 2


async def test_the_same_report_again_is_a_duplicate_and_tells_nobody_again(log: MemoryLog, noted: NotedStore) -> None:
    first = await report_red_flag(log, do(flag(30), PARTNER))
    noted.effects.clear()
    again = await report_red_flag(log, do(flag(30, at=NOON + timedelta(days=3)), PARTNER))
    assert again.answer == replace(first.answer, verdict=Verdict.DUPLICATE)
    assert (again.told, noted.effects, len(await told(log))) == (True, [], 2)


async def test_a_second_one_while_held_joins_the_alert_and_is_told_again(log: MemoryLog, noted: NotedStore) -> None:
    await report_red_flag(log, do(flag(30), PARTNER))
    await execute(log, do(wish(AcknowledgeAlert, 902, alert_id=raised_by(30), staff_id=OWNER.id)))
    noted.effects.clear()
    await report_red_flag(log, do(flag(31), PARTNER))
    assert noted.together[-1] == ["patient.red_flag_reported", "alert.attached"]
    assert noted.effects == [(ALERT_TELL, True), (ALERT_DUE, False)]
    assert await alerts_by_the_rule(log) == [(raised_by(30), UUID(int=30)), (raised_by(30), UUID(int=31))]


@pytest.mark.parametrize(
    ("meanwhile", "joins"),
    [
        pytest.param([RESOLVED], False, id="resolved and not cleared"),
        pytest.param([CLEARED], True, id="cleared and not resolved"),
        pytest.param([RESOLVED, CLEARED], False, id="resolved and cleared"),
    ],
)
async def test_the_next_one_joins_what_is_open_and_else_raises_its_own(
    log: MemoryLog, meanwhile: list[Command], joins: bool
) -> None:
    await report_red_flag(log, do(flag(30), PARTNER))
    await execute_all(log, [do(each) for each in meanwhile])
    flagged = await report_red_flag(log, do(flag(31), PARTNER))
    third = await report_red_flag(log, do(flag(32), PARTNER))
    assert (flagged.told, third.told) == (True, True)
    of_the_second = raised_by(30 if joins else 31)
    assert await alerts_by_the_rule(log) == [
        (raised_by(30), UUID(int=30)),
        (of_the_second, UUID(int=31)),
        (of_the_second, UUID(int=32)),
    ]


async def test_of_two_in_the_same_moment_the_second_joins_the_alert_of_the_first(log: MemoryLog) -> None:
    class Slow(MemoryStore):
        """Others have their turn whenever it is asked."""

        async def append(self, appends: Sequence[Append]) -> list[Outcome]:
            await asyncio.sleep(0)
            return await super().append(appends)

    store = Slow()
    store.__dict__.update(log.store.__dict__)
    log.store = store
    both = await asyncio.gather(*(report_red_flag(log, do(flag(number), PARTNER)) for number in (30, 31)))
    assert [flagged.told for flagged in both] == [True, True]
    assert [type(event) for event in await told(log)] == [
        RedFlagReported,
        AlertRaised,
        RedFlagReported,
        AlertAttached,
    ]
    assert await alerts_by_the_rule(log) == [(raised_by(30), UUID(int=30)), (raised_by(30), UUID(int=31))]


async def test_one_that_is_resolved_in_the_very_moment_raises_its_own(log: MemoryLog) -> None:
    await report_red_flag(log, do(flag(30), PARTNER))

    class ResolvedMeanwhile(MemoryStore):
        """The alert is resolved when the report is about to be appended."""

        waits = True

        async def append(self, appends: Sequence[Append]) -> list[Outcome]:
            if self.waits and appends[0].events[0].type == "patient.red_flag_reported":
                self.waits = False
                await execute(log, do(RESOLVED))
            return await super().append(appends)

    store = ResolvedMeanwhile()
    store.__dict__.update(log.store.__dict__)
    log.store = store
    flagged = await report_red_flag(log, do(flag(31), PARTNER))
    assert flagged.told
    assert [type(event) for event in await told(log)] == [
        RedFlagReported,
        AlertRaised,
        AlertResolved,
        RedFlagReported,
        AlertRaised,
    ]
    assert await alerts_by_the_rule(log) == [(raised_by(30), UUID(int=30)), (raised_by(31), UUID(int=31))]


@pytest.mark.parametrize(
    "late",
    [
        pytest.param(flag(30, occurred_at=NOON - timedelta(days=4)), id="of four days ago"),
        pytest.param(flag(30, provenance=Provenance.IMPORTED), id="imported"),
    ],
)
async def test_what_is_too_late_for_an_alert_holds_all_the_same(
    log: MemoryLog, noted: NotedStore, late: ReportRedFlag
) -> None:
    flagged = await report_red_flag(log, do(late, PARTNER))
    report, alert = await told(log)
    assert (flagged.told, noted.effects) == (False, [])
    assert isinstance(report, RedFlagReported)
    assert isinstance(alert, AlertWithheld)
    assert report.first_day == NOON.date()
    assert not (await report_red_flag(log, do(late, PARTNER))).told


async def test_neither_a_discharge_nor_a_version_that_somebody_saw_stops_it(log: MemoryLog) -> None:
    discharge = wish(DischargePatient, 903, patient_id=PATIENT, reason=DischargeReason.GOALS_MET)
    await execute(log, do(discharge))
    flagged = await report_red_flag(log, do(flag(30), PARTNER, expected=1))
    assert (flagged.answer.verdict, flagged.told) == (Verdict.STORED, True)


@pytest.mark.parametrize(
    ("more", "actor", "code"),
    [
        pytest.param({"patient_id": UUID(int=404)}, PARTNER, "unknown_patient", id="unknown"),
        pytest.param({}, replace(PARTNER, clinics=(OTHER_CLINIC,)), "unknown_patient", id="of another clinic"),
        pytest.param({}, replace(PARTNER, scopes=()), "forbidden", id="without the scope"),
    ],
)
async def test_what_is_refused_raises_nothing_and_gives_nothing_away(
    log: MemoryLog, more: dict[str, UUID], actor: object, code: str
) -> None:
    flagged = await report_red_flag(log, do(flag(30, **more), actor))  # type: ignore[arg-type]
    assert (flagged.answer.verdict, flagged.answer.code) == (Verdict.REFUSED, code)
    assert (flagged.told, flagged.patient, await told(log)) == (False, None, [])


async def test_where_the_id_is_another_reports_somebody_is_told_all_the_same(log: MemoryLog) -> None:
    await execute(log, do(session(30), PARTNER))
    flagged = await report_red_flag(log, do(flag(30), PARTNER))
    assert (flagged.answer.code, flagged.told) == ("id_reused", True)
    assert [type(event) for event in (await told(log))[1:]] == [AlertRaised]


async def test_the_same_id_with_other_signs_is_refused_and_raises_nothing_more(log: MemoryLog) -> None:
    await report_red_flag(log, do(flag(30), PARTNER))
    flagged = await report_red_flag(log, do(flag(30, signs=(RedFlagSign.BREATHLESSNESS,)), PARTNER))
    assert (flagged.answer.code, flagged.told, len(await told(log))) == ("id_reused", True, 2)


async def test_clearing_twice_is_clearing_once_and_no_partner_clears(log: MemoryLog) -> None:
    await report_red_flag(log, do(flag(30), PARTNER))
    again = replace(CLEARED, command_id=UUID(int=904))
    answers = await execute_all(log, [do(CLEARED, PARTNER), do(CLEARED), do(again)])
    assert [answer.code or answer.verdict for answer in answers] == ["forbidden", Verdict.STORED, Verdict.UNCHANGED]
    state = PATIENTS.empty
    for event in (each for each in await told(log) if isinstance(each, RedFlagReported | RedFlagCleared)):
        state = PATIENTS.evolve(state, event)
    assert [hold.last_day for hold in state.holds] == [NOON.date()]
