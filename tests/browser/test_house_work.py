"""What owners and admins do for the whole organisation: webhooks, bringing in patients, settings, and leaving."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import FilePayload, expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import PHONE
from tests.browser.test_house import clinic_of, shown_once
from tests.support.doors import event
from tests.support.waiting import until

ROSTER = """record_number,name,clinic
H-1,Nora Lind,{clinic}
H-2,Per Dahl,Nowhere
H-3,Ulla Berg,{clinic}
"""


@asynccontextmanager
async def receiver() -> AsyncIterator[str]:
    """An address on this machine that takes whatever is posted there."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        await reader.readexactly(int(head.split("content-length:")[1].split()[0]))
        writer.write(b"HTTP/1.1 204 x\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1")
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/news"


async def test_a_webhook_is_registered_tried_and_its_deliveries_are_seen(page_of: PageOf, house: House) -> None:
    screen = await page_of("admin")
    page = screen.page
    async with receiver() as address, house.engine():
        await screen.open("/organisation/webhooks")
        await screen.good("house-no-webhooks")
        await page.get_by_role("button", name="Register an address").click()
        window = page.get_by_role("dialog", name="Register an address")
        await window.get_by_label("Address").fill(address)
        await window.get_by_text("Only some kinds of events").click()
        await window.get_by_label("session.logged").check()
        await screen.good("house-register-webhook")
        await window.get_by_role("button", name="Register and show the secret").click()
        assert (await shown_once(page)).startswith("whsec_")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Webhook")
        await page.get_by_role("button", name="Send a test").click()
        await expect(page.get_by_text("The message arrived.")).to_be_visible()

        await house.doors.send(event("session.logged", house.patient("Kari Tveit"), {}))
        deliveries = f"/v1/webhooks/{page.url.rpartition('/')[2]}/deliveries?status=delivered"

        async def delivered() -> bool:
            return bool((await house.doors.owner.get(deliveries)).json()["deliveries"])

        await until(delivered)
    await page.reload()
    row = page.get_by_role("table", name="Deliveries").get_by_role("row").nth(1)
    await expect(row).to_contain_text("session.logged")
    await expect(row).to_contain_text("delivered")
    await expect(row).to_contain_text("204")
    await screen.good("house-webhook")
    await page.get_by_role("button", name="Send a test").click()
    await expect(page.get_by_text("The message did not arrive: not reached")).to_be_visible()
    await page.get_by_role("link", name="given up").click()
    await expect(page.get_by_text("Nothing of this kind was posted.")).to_be_visible()
    await page.get_by_role("button", name="Switch off").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_role("button", name="Switch on")).to_be_visible()
    await screen.judge()
    await page.get_by_role("button", name="Remove").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("News is posted nowhere yet.")).to_be_visible()


async def test_patients_are_brought_in_from_a_file_that_is_tried_first(page_of: PageOf, house: House) -> None:
    screen = await page_of("admin", width=PHONE)
    page = screen.page
    await screen.open("/organisation/imports")
    await screen.good("house-import")
    async with house.engine():
        roster = ROSTER.format(clinic=await clinic_of(house)).encode()
        await page.get_by_label("File").set_input_files(
            FilePayload(name="patients.csv", mimeType="text/csv", buffer=roster)
        )
        await page.get_by_role("button", name="Try the file").click()
        await expect(page.get_by_text("Would be taken: 2")).to_be_visible()
        await expect(page.get_by_text("Not taken: 1")).to_be_visible()
        await expect(page.get_by_text("Line 3 clinic:")).to_be_visible()
        await screen.good("house-import-tried")
        await page.get_by_role("button", name="Take the lines").click()
        await expect(page.get_by_text("New: 2")).to_be_visible()
    await expect(page.get_by_text("Done. Every line was taken or is named below.")).to_be_visible()
    await screen.judge()


async def test_the_owner_sets_how_long_records_are_kept_and_a_provider_and_asks_for_a_copy(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of("owner")
    page = screen.page
    await screen.open("/organisation/settings")
    await page.get_by_label("Years after the last day of treatment").fill("12")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("Done.", exact=True)).to_be_visible()
    told = (await house.doors.owner.get("/v1/organisation")).json()
    assert told["retention_years"] == 12

    await page.get_by_role("button", name="Add a provider").click()
    window = page.get_by_role("dialog", name="Add a provider")
    await window.get_by_label("Issuer").fill("https://login.harbour.example")
    await window.get_by_label("Client id").fill("carryover")
    await window.get_by_label("Client secret").fill("not-a-real-secret")
    await window.get_by_label("Domains of its e-mail addresses").fill("harbour.example")
    await screen.good("house-provider")
    await window.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("#settings").get_by_text("https://login.harbour.example")).to_be_visible()
    await page.get_by_role("button", name="Ask for a copy").click()
    await expect(page.get_by_text("It is being made.")).to_be_visible()
    await screen.good("house-settings")


async def test_notice_is_given_only_by_who_writes_the_name_and_can_be_taken_back(page_of: PageOf) -> None:
    screen = await page_of("owner", width=PHONE, scheme="dark")
    page = screen.page
    await screen.open("/organisation/settings")
    await page.get_by_role("button", name="Give notice …").click()
    window = page.get_by_role("dialog", name="Give notice")
    await window.get_by_label("To go on, write the name of the organisation").fill("harbour")
    await window.get_by_role("button", name="Give notice now").click()
    await expect(window).to_be_visible()
    await screen.good("house-leave")
    await window.get_by_label("To go on, write the name of the organisation").fill("Harbour Physiotherapy")
    await window.get_by_role("button", name="Give notice now").click()
    await expect(page.get_by_text("Notice is given:")).to_be_visible()
    await screen.good("house-leaving")
    await page.get_by_role("button", name="Stay after all").click()
    await expect(page.get_by_text("Notice is given:")).to_be_hidden()
