"""The patient's page as patients and carers see it: every page, by thumb, by keyboard and by reader."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PageOf
from tests.browser.patients_phone import UNDONE, kept, log_of, phone_of, ready
from tests.browser.running_house import House
from tests.browser.screen import DESK, NARROWEST, PHONE
from tests.browser.small_demonstration import ASKED, HURTS
from tests.support.waiting import until

STEADY = "Luc Beaudry"
MOST_BEFORE_THE_LIST = 5  # the brand, whom to call, a new message
PAGES = ("/my", "/my/feel", "/my/wrong", "/my/progress", "/my/messages", "/my/settings")


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", PHONE, "light"), ("de", NARROWEST, "dark"), ("es", DESK, "dark"), ("fr", PHONE, "light")],
)
async def test_every_page_is_right_in_every_language(
    house: House, page_of: PageOf, language: str, width: int, scheme: str
) -> None:
    screen = await phone_of(page_of, house, HURTS, width=width, language=language, scheme=scheme)
    for path in PAGES:
        await screen.open(path)
        await expect(screen.page.locator("html")).to_have_attribute("lang", language)
        await screen.judge()
        await screen.keep_picture(path.strip("/").replace("/", "-"))
    await screen.open("/my")
    page = screen.page
    await page.locator(".dose-open").first.click()
    await expect(page.locator("dialog[open]")).to_be_visible()
    await screen.judge()
    await screen.keep_picture("my-exercise")
    await page.locator("dialog[open] [data-sheet=hurts]").click()
    await screen.judge()
    await screen.keep_picture("my-hurts")


async def test_everything_is_reached_by_keyboard_and_named_for_readers(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, ASKED)
    await ready(screen)
    page, log = screen.page, await log_of(house, ASKED)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(MOST_BEFORE_THE_LIST):
        await page.keyboard.press("Tab")
        if await page.locator(".dose-open:focus").count():
            break
    await expect(page.locator(".dose-open").first).to_be_focused()
    await page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    await sheet.get_by_label("One less").focus()
    await page.keyboard.press("Enter")
    await sheet.get_by_role("radio", name="3 easy").focus()
    await page.keyboard.press("ArrowRight")
    await expect(sheet.get_by_role("radio", name="4 easy")).to_be_checked()
    await sheet.get_by_role("button", name="Done").focus()
    await page.keyboard.press("Enter")
    await log.comes_to("session.logged")
    [event] = await log.events()
    assert (event["data"]["entries"][0]["effort"], event["data"]["entries"][0]["sets"]) == (40, 1)
    await page.goto(f"{house.url}/my/feel")
    await expect(page.get_by_role("group", name="What is it?")).to_match_aria_snapshot(
        """
        - group "What is it?":
          - radio "Pain" [checked]
          - radio "Soreness"
        """
    )
    await page.get_by_label("Where?").select_option("knee")
    await page.get_by_role("radio", name="Right", exact=True).check()
    await page.get_by_role("radio", name="0 none").focus()
    for _ in range(4):
        await page.keyboard.press("ArrowRight")
    await page.get_by_label("In your own words").fill("On the stairs.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await log.comes_to("session.logged", "symptom.reported")
    felt = (await log.events())[-1]["data"]
    assert (felt["region"], felt["side"], felt["level"], felt.get("timing", "at_rest")) == (
        "knee",
        "right",
        40,
        "at_rest",
    )


async def test_touching_the_body_chooses_in_the_list(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, STEADY)
    await screen.open("/my/feel")
    page = screen.page
    await page.locator("#region-knee-left").click()
    await expect(page.get_by_label("Where?")).to_have_value("knee")
    await expect(page.get_by_role("radio", name="Left")).to_be_checked()
    await page.locator("[data-aspect=back]").click()
    await page.locator("#region-low_back-none").click()
    await expect(page.get_by_label("Where?")).to_have_value("low_back")
    await expect(page.get_by_role("group", name="Which side?")).to_be_hidden()
    await screen.keep_picture("my-feel-chosen")


async def test_the_question_of_the_morning_is_asked_until_it_is_answered(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, HURTS)
    await ready(screen)
    page, log = screen.page, await log_of(house, HURTS)
    card = page.locator("#morning")
    await card.get_by_role("radio", name="3 mild").first.check()
    await card.get_by_role("button", name="Save").click()
    await expect(card).to_be_hidden()
    await log.comes_to("symptom.reported")
    [event] = await log.events()
    assert (event["data"]["timing"], event["data"]["level"]) == ("next_morning", 30)

    async def nothing_is_asked() -> bool:
        answer = await house.doors.owner.get(f"/v1/patients/{house.patient(HURTS)}/next-morning")
        return answer.json()["question"] is None

    await until(nothing_is_asked)
    await page.reload()
    await expect(page.get_by_text("How is it this morning?")).to_be_hidden()


async def test_what_hurts_reaches_the_therapist_with_its_level(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, STEADY)
    await ready(screen)
    page, log = screen.page, await log_of(house, STEADY)
    await page.locator(".dose-open:visible").first.click()
    await page.get_by_role("button", name="It hurts").click()
    await page.locator("#hurts").get_by_role("radio", name="7 strong").check()
    await page.get_by_role("button", name="Tell my therapist").click()
    await expect(page.get_by_text("Stop this exercise for today.")).to_be_visible()
    await screen.judge()
    await log.comes_to("symptom.reported", "barrier.reported")
    felt, barrier = (event["data"] for event in await log.events())
    assert (felt["timing"], felt["level"], barrier["reason"]) == ("during", 70, "hurts")
    assert felt["exercise_id"] == barrier["exercise_id"]
    await page.get_by_role("button", name="All right").click()
    await page.locator("#said").get_by_role("button", name="Undo").click()
    await log.comes_to("symptom.reported", "barrier.reported", "symptom.retracted", "barrier.retracted")


async def test_a_carer_logs_for_the_patient_and_is_told_for_whom(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, STEADY, bearer="carer")
    await ready(screen)
    page, log = screen.page, await log_of(house, STEADY)
    await expect(page.get_by_text(f"You are logging for {STEADY}.")).to_be_visible()
    await expect(page.get_by_role("link", name=re.compile("Messages|Progress"))).to_have_count(0)
    await screen.judge()
    await screen.keep_picture("my-carer")
    await page.locator(UNDONE).first.click()
    await log.comes_to("session.logged")
    [event] = await log.events()
    assert event["data"]["provenance"] == "carer"
    screen.foresee(403, "/my/messages")
    answer = await page.goto(f"{house.url}/my/messages")
    assert answer is not None
    assert answer.status == 403


async def test_a_message_is_written_without_a_connection_and_arrives(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, ASKED)
    await ready(screen)
    page = screen.page
    await page.context.set_offline(True)
    await screen.follow(page.get_by_role("link", name="Messages"))
    await page.get_by_label("Your message").fill("May I take the stairs?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("is sent as soon as you are online")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator("#thread").get_by_text("May I take the stairs?")).to_be_visible()
    await expect(page.get_by_text("is sent as soon as you are online")).to_have_count(0)


async def test_who_leaves_takes_everything_from_the_phone(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, STEADY)
    await ready(screen)
    page = screen.page
    await page.context.route("**/v1/events", lambda route: route.abort("aborted"))
    await page.locator(UNDONE).first.click()
    await screen.follow(page.get_by_role("link", name="Settings"))
    await page.get_by_role("button", name="Leave on this phone").click()
    await expect(page.get_by_text("1 report has not been sent yet and would be lost.")).to_be_visible()
    await screen.judge()
    await page.get_by_role("button", name="Leave", exact=True).click()
    await page.wait_for_url("**/my/enter")
    kept = await page.evaluate("async () => [await caches.keys(), await navigator.serviceWorker.getRegistrations()]")
    assert kept == [[], []]


COUNTED = """async (address) => {
  const { Hold } = await import(address);
  let now = 0;
  const hold = new Hold(20, 2, () => now);
  const seen = [];
  const at = (seconds) => {
    now = seconds * 1000;
    const { phase, left, round } = hold.look();
    seen.push([phase, left, round]);
  };
  at(0); hold.start(); at(1); at(3.5); hold.pause(); at(100); hold.start(); at(101); at(119.5);
  hold.start(); at(121); at(200); hold.start(); at(201);
  return seen;
}"""


async def test_the_timer_counts_each_hold_and_waits_between_them(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, STEADY)
    await screen.open("/my")
    page = screen.page
    module = await page.locator("script[src*='/my/today.js']").get_attribute("src") or ""
    assert await page.evaluate(COUNTED, module.replace("today.js", "timer.js")) == [
        ["idle", 20, 1],
        ["ready", 2, 1],
        ["holding", 20, 1],
        ["paused", 20, 1],
        ["holding", 19, 1],
        ["between", 20, 2],
        ["ready", 2, 2],
        ["finished", 20, 2],
        ["ready", 2, 1],
    ]
    await page.locator(".dose-open", has_text="Hamstring stretch").click()
    timer = page.locator("dialog[open] [data-timer]")
    await timer.get_by_role("button", name="Start").click()
    await expect(timer.get_by_role("button", name="Stop")).to_be_visible()
    await timer.get_by_role("button", name="Stop").click()
    await expect(timer.get_by_role("button", name="Start")).to_be_visible()
    await screen.keep_picture("my-timer")


async def test_reminders_and_their_quiet_hours_are_the_patients_own(house: House, page_of: PageOf) -> None:
    screen = await phone_of(page_of, house, STEADY)
    await ready(screen, "/my/settings")
    page = screen.page
    await page.get_by_label("From").select_option("18:30")
    await page.get_by_label("Language").select_option("fr")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Rappels")).to_be_visible()
    await expect(page.locator("#quiet-from")).to_have_value("18:30")
    await kept(page)
    await page.context.set_offline(True)
    await page.goto(f"{house.url}/my")
    await expect(page.locator("html")).to_have_attribute("lang", "fr")
