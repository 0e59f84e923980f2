"""Somebody who writes markup wherever something can be written, so that every page has to show it as the text it is."""

from typing import Any
from uuid import UUID

from services.http.examples import DRY_RUN, PRESCRIPTION
from tests.browser.running_house import House
from tests.support.doors import event
from tests.support.two_houses import PROGRAM

MARK = "canary-mark"
"""An element that stands on no page of ours."""

HIDDEN = "\u202egnp.exe\u2069"
WRITTEN = f"\"'><{MARK}></{MARK}><script>canary=1</script><img src=/canary onerror=canary=1><svg onload=canary=1>"
NAME = f"Ada {WRITTEN}"[:120]
NOTE = f"{WRITTEN} {{{{7*7}}}} ${{7*7}} {HIDDEN} </script></style></textarea></template> &lt;b&gt;"


async def written(house: House) -> dict[str, str]:
    """Patient, clinic, therapist, partner, exercise and template of such names; their ids by what they are."""
    owner = house.doors.owner

    async def does(command: str, **body: Any) -> str:
        answer = await owner.post(f"/v1/commands/{command}", json=body)
        assert answer.status_code == 200, (command, answer.text)
        return str(answer.json().get("id") or "")

    clinic_id = await does("open-clinic", name=NAME, country="DE", zone="Europe/Berlin")
    staff_id = await does("invite-staff", role="therapist", clinics=[clinic_id], private={"name": NAME})
    partner_id = await does("register-partner", name=NAME, scopes=["read"])
    exercise_id = await does(
        "add-exercise",
        name=NAME,
        region="knee",
        deficit="strength",
        sided=False,
        instructions=NOTE,
        dose={"reps": 9},
    )
    prescription = {**PROGRAM["prescriptions"][0], "exercise_id": exercise_id}
    template_id = await does("save-template", name=NAME, prescriptions=[prescription])
    patient_id = await does(
        "enrol-patient",
        clinic_id=clinic_id,
        therapist_id=staff_id,
        zone="Europe/Berlin",
        private={"name": NAME},
    )
    about: dict[str, Any] = {"patient_id": patient_id}
    await does(
        "assign-program",
        **about,
        prescriptions=[{**prescription, "prescription_id": PRESCRIPTION}],
        private={"note": NOTE},
    )
    await does("give-patient-access", **about, bearer="carer", private={"label": NAME})
    time = "2026-03-04T11:00:00Z"
    await does("record-visit", **about, occurred_at=time, kind="follow_up", private={"note": NOTE})
    subject = UUID(patient_id)
    outcomes = await house.doors.send(
        event("session.logged", subject, {"note": NOTE}),
        event("symptom.reported", subject, {"region": "knee", "level": 9, "note": NOTE}),
        event("barrier.reported", subject, {"reason": "hurts", "note": NOTE, "exercise_id": exercise_id}),
        event("message.sent", subject, {"text": NOTE}),
    )
    assert [outcome["status"] for outcome in outcomes] == ["stored"] * len(outcomes), outcomes
    trial = await owner.post(f"/v1/clinics/{clinic_id}/policy/dry-run", json=DRY_RUN)
    return {
        "run_id": str(trial.json()["id"]),
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "staff_id": staff_id,
        "partner_id": partner_id,
        "exercise_id": exercise_id,
        "template_id": template_id,
    }
