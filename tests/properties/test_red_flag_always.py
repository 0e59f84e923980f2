"""Nothing stands in a red flag's way: no setting, backlog, pause, discharge, quiet hour or missing consent, whatever
the patient went through before; with Valkey, the broker and the mail server gone.

Each patient lives through what is drawn, at any hour, and reports a red flag while others of the house are written to
the log. Then the hold, the answer with its text, and one open alert are there, the clinic's lead is written to by the
way that is left, and the reactor that reads it all adds nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace
from redis.exceptions import ConnectionError as BrokerAway

from domain.alert.decider import ALERT
from domain.alert.state import Alert
from domain.alerting.judge import alert_id_of
from domain.decider import Event, fold
from domain.deciders import NAMES
from domain.emergency import emergency
from domain.patient.decider import PATIENT
from domain.patient.state import Patient
from domain.zones import FIRST_INSTANT, ZoneChange, local_date
from eventstore.walls import Pool, reading, walled
from projections.runner import run_once
from services.clock import SetClock
from services.context import open_context
from services.http.heading import report_id
from tests.properties.examples import examples
from tests.support.database import Database
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.examples_count import EXAMPLES
from tests.support.readings import BRIDGE
from tests.support.reminding import Taking
from tests.support.times import NOON
from workers.channels.letter import NotSent
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher, Handful
from workers.reactor import Alerting

BERLIN = (ZoneChange(FIRST_INSTANT, "Europe/Berlin"),)
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {"high_pain": 10, "high_pain_age_hours": 1, "hurts_age_hours": 1},
    {"most_reminders_a_day": 0, "quiet_from": "13:00", "quiet_until": "12:00"},
)
BACKLOG = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, payload, urgent)
SELECT $1, gen_random_uuid(), 'alert.deliver', 'old ' || n, $2::timestamptz - interval '1 day', '{}', n % 2 = 0
FROM generate_series(1, 2000) n
"""
LOOKS = 3
"""At the backlog that is urgent, for whom it is, and at what goes out to them."""

TOLD = """
SELECT due_at <= $3 AND state = 'pending' AND urgent AS at_once FROM log.effect
WHERE org_id = $1 AND payload->>'alert_id' = $2::text AND kind = 'alert.tell'
"""


class Life(NamedTuple):
    """What a patient goes through before a red flag, and how it comes."""

    language: str
    policy: dict[str, Any]  # the clinic's
    own_policy: dict[str, Any] | None
    before: list[str]
    hour: int  # of a day, in UTC
    way: str
    happened: int  # hours before
    beside: int  # sessions that are sent at the same moment


lives = st.builds(
    Life,
    language=st.sampled_from(["en", "de", "es", "fr"]),
    policy=st.sampled_from(POLICIES),
    own_policy=st.none() | st.sampled_from(POLICIES),
    before=st.lists(
        st.sampled_from(
            ["assigned", "paused", "discharged", "consented", "withdrawn", "flagged", "cleared", "resolved", "answered"]
        ),
        max_size=7,
    ),
    hour=st.integers(0, 23),
    way=st.sampled_from(["alone", "in a batch", "by staff"]),
    happened=st.integers(0, 71),
    beside=st.sampled_from([0, 0, 1, 20]),
)


def any_lives() -> list[Life]:
    found = list[Life]()

    @settings(examples, max_examples=EXAMPLES, phases=[Phase.generate], database=None)
    @given(lives)
    def meet(life: Life) -> None:
        found.append(life)

    meet()
    return found


