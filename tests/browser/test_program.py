"""A program built, revised from an alert, kept through a closed window, and printed."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import DESK, PHONE
from tests.support.waiting import until

LINE = "li.prescription"
TOLD, STAYED, CHANGED, PRINTED = "Petter Lien", "Kari Tveit", "Ingrid Solberg", "Tarjei Bakken"
"""Who said that an exercise hurts, whose program is left unsaved, who is treated by two, and who takes a sheet home."""


def of(house: House, name: str) -> str:
    return f"/patients/{house.patient(name)}/program"


async def add(page: Page, words: str, name: str) -> Locator:
    """Found by words, added, and in the program."""
    await page.locator("#find").get_by_label("Search").fill(words)
    await page.get_by_role("button", name=f"Add: {name}", exact=True).click()
    line = page.locator(LINE).filter(has=page.get_by_role("heading", name=name, exact=True))
    await expect(line).to_be_visible()
    return line


async def scheduled(line: Locator, kind: str, **fields: str) -> None:
    await line.get_by_label("When", exact=True).select_option(kind)
    for label, value in fields.items():
        field = line.get_by_label(label.replace("_", " "), exact=True)
        if label == "Habit":
            await field.select_option(value)
        else:
            await field.fill(value)


async def test_a_program_of_every_kind_of_schedule_is_built_from_search_and_assigned(
    page_of: PageOf, house: House
) -> None:
    patient_id = await house.doors.enrol()
    screen = await page_of("therapist")
    page = screen.page
    path = f"/patients/{patient_id}/program"
    await screen.open(path)
    await screen.good("program-empty")
    bridge = await add(page, "bridge", "Bridge")
    await scheduled(bridge, "fixed", Times_a_day="2")
    await bridge.get_by_label("Sunday").uncheck()
    raises = await add(page, "straight leg", "Straight leg raise")
    await expect(page.get_by_text("Choose the side of Straight leg raise.")).to_be_visible()
    await screen.good("program-side-asked")
    await raises.get_by_label("Left").check()
    await scheduled(raises, "weekly", Times_a_week="4")
    calf = await add(page, "calf stretch at", "Calf stretch at the wall")
    await calf.get_by_label("Both sides").check()
    await scheduled(calf, "cue", Habit="brushing_teeth")
    sit = await add(page, "sit to stand", "Sit to stand")
    await scheduled(sit, "interval", **{"Every,_minutes": "90"})
    slide = await add(page, "heel slide", "Heel slide")
    await slide.get_by_label("Right").check()
    await scheduled(slide, "symptom")
    await expect(page.locator("[data-sentence]")).to_have_text(
        [
            re.compile("2 times on Monday, Tuesday, Wednesday, Thursday, Friday,? and Saturday"),
            re.compile("^left · .* · 4 times a week, on any days"),
            re.compile("^both sides · .* · 2 times while brushing teeth, every day"),
            re.compile("every 90 minutes from 09:00 to 17:00, on Monday"),
            re.compile("^right · .* · whenever it is sore or stiff"),
        ]
    )
    week = page.locator("[data-week] table")
    await expect(week.locator("tbody tr")).to_have_count(5)
    await expect(week.locator("tfoot td")).to_have_text(["9", "9", "4", "2", "9", "9", "9"])
    await page.evaluate("scrollTo(0, 0)")  # nothing lies half under the bar
    await screen.good("program-built")

    await page.get_by_role("button", name="Up: Sit to stand").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_contain_text("Sit to stand is number 3 of 5.")
    handle = page.locator(LINE).nth(2).locator("[data-handle]")
    await handle.focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(f"{LINE} h3").nth(1)).to_contain_text("Sit to stand")
    await expect(handle).not_to_be_focused()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(f"{LINE} h3").nth(2)).to_contain_text("Sit to stand")

    await page.get_by_role("button", name="Save as template").click()
    await page.get_by_label("Name", exact=True).fill("Knee, all kinds")
    await screen.good("program-template")
    await page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator("#said")).to_contain_text("The template is saved.")

    told = await page.locator("[data-sentence]").all_text_contents()
    await page.get_by_role("button", name="Assign the program").click()
    await page.wait_for_url(re.compile(f"/patients/{patient_id}$"))
    await screen.open("/library/templates")
    await expect(page.get_by_role("heading", name="Knee, all kinds")).to_be_visible()
    await screen.good("templates")
    await screen.open(f"{path}/handout")
    await screen.good("handout-new")
    on_paper = [text.split("\n") for text in await page.locator(".dose").all_inner_texts()]
    assert [" · ".join(lines) for lines in on_paper] == [
        text.split(" · ", 1)[-1] if text[0].islower() else text for text in told
    ]


async def running(house: House, name: str) -> dict[str, Any]:
    """The patient's program as the API has it."""
    answer = await house.doors.owner.get(f"/v1/patients/{house.patient(name)}/programs")
    found: dict[str, Any] = answer.json()["programs"][-1]
    return found


