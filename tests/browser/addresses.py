"""What stands for the variable parts of an address in the browser tests' house: one line for each name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from domain.exercise.common import find
from services.http.webhooks.operations import WEBHOOK
from services.web.page import Page
from tests.browser.running_house import House
from tests.browser.small_demonstration import HURTS


async def _alert(house: House) -> str:
    """One that is open, of the patient who is in pain."""
    found = await _asked(house, f"/v1/alerts?status=open&patient={house.patient(HURTS)}")
    return str(found["alerts"][0]["alert_id"])


async def _webhook(house: House) -> str:
    answer = await house.doors.owner.post("/v1/webhooks", json=WEBHOOK)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def _run(house: House) -> str:
    """A trial of thresholds that nobody has done yet."""
    body = {"policy": {"high_pain": 6}, "first_day": "2026-02-09", "last_day": "2026-03-03"}
    answer = await house.doors.owner.post(f"/v1/clinics/{house.made.clinic_ids[0]}/policy/dry-run", json=body)
    assert answer.status_code in (200, 202), answer.text
    return str(answer.json()["id"])


async def _program(house: House) -> str:
    found = await _asked(house, f"/v1/patients/{house.patient(HURTS)}/programs")
    return str(found["programs"][0]["program_id"])


async def _asked(house: House, path: str) -> dict[str, Any]:
    answer = await house.doors.owner.get(path)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _is(value: Callable[[House], object]) -> Callable[[House], Awaitable[str]]:
    async def told(house: House) -> str:
        return str(value(house))

    return told


PARTS: Mapping[str, Callable[[House], Awaitable[str]]] = {
    "patient_id": _is(lambda house: house.patient(HURTS)),
    "clinic_id": _is(lambda house: house.made.clinic_ids[0]),
    "staff_id": _is(lambda house: house.staff["therapist"]),
    "partner_id": _is(lambda house: house.made.partner_id),
    "exercise_id": _is(lambda house: find("bridge").exercise_id),
    "alert_id": _alert,
    "webhook_id": _webhook,
    "run_id": _run,
    "program_id": _program,
}


async def path_of(page: Page, house: House) -> str:
    """The address of a page, about somebody who is there."""
    parts = {name: await PARTS[name](house) for name in names_in(page.path)}
    return page.path.format(**parts)


def names_in(path: str) -> list[str]:
    """The variable parts of an address, in their order."""
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]
