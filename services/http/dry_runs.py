"""Trying a clinic's thresholds on its own past: asking for it, and reading what there would have been."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.adherence.week import monday_of
from domain.clinic.decider import CLINIC
from domain.clinic.events import Policy
from domain.decider import fold
from domain.dry_run.decider import DRY_RUN
from domain.dry_run.events import DryRunAsked
from eventstore.codec import Undecodable
from services.dry_runs import Progress, Told, ToldAlert, given_up, progress, told
from services.http.audit.seen import right_at
from services.http.commands import give
from services.http.forms import read_form, read_json
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_clinic
from services.http.stretch import dates_before

USUAL_DAYS = 365
EXAMPLES = 5  # of each rule and kind


class DryRunBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The thresholds to try, as SetClinicPolicy takes them; the dates, by the clinic's clocks, both included.

    Without dates the 365 that ended yesterday.
    """

    policy: Policy
    first_day: date | None = None
    last_day: date | None = None


class RuleLine(Struct, frozen=True):
    """How many alerts of one rule there would have been, and how many there were."""

    rule: str
    would: int
    raised: int


class WeekLine(Struct, frozen=True):
    """One week, Monday to Sunday, by the clinic's clocks; only weeks in which there is any."""

    monday: date
    would: int
    raised: int


class TherapistLine(Struct, frozen=True):
    """The alerts of one therapist: whose the patient was at that moment."""

    therapist_id: UUID | None
    would: int
    raised: int
    would_a_week: float  # to the hundredth, over all weeks of the range
    raised_a_week: float
    weeks: list[WeekLine]


class Example(Struct, frozen=True):
    """One alert to open: what was known of the patient then is told `as_of` its moment."""

    rule: str
    grade: str
    scope: str
    patient_id: UUID
    therapist_id: UUID | None
    at: datetime
    day: date | None  # of a rule that looks at the end of a date


class DryRunAnswer(Struct, frozen=True):
    """As far as it has come; the numbers of a run that is not done are of the patients looked at so far."""

    run_id: UUID
    clinic_id: UUID
    policy: Policy
    first_day: date
    last_day: date
    state: str  # waiting, running, done; failed: an operator has to look
    progress: Progress
    would: int
    raised: int
    would_a_week: float  # of the clinic
    raised_a_week: float
    rules: list[RuleLine]
    therapists: list[TherapistLine]
    only_with_it: list[Example]  # would be raised, and was not: the newest of each rule
    no_more: list[Example]  # was raised, and would not be
    incomplete_of: list[UUID]  # patients left out because an event cannot be decoded


async def ask_dry_run(asked: Asked) -> Reply:
    """Answers the run's id; reading it tells how far it has come."""
    clinic_id = await reached_clinic(asked)
    body = read_form(asked.body, DryRunBody)
    now = asked.context.clock.now(asked.actor.org_id)
    last_day = body.last_day or now.astimezone(await _zone(asked, clinic_id)).date() - timedelta(days=1)
    wish = {
        "clinic_id": str(clinic_id),
        "policy": read_json(asked.body)["policy"],
        "first_day": str(body.first_day or dates_before(last_day, USUAL_DAYS - 1)),
        "last_day": str(last_day),
    }
    return await give(asked, "TryPolicy", wish)


async def one_dry_run(asked: Asked) -> Reply:
    org_id, clinic_id = asked.actor.org_id, await reached_clinic(asked)
    run = await _run(asked, clinic_id)
    async with asked.context.reading(org_id) as db:
        how_far = await progress(db, org_id, run.run_id)
        found = await told(db, org_id, run.run_id)
        failed = await given_up(db, org_id, run.run_id)
    answer = answer_of(run, await _zone(asked, clinic_id), how_far, found, failed=failed)
    named = [example.patient_id for example in (*answer.only_with_it, *answer.no_more)]
    asked.seen.patients([*named, *answer.incomplete_of], right_at(asked.actor, clinic_id))
    return Reply(encode(answer))


