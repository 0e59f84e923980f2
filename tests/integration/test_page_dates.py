"""Pages asked for dates at the ends of the calendar say so; nothing breaks."""

from services.context import Context
from tests.support.doors import open_doors

PATHS = (
    "/patients/{id}?as_of={day}",
    "/patients/{id}/explain/adherence?as_of={day}",
    "/patients/{id}/explain/adherence?before={day}",
    "/patients/{id}/explain/symptoms?as_of={day}",
    "/organisation/audit?since={day}",
    "/organisation/audit?until={day}",
)


async def test_a_date_at_the_end_of_the_calendar_is_refused(context: Context) -> None:
    async with open_doors(context) as doors:
        patient_id = await doors.enrol()
        for day in ("0001-01-01", "9999-12-31"):
            for path in PATHS:
                answer = await doors.owner.get(path.format(id=patient_id, day=day))
                assert answer.status_code in (200, 400, 404), (path, day, answer.status_code)
