"""The program on paper says when it is on hold, and prints nothing to do."""

import re

from eventstore.walls import Pool
from services.context import Context
from tests.support.doors import event, open_doors
from tests.support.readings import BRIDGE, folded
from tests.support.red_flags import flag


async def test_paper_prints_no_exercise_while_a_red_flag_holds_the_program(context: Context, engine_pool: Pool) -> None:
    async with open_doors(context) as doors:
        patient_id = await doors.enrol()

        async def paper() -> tuple[int, bool]:
            """How many exercises it prints, and whether it says that they are on hold."""
            await folded(engine_pool)
            shown = (await doors.therapist.get(f"/patients/{patient_id}/program/handout?language=en")).text
            return len(re.findall("sheet-exercise", shown)), "Your exercises are on hold." in shown

        await doors.send(event("program.assigned", patient_id, {"prescriptions": [BRIDGE]}))
        assert await paper() == (1, False)
        await doors.send(flag(patient_id))
        assert await paper() == (0, True)
        await doors.does("clear-red-flag", patient_id)
        assert await paper() == (1, False)
