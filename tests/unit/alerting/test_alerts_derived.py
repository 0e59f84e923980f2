"""Every alert names what it stood on: from the log up to its position the same alert follows again."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.alert.decider import ALERT, RaiseAlert
from domain.alert.events import AlertRaised, AlertWithheld
from domain.alerting.closing import judge_closing
from domain.alerting.history import History
from domain.alerting.judge import judge
from domain.alerting.rule import PolicyInForce
from domain.alerting.rules import CLOSING_RULES, RULES
from domain.clinic.events import ClinicPolicySet, OpeningHoursSet, Policy
from domain.clinic.hours import Opening, OpeningHours
from domain.patient.events import RedFlagReported, RedFlagSign
from domain.values import BarrierReason, Entry, Provenance, SymptomKind, Timing
from domain.zones import day_over
from tests.support.closed_dates import day, go_to, known_by
from tests.support.derived import derived
from tests.support.patient_story import CLINIC, PATIENT, Story, Told, named

DAY = timedelta(days=1)
LAST = 60
HOURS = OpeningHours(weekly=(Opening(weekday=2, opens="09:00", closes="17:00"),))


def eventful() -> Story:
    """Two months in which every rule has something to say; some of it late, imported or corrected."""
    story = Story()
    story.add("policy 1", ClinicPolicySet(clinic_id=CLINIC, policy=Policy(high_pain=80), version=1))
    story.program("knee", ["bridge"])
    for number in range(34):
        go_to(story, number, 9)
        story.pain(f"before {number}", 20, timing=Timing.BEFORE)
        pain = 65 if number in (8, 9) else 10
        if number < 11 or number in (27, 28, 29):
            story.session(f"work {number}", Entry(prescription_id=named("knee bridge"), pain=pain))
        if number in (10, 11):
            story.pain(f"morning {number}", 45, timing=Timing.NEXT_MORNING)
        if number in (3, 4):
            story.barrier(f"barrier {number}", BarrierReason.FORGOT)
        if 12 <= number <= 21:
            story.pain(f"sore {number}", 30, kind=SymptomKind.SORENESS)
        if number in (13, 15):
            story.pain(f"rise {number}", 60, timing=Timing.BEFORE)
        if number == 16:
            story.add("hours", OpeningHoursSet(clinic_id=CLINIC, hours=HOURS))
            story.own_policy(Policy(high_pain=50, silent_days=5), until=day(40))
            story.pain("high for her", 55, happened=3 * DAY)
            story.corrected("yesterday", "high for her", moved_to=story.now.isoformat())
        if number == 20:
            story.program("hip", ["squat"])
        if number == 17:
            story.pain("imported", 90, provenance=Provenance.IMPORTED)
            story.barrier("hurts", BarrierReason.HURTS, named("bridge"))
            story.add("policy 2", ClinicPolicySet(clinic_id=CLINIC, policy=Policy(low_percent=60), version=2))
    flag = RedFlagReported(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        red_flag_id=named("red flag"),
        signs=(RedFlagSign.CHEST_PAIN,),
        provenance=Provenance.PATIENT,
        first_day=day(55),
    )
    go_to(story, 55)
    story.add("red flag", flag)
    return story


class Log:
    """The story with its alerts, at the positions at which the reactor and the rounds would have written them."""

    def __init__(self, story: Story) -> None:
        self.told: list[Told] = []
        self.alerts: list[AlertRaised | AlertWithheld] = []
        self._history = History()
        self._clinics = {CLINIC: PolicyInForce(zone="UTC")}
        waiting, zones = list(story.told), known_by(story.told, day(0), story.now, 0).plan.zones
        for number in range(LAST):
            over = day_over(zones, day(number))
            while waiting and waiting[0].recorded_at < over:
                self._happened(waiting.pop(0))
            self._close(day(number), over)

    def _happened(self, told: Told) -> None:
        stored = self._write(told)
        match stored.event:
            case ClinicPolicySet() as of_it:
                there = self._clinics[CLINIC]
                self._clinics[CLINIC] = replace(there, policy=of_it.policy, version=of_it.version)
            case OpeningHoursSet() as of_it:
                self._clinics[CLINIC] = replace(self._clinics[CLINIC], hours=of_it.hours)
            case event:
                self._history, made = judge(self._history, PATIENT, stored, event, self._clinics)
                self._decided([wish for wish in made if isinstance(wish, RaiseAlert)], told)

    def _close(self, closed: date, over: Any) -> None:
        closing = known_by(self.told, closed, over, self.told[-1].pos)
        self._history, made = judge_closing(self._history, PATIENT, closing, self._clinics)
        self._decided([wish for wish in made if isinstance(wish, RaiseAlert)], self.told[-1])

    def _decided(self, wishes: list[RaiseAlert], cause: Told) -> None:
        for wish in wishes:
            [event] = ALERT.decide(wish, ALERT.empty, {})
            assert isinstance(event, AlertRaised | AlertWithheld)
            self.alerts.append(event)
            stored = self._write(cause._replace(event_id=wish.command_id, event=event))
            self._history, _ = judge(self._history, PATIENT, stored, event, self._clinics)

    def _write(self, told: Told) -> Told:
        stored = told._replace(pos=len(self.told) + 1)
        self.told.append(stored)
        return stored


LOG = Log(eventful())


@pytest.mark.parametrize("rule", [*RULES, *CLOSING_RULES], ids=lambda rule: rule.name)
def test_each_alert_of_a_rule_follows_again_from_the_log(rule: Any) -> None:
    alerts = [alert for alert in LOG.alerts if alert.rule == rule.name]
    assert alerts
    assert [derived(LOG.told, alert) for alert in alerts] == alerts


def test_the_policies_that_were_in_force_are_named() -> None:
    named_versions = {(alert.policy_version, alert.patient_policy_version) for alert in LOG.alerts}
    assert named_versions == {(1, 0), (1, 1), (2, 1), (2, 0)}


def test_what_was_withheld_follows_again_too() -> None:
    withheld = [alert for alert in LOG.alerts if isinstance(alert, AlertWithheld)]
    assert {alert.because.value for alert in withheld} == {"too_old", "imported"}
    assert [derived(LOG.told, alert) for alert in withheld] == withheld
