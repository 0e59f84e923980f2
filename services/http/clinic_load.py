"""What each therapist of a clinic carries: patients in care, open alerts, and how these patients' week went."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from domain.values import Level
from eventstore.walls import Connection
from projections.adherence.queries import adherence_of_many
from projections.alert_inbox.queries import Pressing, pressing
from projections.caseload.queries import InCareAt, in_care_at
from projections.symptoms.queries import pains_of_many
from services.http.freshness import AsOf, fresh
from services.http.operation import Asked, Reply
from services.http.people.overview import AT_ONCE, DAYS, JUDGED_AT_MOST, Alerts
from services.http.ratings import encode
from services.http.reach import reached_clinic
from services.http.restricted import all_hidden_from

READERS = ("caseload", "adherence", "symptoms", "alert_inbox")


class TherapistLoad(Struct, frozen=True, kw_only=True):
    """Of one therapist's patients at the clinic. The lists have a figure a patient, without saying whose, in order."""

    therapist_id: UUID | None
    in_care: int
    alerts: Alerts  # that nobody has closed
    overdue: int  # of them: should have been answered by now
    doses: list[str]  # done of expected in the last seven closed days, 0 to 1, of those who have such a number
    no_number: int  # patients without one
    pain: list[Level]  # the highest of the last seven days, of those who told of any
    no_pain_told: int


class ClinicLoadAnswer(Struct, frozen=True):
    """Therapist by therapist, most patients first. Of more than 5,000 patients there are no doses and no pain."""

    as_of: AsOf
    judged: bool  # whether doses and pain were looked at
    therapists: list[TherapistLoad]


async def clinic_load(asked: Asked) -> Reply:
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    hidden = await all_hidden_from(asked)
    async with fresh(asked, *READERS) as (db, as_of):
        found = [line for line in await in_care_at(db, org_id, [clinic_id], as_of.at) if line.patient_id not in hidden]
        whose: dict[UUID | None, list[InCareAt]] = defaultdict(list)
        for line in found:
            whose[line.therapist_id].append(line)
        there = {line.patient_id for line in found}
        alerts = [alert for alert in await pressing(db, org_id) if alert.patient_id in there]
        judged = len(found) <= JUDGED_AT_MOST
        loads = [
            await _load(db, org_id, therapist_id, [line.patient_id for line in theirs], alerts, as_of, judged=judged)
            for therapist_id, theirs in whose.items()
        ]
    loads.sort(key=lambda load: (-load.in_care, str(load.therapist_id)))
    return Reply(encode(ClinicLoadAnswer(as_of, judged, loads)))


async def _load(
    db: Connection,
    org_id: UUID,
    therapist_id: UUID | None,
    patient_ids: Sequence[UUID],
    alerts: Sequence[Pressing],
    as_of: AsOf,
    *,
    judged: bool,
) -> TherapistLoad:
    theirs = frozenset(patient_ids)
    open_ones = [alert for alert in alerts if alert.patient_id in theirs]
    doses, pain = list[str](), list[int]()
    for start in range(0, len(patient_ids) if judged else 0, AT_ONCE):
        some = patient_ids[start : start + AT_ONCE]
        numbers = await adherence_of_many(db, org_id, some, as_of.at, DAYS)
        doses += [number.doses.value for number in numbers.values() if number.doses.value is not None]
        felt = await pains_of_many(db, org_id, some, as_of.at - timedelta(days=DAYS), as_of.at)
        pain += [max(each.level for each in told) for told in felt.values()]
    return TherapistLoad(
        therapist_id=therapist_id,
        in_care=len(patient_ids),
        alerts=Alerts(*(sum(alert.grade == grade for alert in open_ones) for grade in ("critical", "high", "medium"))),
        overdue=sum(alert.status == "open" and _late(alert, as_of) for alert in open_ones),
        doses=sorted(doses, key=float),
        no_number=len(patient_ids) - len(doses),
        pain=sorted(pain),
        no_pain_told=len(patient_ids) - len(pain),
    )


def _late(alert: Pressing, as_of: AsOf) -> bool:
    return alert.answer_by <= as_of.at and (alert.snoozed_until is None or alert.snoozed_until <= as_of.at)