class Lived:
    """One patient of the house."""

    def __init__(self, doors: Doors, clock: SetClock, patient_id: UUID, life: Life) -> None:
        self.doors = doors
        self.clock = clock
        self.patient_id = patient_id
        self.life = life
        self.red_flags: list[UUID] = []

    async def lives(self) -> None:
        doors, patient = self.doors, self.patient_id
        await doors.does("set-contact-preferences", patient, channels=[], language=self.life.language)
        policy = {"clinic_id": str(doors.org.clinic_ids[0]), "policy": self.life.policy}
        await self._asks("set-clinic-policy", policy)
        if self.life.own_policy is not None:
            await self._asks("set-patient-policy", {"patient_id": str(patient), "policy": self.life.own_policy})
        program_id, prescription_id = str(UUID(int=patient.int ^ 1)), str(UUID(int=patient.int ^ 2))
        for what in self.life.before:
            match what:
                case "assigned":
                    line = {**BRIDGE, "schedule": {"kind": "fixed"}, "prescription_id": prescription_id}
                    await self._tries("assign-program", program_id=program_id, prescriptions=[line])
                case "paused":
                    await self._tries("pause-program", program_id=program_id, reason="unwell")
                case "discharged":
                    await self._tries("discharge-patient", reason="other")
                case "consented" | "withdrawn":
                    asked = {"purpose": "reminders", **({"text_version": "1"} if what == "consented" else {})}
                    await self._tries("record-consent" if what == "consented" else "withdraw-consent", **asked)
                case "flagged":
                    await self.flags("alone")
                case "cleared":
                    await self._tries("clear-red-flag", first_day=str(local_date(BERLIN, self.clock.instant)))
                case "resolved" | "answered":
                    await self._deal_with_alerts(what)

    async def flags(self, way: str) -> dict[str, Any]:
        """The answer to a red flag, or its item in the answer."""
        told = event("redflag.reported", self.patient_id, {"signs": ["chest_pain"]}, time=self._claimed())
        if way == "by staff":
            fields = {"patient_id": str(self.patient_id), "occurred_at": self._claimed(), "signs": ["chest_pain"]}
            answer = await self.doors.therapist.post("/v1/commands/report-red-flag", json=fields)
            found: dict[str, Any] = answer.json()
            self.red_flags.append(UUID(found["id"]))
            return found
        self.red_flags.append(report_id(self.doors.org.organisation_id, SOURCE, told["id"]))
        if way == "alone":
            alone: dict[str, Any] = (await self.doors.send_one(told)).json()
            return alone
        session = event("session.logged", self.patient_id, {})
        return (await self.doors.send(session, told, session))[1]

    async def events(self) -> list[Event]:
        context = self.doors.context
        found = await context.store.by_subject(self.doors.org.organisation_id, self.patient_id)
        return [context.codec.decode(each.type, each.schema_v, each.data) for each in found]

    async def patient(self) -> Patient:
        return fold(PATIENT, [each for each in await self.events() if NAMES[type(each)] in PATIENT.events])

    async def alerts(self) -> dict[UUID, Alert]:
        """Of the red flags, by their ids."""
        found = dict[UUID, Alert]()
        for red_flag in self.red_flags:
            alert_id = alert_id_of(self.patient_id, "red_flag", "", red_flag)
            own = [each for each in await self.events() if getattr(each, "alert_id", None) == alert_id]
            found[alert_id] = fold(ALERT, own)
        return found

    async def is_alerted(self, pool: Pool) -> None:
        """One alert is open, with the newest red flag in it, and somebody is to be told of it at once."""
        [(alert_id, alert)] = [each for each in (await self.alerts()).items() if each[1].unresolved]
        assert self.red_flags[-1] in alert.facts, self.life
        async with reading(pool, self.doors.org.organisation_id) as db:
            told = await db.fetch(TOLD, self.doors.org.organisation_id, str(alert_id), self.clock.instant)
        assert all(row["at_once"] for row in told), self.life
        assert len(told) == len(alert.facts), self.life

    async def is_told(self, sms: Taking) -> None:
        """Somebody was written to of the alert."""
        [alert_id] = [alert_id for alert_id, alert in (await self.alerts()).items() if alert.unresolved]
        assert [letter for letter in sms.taken if f"/alerts/{alert_id}\n" in letter.words.text], self.life

    async def _deal_with_alerts(self, what: str) -> None:
        for alert_id in await self.alerts():
            body = {"alert_id": str(alert_id), **({"resolution": "called"} if what == "resolved" else {})}
            name = "resolve-alert" if what == "resolved" else "acknowledge-alert"
            await self.doors.therapist.post(f"/v1/commands/{name}", json=body)

    async def _tries(self, command: str, **fields: object) -> None:
        """What the domain refuses in this order of things is no matter here."""
        await self.doors.therapist.post(f"/v1/commands/{command}", json={"patient_id": str(self.patient_id), **fields})

    async def _asks(self, command: str, body: dict[str, Any]) -> None:
        answer = await self.doors.owner.post(f"/v1/commands/{command}", json=body)
        assert answer.status_code == 200, answer.text

    def _claimed(self) -> str:
        return (self.clock.instant - timedelta(hours=self.life.happened)).isoformat()


@pytest.fixture
async def doors(database: Database, clock: SetClock, tmp_path: Path) -> AsyncIterator[Doors]:
    """Of a process that finds no Valkey, no broker and no mail server; the clinic has a lead."""
    gone = f"unix://{tmp_path}/nobody.sock?db=0"
    alone = replace(database.settings, valkey_url=gone, broker_url=gone, smtp_url="smtp://nobody.invalid")
    async with open_context(alone, clock=clock) as context, open_doors(context) as opened:
        lead = {"clinic_id": str(opened.org.clinic_ids[0]), "staff_id": str(opened.org.therapist_ids[0])}
        assert (await opened.owner.post("/v1/commands/name-clinic-lead", json=lead)).status_code == 200
        yield opened


def no_broker(handfuls: Sequence[Handful]) -> None:
    raise BrokerAway("nobody listens")


@pytest.mark.timeout(600)
async def test_whatever_a_patient_went_through_a_red_flag_holds_is_answered_and_alerts(
    doors: Doors, clock: SetClock, engine_pool: Pool
) -> None:
    org_id = doors.org.organisation_id
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await db.execute(BACKLOG, org_id, NOON)
    sms, mail = Taking("sms"), Taking("email")
    mail.refuses = NotSent("no mail server")
    delivery = Delivery(doors.context, engine_pool, {way.name: way for way in (sms, mail)})
    dispatcher = Dispatcher(engine_pool, clock, delivery, no_broker)
    everybody = list[Lived]()
    for day, life in enumerate(any_lives()):
        clock.instant = NOON.replace(hour=life.hour) + timedelta(days=day)
        somebody = Lived(doors, clock, await doors.enrol(), life)
        await somebody.lives()
        others = [event("session.logged", somebody.patient_id, {}) for _ in range(life.beside)]
        said, *_ = await asyncio.gather(somebody.flags(life.way), *map(doors.send_one, others))
        assert said["status"] == "stored", (life, said)
        assert said["emergency"] == to_builtins(emergency("DE", life.language, told=True)), life
        patient = await somebody.patient()
        today = local_date(patient.zones, clock.instant)
        assert [hold for hold in patient.holds if hold.last_day is None and hold.covers(today)], life
        await somebody.is_alerted(engine_pool)
        for _ in range(LOOKS):
            await dispatcher.look()
            await dispatcher.drain(60)
        await somebody.is_told(sms)
        everybody.append(somebody)
    before = [await somebody.alerts() for somebody in everybody]
    while await run_once(engine_pool, [Alerting(doors.context)], among=[org_id]):
        pass
    assert [await somebody.alerts() for somebody in everybody] == before
