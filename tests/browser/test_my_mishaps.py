"""The patient's page when the phone fails it, is shared or is left: nothing is lost unsaid, and nobody sees another."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

import services.web.my.today as my_today
import services.web.my.who as my_who
from services.http.problems import Problem
from tests.browser.conftest import PageOf
from tests.browser.patients_phone import EVENTS, UNDONE, come_in, cookies_of, kept, log_of, phone_of, ready
from tests.browser.running_house import House
from tests.browser.screen import Screen

NO_MEMORY, FULL, ENDED, FIRST = "Kari Tveit", "Ingrid Solberg", "Luc Beaudry", "Olivier Dumas"
SECOND, TWICE, LEFT, PLAIN = "Petter Lien", "Eskil Nordby", "Antoine Gagné", "Kari Tveit"
"""One patient for each test: what one does, another does not see."""

CLOSED = """Object.defineProperty(globalThis, "indexedDB", { value: { open() {
  const asked = { error: new Error("no storage") };
  setTimeout(() => asked.onerror?.(new Event("error")));
  return asked;
} } });"""
NO_ROOM = "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };"

KEPT_STILL = "caches.open('carryover-my-pages').then(async (kept) => (await kept.keys()).map((one) => one.url))"
"""The pages that the phone holds. The cache itself may be there, for whoever asks for a page opens it."""


async def flag(page: Page) -> None:
    await page.locator("input[name=sign]").first.check()
    await page.get_by_role("button", name="Yes, I have this now").click()


async def end_all_ways_in(house: House, name: str) -> None:
    patient_id = house.patient(name)
    for way in (await house.doors.owner.get(f"/v1/patients/{patient_id}/access")).json()["accesses"]:
        if way["open"]:
            body = {"patient_id": str(patient_id), "access_id": way["access_id"]}
            assert (await house.doors.owner.post("/v1/commands/end-patient-access", json=body)).status_code == 200


def out(screen: Screen) -> None:
    """Nobody is in on it, and it will hear so."""
    for path in ("/v1/events", "/v1/my"):
        screen.foresee(401, path)


@pytest.mark.parametrize(("name", "broken"), [(NO_MEMORY, CLOSED), (FULL, NO_ROOM)], ids=["closed", "full"])
async def test_a_red_flag_that_the_phone_cannot_keep_is_told_all_the_same(
    house: House, page_of: PageOf, name: str, broken: str
) -> None:
    screen = await phone_of(page_of, house, name)
    await screen.page.context.add_init_script(broken)
    page, log = screen.page, await log_of(house, name)
    await screen.open("/my/wrong")
    await flag(page)
    await expect(page.get_by_role("link", name="Call 113")).to_be_visible()
    await expect(page.get_by_text("Your report has reached your clinic.")).to_be_visible()
    await expect(page.locator("#clinic-waits")).to_be_hidden()
    await log.comes_to("patient.red_flag_reported")


async def test_whom_to_call_is_said_also_where_nothing_else_of_the_page_has_come(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, NO_MEMORY)
    page = screen.page
    await page.route("**/my/page.js", lambda route: route.abort("aborted"))
    await screen.open("/my/wrong")
    await flag(page)
    await expect(page.get_by_role("link", name="Call 113")).to_be_visible()
    await expect(page.get_by_text("Your clinic has NOT been told.")).to_be_visible()
    assert page.url == f"{house.url}/my/wrong"


async def test_what_cannot_be_kept_is_said_and_stays_in_its_field(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, FULL)
    await screen.page.context.add_init_script(NO_ROOM)
    page = screen.page
    await screen.open("/my/messages")
    await page.get_by_label("Your message").fill("My knee is worse.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#said")).to_contain_text("This phone could not keep your report.")
    await expect(page.get_by_label("Your message")).to_have_value("My knee is worse.")


async def test_a_red_flag_of_whom_nobody_lets_in_any_more_is_not_on_its_way(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, ENDED)
    await ready(screen, "/my/wrong")
    page = screen.page
    await end_all_ways_in(house, ENDED)
    out(screen)
    await flag(page)
    told = page.get_by_role("alert").filter(has_text="Your clinic has NOT been told.")
    await expect(told.get_by_role("link", name="Call 911")).to_be_visible()
    await expect(page.locator("#clinic-waits")).to_be_hidden()
    await expect(page.get_by_role("link", name="Come in again to send them")).to_be_visible()
    assert await page.evaluate(KEPT_STILL) == []
    await screen.good("my-not-told")


async def test_who_comes_in_on_a_shared_phone_never_sees_who_was_in_before(
    house: House, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = await phone_of(page_of, house, FIRST)
    await ready(screen)
    page, real = screen.page, my_who.who
    other = await page.context.new_page()
    await other.goto(f"{house.url}/my/feel")
    body = {"patient_id": str(house.patient(SECOND)), "bearer": "patient"}
    given = await house.doors.owner.post("/v1/commands/give-patient-access", json=body)
    await page.goto(given.json()["access_code"]["link"])

    async def fails(view: Any) -> Any:
        raise Problem("busy")

    monkeypatch.setattr(my_today, "who", fails)  # then the worker shows what it showed last
    screen.foresee(503, "/my")
    await page.get_by_role("button", name="Come in").click()
    for tab in (page, other):
        await tab.wait_for_url("**/my")
        await expect(tab.locator(f"body[data-patient='{house.patient(FIRST)}']")).to_have_count(0)
    monkeypatch.setattr(my_today, "who", real)
    for tab in (page, other):
        await tab.goto(f"{house.url}/my")
        await expect(tab.locator(f"body[data-patient='{house.patient(SECOND)}']")).to_have_count(1)
    await other.close()


async def test_a_form_whose_module_has_not_come_puts_nothing_into_the_address(house: House, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{house.url}/my/enter")
    await page.locator("#code").fill("7K3M-9QXA-VT")
    await page.locator("#by-code button").click()
    seen = [page.url]
    secure = house.url.replace("http:", "https:")
    cookies = await cookies_of(house, house.patient(PLAIN))
    await context.add_cookies(
        [{"name": name, "value": value, "url": secure, "secure": True} for name, value in cookies.items()]
    )
    await page.goto(f"{house.url}/my/wrong")
    await page.locator("input[name=sign]").first.check()
    await page.locator("#wrong button").click()
    seen.append(page.url)
    await page.goto(f"{house.url}/my/messages")
    await page.locator("textarea").fill("My knee hurts.")
    await page.locator("#write button").click()
    seen.append(page.url)
    await context.close()
    assert seen == [f"{house.url}/my/{path}" for path in ("enter", "wrong", "messages")]


async def test_a_double_tap_is_one_dose(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, TWICE)
    await ready(screen)
    log = await log_of(house, TWICE)
    taps = screen.page.locator(UNDONE)
    await taps.first.dblclick()
    await taps.last.click()
    await log.comes_to("session.logged", "session.logged")
    done = [event["data"]["entries"][0]["prescription_id"] for event in await log.events()]
    assert len(set(done)) == 2


async def test_what_the_service_fails_at_does_not_hold_up_what_is_behind_it(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, LEFT)
    await ready(screen)
    page, log = screen.page, await log_of(house, LEFT)
    failing: set[str] = set()

    async def fail_the_first(route: Route) -> None:
        events = route.request.post_data_json or []
        failing.update(event["id"] for event in events[:1] if not failing)
        rest = [event for event in events if event["id"] not in failing]
        told = (
            await (await route.fetch(post_data=json.dumps(rest))).json() if rest else {"outcomes": [], "position": None}
        )
        for event in events:
            if event["id"] in failing:
                outcome = {"id": event["id"], "source": event["source"], "status": "refused", "code": "internal"}
                told["outcomes"].append(outcome)
        await route.fulfill(json=told)

    await page.context.route(EVENTS, fail_the_first)
    taps = page.locator(UNDONE)
    await taps.first.click()
    await expect(page.locator("#waiting")).to_contain_text("1 report is kept")
    await taps.last.click()
    await log.comes_to("session.logged")
    await expect(page.locator("#waiting")).to_contain_text("1 report is kept")
    await page.context.unroute(EVENTS)


async def test_what_is_chosen_is_saved_also_by_who_came_in_again_in_another_tab(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, PLAIN)
    await screen.open("/my/settings")
    await come_in(screen, house, house.patient(PLAIN))  # on a fresh device: its token is another one
    screen.foresee(403, "/v1/my/preferences")
    page = screen.page
    saved = page.expect_response(lambda answer: answer.url.endswith("/preferences") and answer.ok)
    async with saved, page.expect_navigation():  # the page is shown anew
        await page.get_by_role("button", name="Save").click()


async def test_who_leaves_in_one_tab_has_left_in_all(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, LEFT)
    await ready(screen)
    page = screen.page
    other = await page.context.new_page()
    await other.goto(f"{house.url}/my/settings")
    await kept(other)
    await other.get_by_role("button", name="Leave on this phone").click()
    await other.get_by_role("alertdialog").get_by_role("button", name="Leave").click()
    for tab in (page, other):
        await tab.wait_for_url("**/my/enter")
    await other.close()


async def test_who_is_out_with_nothing_waiting_sees_nothing_any_more(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, LEFT)
    await ready(screen, "/my/feel")
    page = screen.page
    await end_all_ways_in(house, LEFT)
    out(screen)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it is looked at again
    await page.wait_for_url("**/my/enter")
    assert await page.evaluate(KEPT_STILL) == []


async def test_the_worker_says_once_what_it_is_written_in(house: House) -> None:
    answer = await house.doors.owner.get("/my/worker.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
