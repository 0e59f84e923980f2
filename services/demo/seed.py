"""Records the demonstration's history in an empty platform, as it would have been recorded then."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from services.call import Call
from services.context import Context
from services.demo.case import Wish
from services.demo.history import cases, history
from services.demo.house import FOUNDED_BEFORE, ORGANISATION_ID, house
from services.demo.people import GOOD, HURTING
from services.execute import execute_all
from services.provision import Provisioned, found, stored

AT_ONCE = 400
"""Commands to an append: one transaction, and one step of the progress."""

Progress = Callable[[int, int], None]
"""Told how many commands are recorded, and of how many."""


async def seed_demo(context: Context, *, now: datetime, progress: Progress) -> Provisioned:
    """Two clinics and forty patients with eight weeks of history before `now`; answers the keys to them.

    After a crash in the middle the same call goes on: the history then ends where it was to end the first time, for
    it is anchored in the log by the founding. Nothing is recorded twice. Raises NotProvisioned.
    """
    until = await _anchored(context) or now.replace(microsecond=0)
    founding = house(until)
    made = await found(context, founding)
    everybody = cases(founding, until)
    await record(context, history(founding, until), progress)
    return replace(made, good_patient_id=everybody[GOOD].patient_id, hurting_patient_id=everybody[HURTING].patient_id)


async def record(context: Context, wishes: Sequence[Wish], progress: Progress = lambda done, total: None) -> None:
    """Give all of them, in their order. Raises NotProvisioned."""
    progress(0, len(wishes))
    for first in range(0, len(wishes), AT_ONCE):
        calls = [await _call(context, wish) for wish in wishes[first : first + AT_ONCE]]
        stored(calls, await execute_all(context, calls))
        progress(first + len(calls), len(wishes))


async def _anchored(context: Context) -> datetime | None:
    """Until when the history goes that was begun before; None where none was."""
    begun = await context.store.read(ORGANISATION_ID, limit=1)
    return begun[0].recorded_at + FOUNDED_BEFORE if begun else None


async def _call(context: Context, wish: Wish) -> Call:
    command: Any = wish.command
    cause = command.facts[-1] if hasattr(command, "facts") else getattr(command, "fact", None)
    if not wish.words:
        return Call(actor=wish.by, command=command, causation_id=cause)
    org_id = wish.by.org_id
    sealed, private = await context.vault.seal(org_id, command.patient_id, command.command_id, wish.words)
    return Call(actor=wish.by, command=replace(command, private=private), sealed=(sealed,))
