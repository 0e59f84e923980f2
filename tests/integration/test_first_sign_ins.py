"""What `carryover up` prints to sign in with lets people in, and is the same until they choose something else."""

from uuid import UUID

from msgspec.structs import replace

from services.cli.first_sign_ins import FirstSignIns, first_sign_ins
from tests.support.database import Database
from tests.support.signing_in import WORD, open_house


async def test_the_demonstrations_owner_and_therapist_have_passwords_until_they_set_others(template: Database) -> None:
    async with open_house(template) as house, house.browser() as owner, house.browser() as therapist:
        made = replace(house.doors.org, good_patient_id=UUID(int=1))
        told = await first_sign_ins(house.context, made)
        assert [one.who for one in told.people] == ["owner", "therapist"]
        for browser, one in zip((owner, therapist), told.people, strict=True):
            answer = await house.signs_in(browser, one.email, one.password)
            assert (answer.status_code, answer.json()["status"]) == (200, "signed_in")
        who = [(await browser.get("/v1/sign-in")).json()["staff_id"] for browser in (owner, therapist)]
        assert who == [str(made.owner_id), str(made.therapist_ids[0])]
        assert await first_sign_ins(house.context, made) == told

        other = {"password": told.people[0].password, "new_password": WORD}
        assert (await owner.send("PUT", "/v1/account/password", other)).status_code == 200
        assert await first_sign_ins(house.context, made) == FirstSignIns(people=told.people[1:])


async def test_the_owner_of_an_empty_organisation_has_a_link_until_it_was_used(template: Database) -> None:
    async with open_house(template) as house, house.browser() as browser:
        told = await first_sign_ins(house.context, house.doors.org)
        assert told.people == ()
        assert told.invitation is not None
        body = {"token": told.invitation.partition("#")[2], "email": "owner@clinic.example", "password": WORD}
        assert (await browser.post("/v1/invitations/accept", body)).status_code == 200
        assert await first_sign_ins(house.context, house.doors.org) == FirstSignIns()
