"""Patients and carers who come in: what staff give them, and browsers that are in by it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx2

from services.http.cloud_events import BATCH, ONE
from tests.support.signing_in import Browser, House


async def gives(house: House, patient_id: UUID, bearer: str = "patient", **more: Any) -> dict[str, Any]:
    """The receipt of a way in that the owner gives: `id`, and `access_code` with link, code and end."""
    body = {"patient_id": str(patient_id), "bearer": bearer, **more}
    answer = await house.doors.owner.post("/v1/commands/give-patient-access", json=body)
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


async def enters(browser: Browser, given: Mapping[str, Any]) -> httpx2.Response:
    """By the code of a receipt."""
    return await browser.post("/v1/my/enter", {"code": given["access_code"]["code"]})


async def comes_in(house: House, browser: Browser, patient_id: UUID, bearer: str = "patient") -> dict[str, Any]:
    """In by a way of their own; the receipt of it."""
    given = await gives(house, patient_id, bearer)
    answer = await enters(browser, given)
    assert answer.status_code == 200, answer.text
    return given


async def sends(browser: Browser, *items: Mapping[str, Any]) -> httpx2.Response:
    """One event, or a batch of several."""
    one = len(items) == 1
    return await browser.post("/v1/events", items[0] if one else list(items), content_type=ONE if one else BATCH)


def my_cookie(browser: Browser) -> str:
    return browser.client.cookies.get("__Host-carryover-my") or ""


async def ends(house: House, patient_id: UUID, given: Mapping[str, Any]) -> None:
    """Staff end that way in."""
    body = {"patient_id": str(patient_id), "access_id": given["id"]}
    assert (await house.doors.owner.post("/v1/commands/end-patient-access", json=body)).status_code == 200


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/v1/my")).status_code == 200


async def left_out(house: House, body: Mapping[str, str]) -> httpx2.Response:
    """The answer to somebody new who tries, and has no cookie afterwards."""
    async with house.browser() as browser:
        answer = await browser.post("/v1/my/enter", body)
        assert my_cookie(browser) == ""
        return answer


def why(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


NOT_LET_IN = (401, "enter_failed")
