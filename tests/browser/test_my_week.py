"""A patient's week without a connection: told afterwards, each thing once, in its order and on its own day."""

from datetime import timedelta

from playwright.async_api import expect

from tests.browser.conftest import PageOf
from tests.browser.patients_phone import (
    UNDONE,
    answers_get_lost,
    log_of,
    phone_of,
    ready,
    sent_all,
    tell_it_to_send,
    utc,
)
from tests.browser.running_house import House
from tests.browser.small_demonstration import HURTS


async def test_a_week_offline_and_back(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, HURTS)
    await ready(screen)
    page, log, started = screen.page, await log_of(house, HURTS), house.clock.instant
    days = [started + timedelta(days=number) for number in range(7)]
    await page.context.set_offline(True)
    for number, now in enumerate(days):
        await page.context.clock.set_fixed_time(now)
        await page.goto(f"{house.url}/my")
        await expect(page.locator("#weekday")).to_have_text(now.strftime("%A"))
        await page.locator(UNDONE).first.click()
        await expect(page.locator(".dose-log [data-do=undo][data-id]")).to_have_count(1)
        if number == 3:
            await page.get_by_role("button", name="It does not work today").click()
            await page.get_by_role("button", name="Travelling").click()
        if number == 5:
            await screen.follow(page.get_by_role("link", name="Pain or soreness"))
            await page.get_by_label("Where?").select_option("shoulder")
            await page.get_by_role("radio", name="Left", exact=True).check()
            await page.get_by_role("radio", name="6 moderate").check()
            await page.get_by_role("button", name="Save").click()
            await expect(page.get_by_text("Saved on this phone today")).to_be_visible()
    await expect(page.locator("#waiting")).to_contain_text("9 reports are kept on this phone")
    assert await log.said() == []

    house.clock.instant = days[-1]
    await answers_get_lost(page.context, 2)
    async with page.expect_event("requestfailed"):
        await page.context.set_offline(False)
    async with page.expect_event("requestfailed"):
        await tell_it_to_send(page)
    await tell_it_to_send(page)
    await sent_all(page)
    session = "session.logged"
    assert await log.said() == [
        *((session, utc(now)) for now in days[:4]),
        ("barrier.reported", utc(days[3])),
        *((session, utc(now)) for now in days[4:6]),
        ("symptom.reported", utc(days[5])),
        (session, utc(days[6])),
    ]
