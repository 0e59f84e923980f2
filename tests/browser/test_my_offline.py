"""The patient's page with bad reception: whatever is reported counts once, in its order, and nothing is lost."""

import asyncio
from datetime import timedelta

from playwright.async_api import Route, expect

from services.web.problems.meanings import FOR_PEOPLE
from tests.browser.conftest import PageOf
from tests.browser.patients_phone import (
    EVENTS,
    UNDONE,
    answers_get_lost,
    come_in,
    log_of,
    phone_of,
    ready,
    sent_all,
    tell_it_to_send,
    utc,
)
from tests.browser.running_house import House

KILLED, TABS, UNDOING, OUT = "Kari Tveit", "Ingrid Solberg", "Luc Beaudry", "Olivier Dumas"
REFUSED, WRONG, SLOW_CLOCK = "Petter Lien", "Eskil Nordby", "Antoine Gagné"
"""One patient for each test: what one does, another does not see."""


async def test_what_was_stored_while_the_page_was_killed_is_sent_again_and_counts_once(
    house: House, page_of: PageOf
) -> None:
    screen = await phone_of(page_of, house, KILLED)
    await ready(screen)
    page, log, stored = screen.page, await log_of(house, KILLED), asyncio.Event()

    async def never_answers(route: Route) -> None:
        await route.fetch()
        stored.set()

    await page.route(EVENTS, never_answers)
    await page.locator(UNDONE).first.click()
    await stored.wait()
    again = await page.context.new_page()
    await page.close()
    await again.goto(f"{house.url}/my")
    await log.comes_to("session.logged")
    await sent_all(again)
    await expect(again.locator(".dose-log [data-do=undo]")).to_have_count(1)
    assert await log.said() == [("session.logged", utc(house.clock.instant))]
    await again.close()


async def test_two_tabs_share_one_queue(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, TABS)
    await ready(screen)
    page, log = screen.page, await log_of(house, TABS)
    other = await page.context.new_page()
    await other.goto(f"{house.url}/my")
    await page.context.set_offline(True)
    await page.locator(UNDONE).first.click()
    await other.locator(UNDONE).nth(1).click()
    for tab in (page, other):
        await expect(tab.locator("#waiting")).to_contain_text("2 reports are kept")
        await expect(tab.locator(".dose-log [data-do=undo][data-id]")).to_have_count(2)
    await answers_get_lost(page.context, 1)
    await page.context.set_offline(False)
    for tab in (page, other):
        await tell_it_to_send(tab)
    await log.comes_to("session.logged", "session.logged")
    for tab in (page, other):
        await sent_all(tab)
    assert await log.said() == 2 * [("session.logged", utc(house.clock.instant))]
    await other.close()


async def test_undoing_leaves_no_trace_of_what_was_never_tried_and_takes_back_the_rest(
    house: House, page_of: PageOf
) -> None:
    screen = await phone_of(page_of, house, UNDOING)
    await ready(screen)
    page, log = screen.page, await log_of(house, UNDOING)
    here = page.locator(".dose-log [data-do=undo][data-id]")
    first = page.locator(UNDONE).first

    await page.context.set_offline(True)
    await first.click()
    await here.click()
    await expect(here).to_have_count(0)
    await page.context.set_offline(False)
    await tell_it_to_send(page)
    await sent_all(page)
    assert await log.said() == []

    await answers_get_lost(page.context, 1)  # stored, and this phone does not know
    async with page.expect_event("requestfailed"):
        await first.click()
    await here.click()
    await tell_it_to_send(page)
    await log.comes_to("session.logged", "session.retracted")

    known = page.locator(".dose-log [data-do=undo][data-report]")
    before = await known.count()
    await first.click()
    await expect(known).to_have_count(before + 1)  # the page tells of it now
    await known.last.click()
    await log.comes_to(*2 * ("session.logged", "session.retracted"))
    await expect(known).to_have_count(before)
    logged, retracted = (await log.events())[2:]
    assert (logged["type"], retracted["type"]) == ("session.logged", "session.retracted")
    assert retracted["data"]["session_id"] == logged["event_id"]


