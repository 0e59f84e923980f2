"""The frame of all pages: who is not signed in is sent to where they can, refusals are pages, assets are kept."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.context import Context
from tests.support.doors import Doors, open_doors


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as doors:
        yield doors


async def page(asker: httpx2.AsyncClient, path: str, **headers: str) -> httpx2.Response:
    return await asker.get(path, headers={"accept": "text/html", **headers})


async def test_who_is_not_signed_in_is_sent_to_where_they_can_and_comes_back(doors: Doors) -> None:
    answer = await page(doors.nobody, "/patients?status=active")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fpatients%3Fstatus%3Dactive")
    answer = await page(doors.nobody, "/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    answer = await page(doors.nobody, "/my/progress")
    assert (answer.status_code, answer.headers["location"]) == (303, "/my/enter")


async def test_who_is_signed_in_begins_with_today(doors: Doors) -> None:
    answer = await page(doors.therapist, "/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")


async def test_a_refusal_is_a_page_in_the_language_that_is_asked_for(doors: Doors) -> None:
    answer = await page(doors.therapist, "/no-such-page", **{"accept-language": "de-CH,de;q=0.9"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="de">' in answer.text
    assert answer.headers["carryover-request"] in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_a_page_takes_nothing_inline_and_nothing_foreign(doors: Doors) -> None:
    answer = await page(doors.therapist, "/no-such-page")
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|https?://", answer.text) == []


async def test_programs_are_still_told_of_problems(doors: Doors) -> None:
    answer = await doors.nobody.get("/v1/caseload", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_an_asset_is_kept_for_ever_under_its_digest_and_not_under_another(doors: Doors) -> None:
    found = await page(doors.therapist, "/no-such-page")
    [address] = re.findall(r'href="(/assets/[^"]+/site\.css)"', found.text)
    now = await doors.nobody.get(address)
    before = await doors.nobody.get(re.sub(r"/assets/\w+/", "/assets/0000/", address))
    assert (now.status_code, now.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert (before.status_code, before.headers["cache-control"]) == (200, "no-store")
    assert now.headers["content-type"] == "text/css; charset=utf-8"
    assert now.text == before.text


async def test_what_is_no_asset_is_not_found(doors: Doors) -> None:
    for path in ("/assets/0/site/nothing.css", "/assets/0/../site/site.css", "/assets/0/site/..%2Fwords.py"):
        answer = await doors.nobody.get(path)
        assert answer.status_code == 404, path


async def test_what_refusals_mean_is_told_in_every_language(doors: Doors) -> None:
    english = (await doors.nobody.get("/assets/0/words/en/problems.json")).json()
    other = (await doors.nobody.get("/assets/0/words/nl/problems.json")).json()
    assert english["unknown_patient"]
    assert other == english