async def test_an_exercise_that_hurts_is_made_easier_in_two_clicks_and_the_alert_is_resolved(
    page_of: PageOf, house: House
) -> None:
    found = await house.doors.owner.get("/v1/alerts", params={"patient": str(house.patient(TOLD))})
    alert = next(each for each in found.json()["alerts"] if each["rule"] == "hurts")
    before = (await running(house, TOLD))["versions"]
    screen = await page_of("therapist")
    page = screen.page
    await screen.open(f"{of(house, TOLD)}?from_alert={alert['alert_id']}")
    hurting = page.locator("li.hurting")
    await expect(hurting).to_have_count(1)
    await expect(page.locator("[data-week] table")).to_be_visible()
    await screen.good("program-from-alert")

    await hurting.get_by_role("button", name="Fewer sets").click()
    await page.get_by_role("button", name="Save and resolve the alert").click()

    await page.wait_for_url(re.compile(f"/patients/{house.patient(TOLD)}$"))
    after = (await running(house, TOLD))["versions"]
    assert len(after) == len(before) + 1
    doses = [
        next(each["dose"].get("sets", 1) for each in version["prescriptions"] if each["exercise_id"] == alert["scope"])
        for version in (before[-1], after[-1])
    ]
    assert doses[1] == doses[0] - 1

    async def resolved() -> bool:
        now = (await house.doors.owner.get(f"/v1/alerts/{alert['alert_id']}")).json()["alert"]
        return (now["status"], now["resolution"]) == ("resolved", "program_changed")

    await until(resolved)


async def dragged_up(page: Page, line: Locator) -> None:
    """By one place, with a mouse."""
    handle = line.locator("[data-handle]")
    await handle.scroll_into_view_if_needed()
    place, above = await handle.bounding_box(), await line.locator("xpath=preceding-sibling::li[1]").bounding_box()
    assert place is not None
    assert above is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, above["y"] + above["height"] / 4, steps=8)
    await page.mouse.up()


