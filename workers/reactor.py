"""Turns what patients report into alerts: reads the log, asks the alert rules, and carries out what they decide.

It is a reader like a read model: the runner of the projections moves it, keeps its place, and sets a patient aside
whose event cannot be digested. The alerts are appended first, then its own rows are committed with the checkpoint.
After a crash between the two it decides the same again, and every command meets itself by its id.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog

from domain.alert.decider import AttachToAlert
from domain.alerting.judge import JUDGED, Attachment, Decision
from domain.alerting.not_watched import not_watched, not_watched_still
from domain.clinic.events import ClinicPolicySet, OpeningHoursSet
from domain.decider import Event
from eventstore.records import Recorded
from eventstore.store import StoreBusy
from projections.base import Fact
from projections.desk import Desk
from services.execute import execute_all
from services.places import Log
from workers.alert_commands import NOBODY, AlertRefused, LogUnavailable, call_for, was_resolved
from workers.alert_memory import keep, recall
from workers.alert_standstill import unwatched

log = structlog.get_logger()


class Alerting:
    """The alert rules as a reader of the log (projections.base.Reader). There is one build of it, always live."""

    name = "alerting"
    version = 1
    wants: frozenset[type[Event]] = JUDGED | {ClinicPolicySet, OpeningHoursSet}
    tables: tuple[str, ...] = ("rm.alerting_patient", "rm.alerting_clinic")

    def __init__(self, context: Log) -> None:
        self._context = context

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        """Carry out what the rules decide on these facts, then keep what they remember."""
        before = await recall(desk.db, facts)
        turned_away: set[Attachment] = set()
        requests = {fact.recorded.event_id: fact.recorded.correlation_id for fact in facts}
        while True:
            after, decided = before.judged(facts, turned_away)
            met_resolved = await self._carry_out(decided, requests)
            if met_resolved <= turned_away:
                break
            # Resolved before the fact was attached: then nobody has looked at it, and it raises its own alert.
            turned_away |= met_resolved
        await keep(desk.db, before, after)

    async def alarm(self, desk: Desk, at_fault: Recorded) -> None:
        """The patient's therapist is told that her alerts stand still: one alert while it is open, at most.

        Appended before she is set aside, like all alerts. Where no clinic is known of her only the operator is told.
        """
        patient_id, org_id = at_fault.subject_id, at_fault.org_id
        there = await unwatched(desk.db, org_id, patient_id) if patient_id else None
        if patient_id is None or there is None:
            log.error("nobody_to_alert", org_id=str(org_id), position=at_fault.pos)
            return
        wishes: list[Decision] = [not_watched(at_fault, patient_id, there.clinic_id, there.therapist_id)]
        if there.open_alert:
            wishes.insert(0, not_watched_still(at_fault, patient_id, there.open_alert))
        try:
            for wish in wishes:
                if not await self._carry_out([(org_id, wish)]):
                    return  # otherwise it was resolved this moment
        except AlertRefused as error:
            log.error("not_watched_refused", org_id=str(org_id), position=at_fault.pos, error=str(error))

    async def _carry_out(
        self, decided: Sequence[tuple[UUID, Decision]], requests: Mapping[UUID, UUID | None] = NOBODY
    ) -> set[Attachment]:
        """Answers the facts that could not be attached to an alert because it is resolved."""
        calls = [call_for(org_id, decision, Alerting.name, requests) for org_id, decision in decided]
        if not calls:
            return set()
        try:
            answers = await execute_all(self._context, calls)
        except StoreBusy as error:
            raise LogUnavailable("the log is busy") from error
        return {
            (wish.alert_id, wish.fact)
            for (org_id, wish), answer in zip(decided, answers, strict=True)
            if was_resolved(org_id, wish, answer) and isinstance(wish, AttachToAlert)
        }
