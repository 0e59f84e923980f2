"""S35: a live stream tells of one's own house as far as one's rights go, and ends with them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.http.live import hub, tail
from tests.support.database import Database
from tests.support.doors import Doors, event
from tests.support.live import listening_in
from tests.support.two_houses import House, open_house


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "LOOK_EVERY", 0.02)  # no engine runs here that would wake anybody
    monkeypatch.setattr(hub, "CHECK_EVERY", 0.05)


async def moves(house: House, doors: Doors, patient_id: str) -> None:
    """Something is told of the patient."""
    assert (await doors.send_one(event("session.logged", patient_id, {}))).status_code == 200
    await house.folded()


async def test_nobody_can_ask_for_what_another_listens_to(house: House) -> None:
    theirs = str(house.theirs.org.organisation_id)
    for name in ("topic", "channel", "organisation", "org_id", "clinic", "patient", "last-event-id", "access_token"):
        answer = await house.ours.owner.get("/v1/stream", params={name: theirs})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter"), name
    for path in (f"/v1/stream/{theirs}", f"/v1/organisations/{theirs}/stream", "/v1/stream/../stream/all"):
        assert (await house.ours.owner.get(path)).status_code == 404, path


async def test_what_happens_elsewhere_is_told_to_nobody_here(house: House) -> None:
    async with (
        listening_in(house.ours.app, house.ours.org.owner_key) as (owner, _),
        listening_in(house.ours.app, house.ours.org.therapist_key) as (therapist, _),
    ):
        await moves(house, house.theirs, house.elsewhere["patient_id"])
        await moves(house, house.ours, house.beside["patient_id"])
        await moves(house, house.ours, house.here["patient_id"])
        heard = [(await owner.next()).data["patient_id"] for _ in range(2)]
        assert heard == [house.beside["patient_id"], house.here["patient_id"]]
        assert (await therapist.next()).data["patient_id"] == house.here["patient_id"]


FORGED = ("", "0", "-1", "*", "null", "' OR true --", "f" * 32)


async def place_in(doors: Doors, patient_id: str) -> str:
    found: str = (await doors.owner.get(f"/v1/patients/{patient_id}/adherence")).json()["as_of"]["position"]
    return found


async def test_a_place_that_was_made_up_or_is_anothers_begins_no_stream(house: House) -> None:
    own = await place_in(house.ours, house.here["patient_id"])
    anothers = await place_in(house.theirs, house.elsewhere["patient_id"])
    further = f"{int(own[:16], 16) + 1000:016x}{own[16:]}"
    refused = {
        anothers: (410, "cursor_from_lost_log"),
        further: (410, "cursor_from_lost_log"),
        **dict.fromkeys(
            ("", "0", "-1", "*", "null", own[:-1], own + "0", own.upper() + "x", "' OR true --"), (400, "bad_cursor")
        ),
    }
    for place, expected in refused.items():
        answer = await house.ours.owner.get("/v1/stream", headers={"last-event-id": place})
        assert (answer.status_code, answer.json()["code"]) == expected, place


LEAVING: list[dict[str, Any]] = [{"role": "assistant", "clinics": []}, {"role": "therapist", "clinics": ["second"]}]


@pytest.mark.parametrize("change", LEAVING, ids=["another role", "another clinic"])
async def test_whose_role_is_changed_meanwhile_hears_no_more_by_the_old_one(
    template: Database, change: dict[str, Any]
) -> None:
    async with open_house(template) as house:
        org = house.ours.org
        clinics = [str(org.clinic_ids[1])] if change["clinics"] else []
        async with listening_in(house.ours.app, org.therapist_key) as (ear, _):
            body = {"staff_id": str(org.therapist_ids[0]), "role": change["role"], "clinics": clinics}
            answer = await house.ours.owner.post("/v1/commands/change-staff-role", json=body)
            assert answer.status_code == 200, answer.text
            closed = await ear.next()
            assert (closed.kind, closed.data) == ("closed", {"reason": "rights_changed"})
            with pytest.raises(StopAsyncIteration):
                await ear.next(heartbeats=True)
