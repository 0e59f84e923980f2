"""The pages of the organisation: sites, staff, partners, webhooks and the audit, as those see them who may."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House

PLACES = ("Sites", "Staff", "Partners", "Webhooks", "Import", "Audit", "Settings")


async def shown_once(page: Page) -> str:
    """What stands in the window that shows it this once, which is closed after."""
    window = page.get_by_role("dialog", name="Shown this once")
    told = await window.locator("output").inner_text()
    await window.get_by_role("button", name="I have kept it").click()
    await expect(window).to_be_hidden()
    return told


async def clinic_of(house: House) -> str:
    """The name of the first clinic."""
    name: str = (await house.doors.owner.get(f"/v1/clinics/{house.made.clinic_ids[0]}")).json()["clinic"]["name"]
    return name


async def test_the_owner_sees_the_sites_side_by_side_and_every_place_of_the_organisation(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of("owner")
    await screen.open("/organisation")
    places = screen.page.get_by_role("navigation", name="Organisation")
    await expect(places.get_by_role("link")).to_have_text(list(PLACES))
    told = (await house.doors.owner.get("/v1/organisation/overview")).json()["clinics"]
    rows = screen.page.get_by_role("table", name="Sites side by side").get_by_role("row")
    await expect(rows).to_have_count(1 + len(told))
    for site in told:
        row = screen.page.get_by_role("row").filter(has=screen.page.locator(f'a[href$="{site["clinic_id"]}"]'))
        bands = [re.compile(rf"^{n} ") for n in site["adherence"].values()]
        await expect(row.locator(".legend li")).to_have_text(bands)
        await expect(row.get_by_role("cell").nth(0)).to_contain_text(str(site["in_care"]))
    load = screen.page.get_by_role("table", name="What each therapist carries").get_by_role("row")
    await expect(load).to_have_count(3)
    carried = [await row.locator("b").first.inner_text() for row in (load.nth(1), load.nth(2))]
    assert sum(map(int, carried)) == sum(site["in_care"] for site in told)
    await screen.good("house-sites")


async def test_a_therapist_sees_her_own_site_and_nothing_else_of_the_organisation(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of("therapist")
    await screen.open("/organisation")
    rows = screen.page.get_by_role("table", name="Sites side by side").get_by_role("rowheader")
    await expect(rows).to_have_count(1)
    await expect(screen.page.get_by_role("navigation", name="Organisation")).to_have_count(0)
    await screen.judge()
    for path in ("staff", "partners", "webhooks", "audit", f"staff/{house.staff['other']}"):
        screen.foresee(403, f"/organisation/{path}")
        await screen.open(f"/organisation/{path}")
        await expect(screen.page.get_by_role("heading", level=1)).to_have_text("Your role does not allow this.")


async def test_somebody_is_invited_changed_sent_on_holiday_and_removed(page_of: PageOf, house: House) -> None:
    screen, clinic = await page_of("owner"), await clinic_of(house)
    page = screen.page
    await screen.open("/organisation/staff")
    await page.get_by_role("button", name="Invite somebody").click()
    window = page.get_by_role("dialog", name="Invite somebody")
    await window.get_by_label("Name", exact=True).fill("Lea Brandt")
    await window.get_by_label(clinic).check()
    await screen.good("house-invite")
    await window.get_by_role("button", name="Invite").click()
    assert "/invitation#" in await shown_once(page)
    await expect(page.get_by_role("row").filter(has_text="Lea Brandt")).to_contain_text(clinic)
    await screen.good("house-staff")

    await screen.follow(page.get_by_role("link", name="Lea Brandt"))
    await page.get_by_label("Role", exact=True).select_option("assistant")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#member .facts dd").first).to_have_text("assistant")
    await page.get_by_label("First day").fill("2026-03-16")
    await page.get_by_label("Last day").fill("2026-03-20")
    await page.get_by_label("Who covers").select_option(label="Marit Lunde")
    await page.get_by_role("button", name="Enter the absence").click()
    await expect(page.get_by_text("Marit Lunde covers")).to_be_visible()
    await screen.good("house-member")
    await page.get_by_role("button", name="Call off").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("No absence is entered.")).to_be_visible()

    await page.get_by_role("button", name="Remove …").click()
    window = page.get_by_role("dialog", name="Remove Lea Brandt")
    await window.get_by_label("Patients and open alerts go to").select_option(label="Marit Lunde")
    await window.get_by_label("I know that this cannot be taken back.").check()
    await screen.good("house-remove")
    await window.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("Who has left (1)")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="Lea Brandt")).to_be_hidden()


async def test_a_partner_is_registered_given_another_key_suspended_and_resumed(page_of: PageOf) -> None:
    screen = await page_of("admin")
    page = screen.page
    await screen.open("/organisation/partners")
    await screen.good("house-partners")
    await page.get_by_role("button", name="Register a partner").click()
    window = page.get_by_role("dialog", name="Register a partner")
    await window.get_by_label("Name of the application").fill("Fjord Steps")
    await window.get_by_role("checkbox", name="Adherence, symptoms, programs").check()
    await screen.good("house-register-partner")
    await window.get_by_role("button", name="Register and show the key").click()
    first = await shown_once(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Fjord Steps")
    await expect(page.get_by_text("never used")).to_have_count(1)

    await page.get_by_role("button", name="New key …").click()
    await page.get_by_label("The keys before it go on for").select_option("24")
    await page.get_by_role("button", name="Make and show the key").click()
    assert await shown_once(page) != first
    await expect(page.get_by_text("never used")).to_have_count(2)
    await screen.good("house-partner")
    await page.get_by_role("button", name="End now").first.click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("never used")).to_have_count(1)

    await page.get_by_role("button", name="Suspend").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("Suspended: its keys and tokens open nothing.")).to_be_visible()
    await screen.judge()
    await page.get_by_role("button", name="Resume").click()
    await expect(page.get_by_text("Suspended: its keys and tokens open nothing.")).to_be_hidden()


async def test_the_audit_is_filtered_by_person_patient_and_kind_and_shows_emergency_access(
    page_of: PageOf, house: House
) -> None:
    theirs = await house.doors.owner.get("/v1/caseload", params={"clinic": str(house.made.clinic_ids[1])})
    line = theirs.json()["patients"][0]
    patient_id, name = line["patient"]["patient_id"], line["name"]
    answer = await house.doors.therapist.post(f"/v1/patients/{patient_id}/break-glass", json={"reason": "Fell here."})
    assert answer.status_code == 200, answer.text
    screen = await page_of("owner")
    page = screen.page
    await screen.open("/audit?kind=break_glass")
    await expect(page).to_have_url(re.compile("/organisation/audit.kind=break_glass$"))
    entry = page.get_by_role("listitem").filter(has_text="emergency access")
    await expect(entry).to_have_count(1)
    await expect(entry).to_contain_text("Marit Lunde")
    await entry.get_by_text("More").click()
    await screen.good("house-audit-emergency")

    await page.get_by_label("What").select_option("")
    await expect(page).to_have_url(re.compile("/organisation/audit$"))
    await page.get_by_label("Find a patient").fill(name.split()[1][:4].lower())
    await page.get_by_role("button", name="Show", exact=True).click()
    await screen.follow(page.get_by_role("link", name=name))
    await expect(page.get_by_text(f"Only what concerns {name}.")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="emergency access")).to_have_count(1)
    await page.get_by_label("Who").select_option(label="Marit Lunde")
    await expect(page.get_by_role("list").get_by_role("listitem").filter(has_text="Sigrid Holm")).to_have_count(0)
    file = await page.get_by_role("link", name="As CSV, up to 200").get_attribute("href")
    assert file is not None
    assert f"patient={patient_id}" in file
    await screen.good("house-audit")
