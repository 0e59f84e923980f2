"""Programs for the patients of a bench: what they log afterwards is what was asked of them today."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid5

from bench.people import Settled, carry_out
from bench.sessions import entries
from domain.program.commands import AssignProgram
from domain.values import Deficit, Dose, Entry, Fixed, Prescription
from services.actor import system
from services.call import Call
from services.context import Context

AGO = timedelta(days=2)
"""Since when patients have to be there, so that a program of theirs is in force today."""

TIMES_A_DAY = 24
REPS = 10


def zone_of_noon(now: datetime) -> str:
    """A zone in which it is about noon, so that no bench runs into a patient's midnight."""
    ahead = 12 - now.hour
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"  # its signs are the other way round


async def prescribe(context: Context, settled: Settled, since: timedelta = AGO) -> list[Entry]:
    """A program of one exercise for each patient; one dose of it as it is logged, patient by patient.

    `since`: how long ago; the patients have been there for as long.
    """
    wanted = [
        Entry(exercise_id=entry.exercise_id, side=entry.side, sets=1, reps=REPS)
        for _, entry in zip(settled.senders, entries(), strict=False)
    ]
    await carry_out(context, [*_calls(context, settled, wanted, since)])
    return wanted


def _calls(context: Context, settled: Settled, wanted: Sequence[Entry], since: timedelta) -> Sequence[Call]:
    calls = []
    for sender, entry in zip(settled.senders, wanted, strict=True):
        org_id = settled.org_ids[sender.organisation]
        assert entry.exercise_id is not None
        prescription = Prescription(
            prescription_id=uuid5(sender.patient_id, "prescription"),
            exercise_id=entry.exercise_id,
            deficit=Deficit.STRENGTH,
            dose=Dose(sets=1, reps=REPS),
            schedule=Fixed(times_a_day=TIMES_A_DAY),
            side=entry.side,
        )
        command = AssignProgram(
            command_id=uuid5(sender.patient_id, "assigned"),
            at=context.clock.now(org_id) - since,
            patient_id=sender.patient_id,
            program_id=uuid5(sender.patient_id, "program"),
            prescriptions=(prescription,),
        )
        calls.append(Call(actor=system(org_id, "bench"), command=command))
    return calls