async def test_what_is_not_saved_survives_a_closed_window_and_goes_with_the_sign_in(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open(of(house, STAYED))
    await add(page, "wall sit", "Wall sit")
    await dragged_up(page, page.locator(LINE).last)
    await expect(page.locator(f"{LINE} h3").nth(-2)).to_contain_text("Wall sit")
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_label("Note on this version").fill("Begun on the telephone.")
    await page.reload()
    await expect(page.get_by_text("Your unsaved work is back.")).to_be_visible()
    await expect(page.locator(f"{LINE} h3").last).to_contain_text("Wall sit")
    await expect(page.get_by_label("Note on this version")).to_have_value("Begun on the telephone.")
    kept = await page.evaluate("JSON.stringify(localStorage)")
    assert STAYED not in kept
    assert str(house.patient(STAYED)) in kept
    await screen.good("program-restored")
    await page.get_by_role("button", name="Discard it").click()
    await expect(page.locator(LINE).filter(has_text="Wall sit")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_text("Your unsaved work is back.")).to_be_hidden()

    await add(page, "wall sit", "Wall sit")
    await page.get_by_text("More", exact=True).click()
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url(re.compile("/sign-in"))
    assert await page.evaluate("localStorage.length") == 0


async def test_another_therapists_revision_is_told_and_nothing_is_lost(page_of: PageOf, house: House) -> None:
    patient_id = house.patient(CHANGED)
    screen = await page_of("therapist")
    page = screen.page
    await screen.open(of(house, CHANGED))
    await add(page, "wall sit", "Wall sit")
    now = await running(house, CHANGED)
    theirs = [{**each, "dose": {"sets": 1, "reps": 4}} for each in now["versions"][-1]["prescriptions"]]
    await house.doors.does("revise-program", patient_id, program_id=now["program_id"], prescriptions=theirs)

    screen.foresee(412, "/v1/commands/revise-program")
    await page.get_by_role("button", name="Save the new version").click()
    dialog = page.get_by_role("dialog", name="Somebody changed the program meanwhile")
    await expect(dialog.locator("[data-theirs]")).to_contain_text("1 set, 4 repetitions")
    await expect(dialog.locator("[data-yours]")).to_contain_text("Wall sit")
    await screen.good("program-conflict")
    await dialog.get_by_role("button", name="Save mine over it").click()
    await page.wait_for_url(re.compile(f"/patients/{patient_id}$"))
    versions = (await running(house, CHANGED))["versions"]
    assert len(versions) == len(now["versions"]) + 2
    assert [each["prescription_id"] for each in versions[-1]["prescriptions"][:-1]] == [
        each["prescription_id"] for each in now["versions"][-1]["prescriptions"]
    ]


A4, LETTER = (595, 842), (612, 792)  # points


def pages_in(pdf: bytes) -> tuple[int, tuple[int, int]]:
    """How many there are, and how large the first one is."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return len(re.findall(rb"/Type /Page\b", pdf)), (round(float(boxes[0][0])), round(float(boxes[0][1])))


async def test_the_handout_prints_on_either_paper_in_the_patients_language(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    page = screen.page
    path = f"{of(house, PRINTED)}/handout"
    sizes = {}
    for paper, language in (("a4", "de"), ("letter", "fr")):
        await screen.open(f"{path}?paper={paper}&language={language}")
        await expect(page.locator(f'article[lang="{language}"]')).to_be_visible()
        await screen.good(f"handout-{paper}")
        pdf = await page.pdf(prefer_css_page_size=True, print_background=False)
        sizes[paper] = pages_in(pdf)
    number = await page.locator(".sheet-exercise").count()
    assert {paper: size for paper, (_, size) in sizes.items()} == {"a4": A4, "letter": LETTER}
    assert {pages for pages, _ in sizes.values()} <= set(range(1, number // 2 + 2))


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("de", PHONE, "light"), ("de", DESK, "dark"), ("fr", PHONE, "dark")]
)
async def test_the_builder_is_read_on_phones_and_in_other_languages(
    page_of: PageOf, house: House, language: str, width: int, scheme: str
) -> None:
    screen = await page_of("therapist", width=width, language=language, scheme=scheme)
    await screen.open(of(house, PRINTED))
    await expect(screen.page.locator("[data-week] table")).to_be_visible()
    await screen.page.locator("details summary").last.click()
    await screen.good("program")


async def test_who_may_not_change_a_program_reads_it(page_of: PageOf, house: House) -> None:
    screen = await page_of("assistant")
    await screen.open(of(house, PRINTED))
    await expect(screen.page.locator(".lines > li").first).to_be_visible()
    await expect(screen.page.get_by_role("button", name="Save the new version")).to_have_count(0)
    await screen.good("program-read")