def answer_of(run: DryRunAsked, zone: ZoneInfo, how_far: Progress | None, found: Told, *, failed: bool) -> DryRunAnswer:
    """The numbers and examples, from the alerts of the range."""
    would = [alert for alert in found.would if run.first_day <= _day(alert, zone) <= run.last_day]
    raised = [alert for alert in found.raised if run.first_day <= _day(alert, zone) <= run.last_day]
    weeks = Fraction((run.last_day - run.first_day).days + 1, 7)
    therapists = sorted({alert.therapist_id for alert in (*would, *raised)}, key=str)
    rules_would, rules_raised = Counter(a.rule for a in would), Counter(a.rule for a in raised)
    same = {alert.alert_id for alert in would} & {alert.alert_id for alert in raised}
    return DryRunAnswer(
        run_id=run.run_id,
        clinic_id=run.clinic_id,
        policy=run.policy,
        first_day=run.first_day,
        last_day=run.last_day,
        state=_state(how_far, failed=failed),
        progress=how_far or Progress(0, 0, 0),
        would=len(would),
        raised=len(raised),
        would_a_week=_a_week(would, weeks),
        raised_a_week=_a_week(raised, weeks),
        rules=[RuleLine(r, rules_would[r], rules_raised[r]) for r in sorted({*rules_would, *rules_raised})],
        therapists=[_therapist(whose, would, raised, zone, weeks) for whose in therapists],
        only_with_it=_examples(would, same),
        no_more=_examples(raised, same),
        incomplete_of=list(found.unreadable),
    )


def _therapist(
    whose: UUID | None, would: Iterable[ToldAlert], raised: Iterable[ToldAlert], zone: ZoneInfo, weeks: Fraction
) -> TherapistLine:
    theirs = [alert for alert in would if alert.therapist_id == whose]
    really = [alert for alert in raised if alert.therapist_id == whose]
    by_week = [Counter(monday_of(_day(alert, zone)) for alert in alerts) for alerts in (theirs, really)]
    return TherapistLine(
        therapist_id=whose,
        would=len(theirs),
        raised=len(really),
        would_a_week=_a_week(theirs, weeks),
        raised_a_week=_a_week(really, weeks),
        weeks=[WeekLine(day, by_week[0][day], by_week[1][day]) for day in sorted({*by_week[0], *by_week[1]})],
    )


def _examples(alerts: Iterable[ToldAlert], same: set[UUID]) -> list[Example]:
    """The newest of each rule, of those that stand on one side alone."""
    found: dict[str, list[Example]] = {}
    for alert in sorted(alerts, key=lambda alert: (alert.at, alert.alert_id), reverse=True):
        of_rule = found.setdefault(alert.rule, [])
        if alert.alert_id not in same and len(of_rule) < EXAMPLES:
            of_rule.append(
                Example(
                    *(alert.rule, alert.grade, alert.scope, alert.patient_id, alert.therapist_id),
                    *(alert.at, alert.day),
                )
            )
    return [example for rule in sorted(found) for example in found[rule]]


def _state(how_far: Progress | None, *, failed: bool) -> str:
    if how_far is not None and how_far.parts == how_far.parts_done:
        return "done"
    if failed:
        return "failed"
    return "waiting" if how_far is None else "running"


def _a_week(alerts: Sequence[ToldAlert], weeks: Fraction) -> float:
    return round(float(len(alerts) / weeks), 2)


def _day(alert: ToldAlert, zone: ZoneInfo) -> date:
    return alert.at.astimezone(zone).date()


async def _run(asked: Asked, clinic_id: UUID) -> DryRunAsked:
    """Raises Problem `unknown_dry_run`."""
    try:
        run_id = UUID(asked.path["run_id"])
    except ValueError as error:
        raise Problem("unknown_dry_run") from error
    stored = await asked.context.store.load(asked.actor.org_id, [run_id])
    if not stored or stored[0].type not in DRY_RUN.events:
        raise Problem("unknown_dry_run")
    decode = asked.context.codec.decode
    run = fold(DRY_RUN, [decode(event.type, event.schema_v, event.data) for event in stored])
    if run is None or run.clinic_id != clinic_id:
        raise Problem("unknown_dry_run")
    return run


async def _zone(asked: Asked, clinic_id: UUID) -> ZoneInfo:
    """Of a clinic that is there. Raises Problem `unreadable`."""
    stored = await asked.context.store.load(asked.actor.org_id, [clinic_id])
    decode = asked.context.codec.decode
    try:
        clinic = fold(CLINIC, [decode(event.type, event.schema_v, event.data) for event in stored])
    except Undecodable as error:
        raise Problem("unreadable") from error
    if clinic.opened is None:
        raise Problem("unknown_clinic")
    return ZoneInfo(clinic.opened.zone)
