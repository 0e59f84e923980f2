"""One patient's weeks, played through by the rules of the product: the ledger and the alerts that they must lead to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from simulation.alerts import Alerts, Letter
from simulation.causes import Barrier, Match, Symptom, Told, of_barrier, of_session, of_symptom
from simulation.clinics import Clinic, House
from simulation.closing import closed
from simulation.dates import DAY, Zone, begins, date_at
from simulation.doing import Diary, Entry, Session
from simulation.ledger import Ledger, Manner
from simulation.programs import Care, Program
from simulation.reading import Line, addresses, as_date, as_instant, report_id, tenths

REPLANS = frozenset(
    {
        "set-patient-zone",
        "set-contact-preferences",
        "record-consent",
        "withdraw-consent",
        "set-patient-policy",
        "assign-program",
        "pause-program",
        "clear-red-flag",
        "discharge-patient",
    }
)
"""Commands after which the present date is planned anew."""


class Life:
    """What is known of a patient at the instant up to which it was played."""

    def __init__(self, house: House, clinic: Clinic, enrolled: Line, organisation: str) -> None:
        body = enrolled.body
        self.patient_id: str = body["patient_id"]
        self.clinic = clinic
        self.therapist: str = body["therapist_id"]
        self.language: str = body["language"]
        self.emergencies: list[str] = []
        self._organisation = organisation
        self._zones = [Zone(enrolled.at, body["zone"])]
        self._care = Care()
        self._told = Told()
        self._manner = Manner(addresses=addresses(body))
        self._diary = Diary(self._care, self._told.sessions)
        self.alerts = Alerts(house, clinic, self.therapist)
        self.ledger = Ledger(self._care, self._diary, self._told, self._zones, self._manner, clinic.holidays)
        self._today = date_at(self._zones, enrolled.at)
        self._played = enrolled.at

    @property
    def channel(self) -> str | None:
        """By which reminders reach the patient."""
        return self._manner.channel

    def date_at(self, at: datetime) -> date:
        """By the patient's clocks."""
        return date_at(self._zones, at)

    @property
    def letters(self) -> list[Letter]:
        return [*self.ledger.letters, *self.alerts.letters]

    def play(self, lines: Iterable[Line], ends: datetime) -> None:
        """All that happens until the end, the lines in order of time."""
        for line in lines:
            self._until(line.at)
            self._say(line)
        self._until(ends)

    def _until(self, end: datetime) -> None:
        """What time alone brings, up to an instant and with it."""
        while (at := self._next()) is not None and at <= end:
            self._played = at
            if at == begins(self._zones, self._today + DAY):
                self._new_date(at)
            self.ledger.remind(at)
            self.ledger.ask_if_due(at)
            for alert in [one for one in self.alerts.all if self.alerts.due(one) == at]:
                self.alerts.call(alert, at)
        self._played = end

    def _next(self) -> datetime | None:
        calls = [self.alerts.due(alert) for alert in self.alerts.all]
        instants = [begins(self._zones, self._today + DAY), *self.ledger.due(), *(at for at in calls if at)]
        return min((at for at in instants if at > self._played), default=None)

    def _new_date(self, at: datetime) -> None:
        over, self._today = self._today, self._today + DAY
        self.ledger.close(over, at, self._answered_on(over))
        nudge = closed(self._care, self._diary, self.alerts, over, at)
        self.ledger.ask(self._today)
        self.ledger.plan(self._today, at, nudge=nudge)

    def _answered_on(self, day: date) -> bool:
        """Whether a morning was told about on the date, of the session before."""
        told = (one for one in self._told.symptoms if one.timing == "next_morning")
        return any(date_at(self._zones, one.at) == day for one in told)

    def _say(self, line: Line) -> None:
        if line.inbox is not None:
            self._answer(line)
        elif line.event is not None:
            self._report(line)
        else:
            self._command(line, line.body)
            if line.command in REPLANS:
                self.ledger.plan(self._today, line.at)

    def _answer(self, line: Line) -> None:
        """Somebody goes through an inbox; all of this patient's alerts in it that stand so."""
        inbox: dict[str, Any] = line.inbox or {}
        if inbox["clinic"] != self.clinic.clinic_id or inbox.get("therapist", self.therapist) != self.therapist:
            return
        until = as_instant(line.at, hours=inbox.get("hours", 0))
        for alert in self.alerts.all:
            if alert.status == inbox["status"] and alert.grade in inbox.get("grades", (alert.grade,)):
                self.alerts.done(alert, inbox["do"], line.at, inbox.get("resolution"), until)

    def _report(self, line: Line) -> None:
        event: dict[str, Any] = line.event or {}
        data, its_id = event["data"], report_id(self._organisation, event["id"])
        care, zones, told = self._care, self._zones, self._told
        match event["type"]:
            case "org.carryover.session.logged":
                entries = (
                    Entry(each["prescription_id"], each["sets"], tenths(each.get("pain"))) for each in data["entries"]
                )
                told.sessions.append(Session(line.at, date_at(zones, line.at), its_id, tuple(entries)))
                self._fire(of_session(told.sessions[-1], care), line.at)
            case "org.carryover.symptom.reported":
                told.symptoms.append(_symptom(line.at, its_id, data))
                self._fire(of_symptom(told, told.symptoms[-1], care, zones), line.at)
            case "org.carryover.barrier.reported":
                told.barriers.append(Barrier(line.at, its_id, data["reason"], data.get("exercise_id")))
                self._fire(of_barrier(told, told.barriers[-1], care, zones), line.at)
            case "org.carryover.redflag.reported":
                self.emergencies.append(event["id"])
                if not care.held(self._today):
                    care.holds.append((self._today, None))
                self._fire([Match("red_flag", "critical", "", [its_id])], line.at)
                self.ledger.plan(self._today, line.at)

    def _fire(self, matches: Iterable[Match], at: datetime) -> None:
        for match in matches:
            self.alerts.matched(match.rule, match.scope, match.grade, at, match.causes)

    def _command(self, line: Line, body: dict[str, Any]) -> None:
        care, today = self._care, self._today
        match line.command:
            case "set-patient-zone":
                self._zones.append(Zone(line.at, body["zone"]))
            case "set-contact-preferences":
                self._manner.channel = next(iter(body["channels"]), None)
            case "record-consent" | "withdraw-consent":
                self._manner.consent = line.command == "record-consent"
            case "set-patient-policy":
                self._manner.most_a_day = body["policy"]["most_reminders_a_day"]
            case "assign-program":
                first, last = as_date(body["effective"]), as_date(body["last_day"])
                care.programs.append(Program(body["program_id"], first, last, body["prescriptions"]))
            case "pause-program":
                care.programs[0].pauses.append((as_date(body["first_day"]), as_date(body["last_day"])))
            case "clear-red-flag":
                care.holds = [(first, again or today + DAY) for first, again in care.holds]
            case "discharge-patient":
                care.last_day = today


def _symptom(at: datetime, its_id: str, data: dict[str, Any]) -> Symptom:
    return Symptom(
        at,
        its_id,
        data.get("kind", "pain"),
        tenths(data["level"]) or 0,
        data["region"],
        data.get("side", "none"),
        data.get("timing", "at_rest"),
        data.get("session_id"),
        data.get("exercise_id"),
    )
