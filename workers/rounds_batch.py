"""What comes of looks at some patients: said to the log first, then written with their rows, all of it or nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from eventstore.records import NewEffect
from eventstore.walls import Connection
from services.actor import system
from services.call import Answer, Call, Verdict
from services.context import Context
from services.execute import execute_all
from workers import rounds_rows
from workers.alert_commands import AlertWish, call_for, was_resolved
from workers.reminder_effects import write_reminders
from workers.rounds_alerts import judge_closings
from workers.rounds_gathering import gather
from workers.rounds_look import Turn, look


class Busy(Exception):
    """The log takes nothing at the moment, or somebody else was quicker: nobody's fault, and tried again."""


async def look_at(
    context: Context, db: Connection, turns: Sequence[Turn], nows: Mapping[UUID, datetime], channels: Collection[str]
) -> None:
    """Look at patients whose rows are locked, in the caller's transaction. Raises Busy, LogUnavailable, StoreBusy."""
    if not turns:
        return
    people = {(turn.org_id, turn.patient_id): turn for turn in turns}
    calls: list[Call] = []
    wishes: list[tuple[UUID, AlertWish]] = []
    effects: list[tuple[UUID, NewEffect]] = []
    moved: list[Turn] = []
    for (org_id, patient_id), found in (await gather(context, db, people, nows, channels)).items():
        turn, now = people[org_id, patient_id], nows[org_id]
        closings = judge_closings(patient_id, found, now)
        looked = look(turn, found.asked, found.dates, closings.nudge, now)
        calls += (Call(actor=system(org_id, "rounds"), command=command) for command in looked.commands)
        wishes += ((org_id, alert) for alert in closings.alerts)
        effects += ((org_id, one) for one in looked.effects)
        moved.append(looked.turn)
    both = [*calls, *(call_for(org_id, wish, "rounds") for org_id, wish in wishes)]
    answers = await execute_all(context, both) if both else []
    for call, answer in zip(calls, answers[: len(calls)], strict=True):
        _check(call, answer)
    for (org_id, wish), answer in zip(wishes, answers[len(calls) :], strict=True):
        if was_resolved(org_id, wish, answer):
            raise Busy(f"the alert {wish.alert_id} was resolved meanwhile")
    await write_reminders(db, effects)
    await rounds_rows.move(db, moved)


def _check(call: Call, answer: Answer) -> None:
    if answer.verdict is Verdict.CONFLICT:
        raise Busy(f"{answer.stream_id} did not stand still")
    if answer.verdict is Verdict.REFUSED:
        raise ValueError(f"{type(call.command).__name__} was refused: {answer.code}: {answer.detail}")