async def test_who_is_out_meanwhile_keeps_what_waits_and_sends_it_once_back_in(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, OUT)
    await ready(screen)
    page, log = screen.page, await log_of(house, OUT)
    screen.foresee(401, "/v1/events")
    screen.foresee(401, "/v1/my")
    await page.context.clear_cookies()
    await page.locator(UNDONE).first.click()
    await expect(page.get_by_role("link", name="Come in again to send them")).to_be_visible()
    await come_in(screen, house, house.patient(OUT))  # on a fresh device: its token is another one
    screen.foresee(403, "/v1/events")
    await tell_it_to_send(page)
    await log.comes_to("session.logged")
    await sent_all(page)


async def test_what_is_refused_is_said_with_what_to_do(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, REFUSED)
    await ready(screen)
    page = screen.page

    async def refuse(route: Route) -> None:
        [event] = route.request.post_data_json or []
        outcome = {"id": event["id"], "source": event["source"], "status": "refused", "code": "id_reused"}
        await route.fulfill(json={"outcomes": [outcome], "position": None})

    await page.route(EVENTS, refuse)
    await page.locator(UNDONE).first.click()
    card = page.get_by_role("alert").filter(has_text="One report could not be taken")
    await expect(card).to_contain_text("Please tell your clinic about it yourself")
    await page.reload()
    await expect(card).to_contain_text(FOR_PEOPLE["id_reused"])
    await screen.judge()
    await screen.keep_picture("my-refused")
    await card.get_by_role("button", name="I have read this").click()
    await expect(card).to_have_count(0)


async def test_whom_to_call_is_said_at_once_without_a_connection_and_the_report_goes_first(
    house: House, page_of: PageOf
) -> None:
    screen = await phone_of(page_of, house, WRONG)
    await ready(screen)
    page, log = screen.page, await log_of(house, WRONG)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="It does not work today").click()
    await page.get_by_role("button", name="Unwell").click()
    await screen.follow(page.get_by_role("link", name="Emergency"))
    await page.get_by_label("Chest pain").check()
    await page.get_by_role("button", name="Yes, I have this now").click()
    told = page.get_by_role("alert").filter(has_text="Stop your exercises now.")
    await expect(told).to_contain_text("it may not have received this")
    await expect(told.get_by_role("link", name="Call 113")).to_have_attribute("href", "tel:113")
    await screen.judge()
    await screen.keep_picture("my-emergency-offline")
    await page.goto(f"{house.url}/my")
    await expect(page.get_by_text("Stop your exercises now.")).to_be_visible()
    await expect(page.get_by_text("Your exercises are on hold.")).to_be_visible()
    await expect(page.locator(".doses:visible, #sum:visible")).to_have_count(0)
    await expect(page.get_by_role("button", name="It does not work today")).to_be_hidden()

    await page.goto(f"{house.url}/my/wrong")
    await page.context.set_offline(False)
    await expect(page.get_by_text("Your report has reached your clinic.")).to_be_visible()
    await expect(told).to_contain_text("Your clinic is being told")
    await sent_all(page)
    assert sorted([kind for kind, _ in await log.said()]) == ["barrier.reported", "patient.red_flag_reported"]
    await page.goto(f"{house.url}/my")
    await expect(page.get_by_text("Your exercises are on hold.")).to_be_visible()


async def test_a_phone_whose_clock_is_wrong_tells_the_right_time(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, SLOW_CLOCK)
    page, log, right = screen.page, await log_of(house, SLOW_CLOCK), house.clock.instant
    await page.context.clock.set_fixed_time(right + timedelta(days=2))
    await ready(screen)
    await page.locator(UNDONE).first.click()
    await expect(page.locator("#weekday")).to_have_text("Wednesday")
    await log.comes_to("session.logged")
    [event] = await log.events()
    assert event["data"]["_clock_shift"] == -2 * 86_400
    await expect(page.locator(".dose-log [data-do=undo]").first).to_be_visible()
