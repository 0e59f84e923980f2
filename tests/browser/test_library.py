"""The library in a browser: found by words and filters, an exercise of one's own from its first word to its end."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from domain.exercise.common import find
from tests.browser.conftest import PageOf
from tests.browser.screen import DESK, PHONE, Screen
from tests.support.pictures import PLACE, mp4, picture

BRIDGE = find("bridge").exercise_id


async def found(screen: Screen, number: int) -> None:
    await expect(screen.page.locator("#exercises > li")).to_have_count(number)


async def test_an_exercise_is_found_by_words_region_and_equipment(page_of: PageOf) -> None:
    screen = await page_of("therapist")
    await screen.open("/library")
    await found(screen, 24)
    await screen.good("library")
    await screen.page.get_by_role("button", name="Show more").click()
    await found(screen, 48)
    await screen.page.get_by_label("Search").press_sequentially("bri")
    await expect(screen.page.locator("#exercises h2").first).to_have_text(re.compile("[Bb]ridge"))
    await screen.page.get_by_label("Region").select_option("jaw")
    await expect(screen.page.get_by_text("No exercise is like that")).to_be_visible()
    await screen.good("library-nothing")
    await screen.page.get_by_label("Search").fill("")
    await screen.page.get_by_label("Region").select_option("knee")
    await screen.page.get_by_label("Equipment").select_option("none")
    await expect(screen.page.locator("#exercises .marks").first).to_contain_text("Knee")


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("de", PHONE, "dark"), ("fr", DESK, "light"), ("es", PHONE, "light")]
)
async def test_the_library_is_read_in_every_language(page_of: PageOf, language: str, width: int, scheme: str) -> None:
    screen = await page_of("assistant", width=width, language=language, scheme=scheme)
    await screen.open("/library?region=shoulder")
    await screen.good("library")
    await screen.open(f"/library/{BRIDGE}")
    await expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    await screen.good("exercise")


async def test_an_exercise_of_ones_own_is_added_shown_revised_and_retired(page_of: PageOf, tmp_path: Path) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open("/library/new")
    await screen.good("exercise-new")
    await page.get_by_label("Name").fill("Towel pull")
    await page.get_by_label("Region").select_option("foot")
    await page.get_by_label("For", exact=True).select_option("strength")
    await page.get_by_label("Done for one side at a time").check()
    await page.get_by_label("How it is done").fill("Pull the towel towards you with your toes.\nSlowly.")
    await page.get_by_label("Equipment").fill("Towel")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1, name="Towel pull")).to_be_visible()
    await expect(page.get_by_text("Nobody here has rated pain")).to_be_visible()

    photo, film = tmp_path / "photo.jpg", tmp_path / "film.mp4"
    photo.write_bytes(picture(size=(800, 600)))
    film.write_bytes(mp4(PLACE.encode()))
    await page.get_by_label("Photo", exact=True).set_input_files(photo)
    await page.locator("form.upload").first.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("img", name="Photo of Towel pull")).to_be_visible()
    await screen.good("exercise-own")

    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    screen.foresee(422, page.url.removeprefix(screen.url).replace("/library/", "/v1/exercises/") + "/photo")
    await page.get_by_label("Photo", exact=True).set_input_files(broken)
    await page.locator("form.upload").first.get_by_role("button", name="Replace").click()
    await expect(page.locator("form.upload").first.get_by_role("alert")).to_contain_text("no picture that can be read")
    await screen.good("exercise-refused")

    await screen.follow(page.get_by_role("link", name="Revise"))
    await page.get_by_label("Name").fill("Towel curl")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1, name="Towel curl")).to_be_visible()
    await page.get_by_role("button", name="Retire").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await page.wait_for_url(re.compile("/library$"))
    await page.get_by_label("Only our own").check()
    await expect(page.get_by_text("No exercise is like that")).to_be_visible()
    await page.get_by_label("Retired too").check()
    await expect(page.locator("#exercises h2")).to_have_text("Towel curl")
