"""S22: what people write is text wherever it is shown: no markup in a page or a mail, no header, nothing hidden."""

import re
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest

from eventstore.walls import Pool
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import PAIN, folded, read
from workers.channels.mime import as_mail
from workers.wording import CATALOGUES, worded

MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a></svg>",
    "</p></body><iframe src=//evil.example>",
    "&lt;b&gt; & <!--",
    "{link} %s ${7*7} {{7*7}}",
    "https://evil.example/button",
]
HIDDEN = ["Ada\u202egnp.exe", "Ada\u200b\u2060\ufeffExample", "\u2067Ada\u2069", "Ada\u200fExample"]
BREAKS = ["Ada\r\nBcc: all@clinic.test", "Ada\nSubject: other", "Ada\rX: y", "Ada\x00", "Ada\x1b[31m", "Ada\x7f"]
LINK = "https://carryover.test/alerts/1"


class Tags(HTMLParser):
    """The tags and attributes of a page, and the addresses that it links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.links: set[str | None] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))
        self.links |= {value for name, value in attrs if name in ("href", "src")}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("name", [*MARKUP, *BREAKS])
def test_s22_a_name_is_no_markup_in_a_mail(language: str, name: str) -> None:
    plain, attacked = (Tags(worded("alert_waits", language, clinic=each, link=LINK).html) for each in ("Ada", name))
    assert (attacked.found, attacked.links) == (plain.found, plain.links)


@pytest.mark.parametrize("name", [*BREAKS[:3], "Ada\u2028Bcc: x@y.test", "Ada\x85Bcc: x@y.test"])
def test_s22_a_name_begins_no_header_of_a_mail(name: str) -> None:
    words = worded("alert_waits", "en", clinic=name, link=LINK)
    mail = as_mail({"To": "hands@clinic.test", "Subject": words.subject}, words.text, words.html, "a-b")
    found = message_from_bytes(mail, policy=default)
    assert found.keys() == ["To", "Subject", "MIME-Version", "Content-Type"]
    assert found["To"] == "hands@clinic.test"


@pytest.mark.parametrize("name", HIDDEN)
def test_s22_a_name_in_a_mail_reads_as_it_is_written(name: str) -> None:
    words = worded("alert_waits", "en", clinic=name, link=LINK)
    for text in (words.subject, words.text, words.html, words.short):
        assert not set(name) - set("AdaExample gnp.") & set(text)


def test_s22_joiners_that_a_language_is_written_with_stay() -> None:
    assert (
        "\u0645\u06cc\u200c\u0631\u0648\u0645"
        in worded("alert_waits", "en", clinic="\u0645\u06cc\u200c\u0631\u0648\u0645", link=LINK).subject
    )


@pytest.mark.parametrize("name", BREAKS)
async def test_s22_a_name_with_control_characters_is_refused(doors: Doors, name: str) -> None:
    clinic_id = str(doors.org.clinic_ids[0])
    patient = {"clinic_id": clinic_id, "zone": "Europe/Berlin", "private": {"name": name}}
    member = {"role": "therapist", "clinics": [clinic_id], "private": {"email": name}}
    clinic = {"name": name, "country": "DE", "zone": "Europe/Berlin"}
    for command, body in (("enrol-patient", patient), ("invite-staff", member), ("open-clinic", clinic)):
        answer = await doors.owner.post(f"/v1/commands/{command}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), command


async def test_s22_names_and_notes_are_given_back_as_text_that_no_browser_runs(doors: Doors, engine_pool: Pool) -> None:
    clinic_id = str(doors.org.clinic_ids[0])
    ids = []
    for name in (*MARKUP, *HIDDEN):
        body = {"clinic_id": clinic_id, "zone": "Europe/Berlin", "private": {"name": name}}
        ids.append((await doors.owner.post("/v1/commands/enrol-patient", json=body)).json()["id"])
    (sent,) = await doors.send(event("symptom.reported", ids[0], {**PAIN, "note": MARKUP[0]}))
    assert sent["status"] == "stored"
    await folded(engine_pool)
    for name, patient_id in zip((*MARKUP, *HIDDEN), ids, strict=True):
        answer = await doors.owner.get(f"/v1/patients/{patient_id}")
        assert answer.json()["person"]["name"] == name
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert [line["name"] for line in (await read(doors.owner, "/v1/patients", search="<script>"))["patients"]] == [
        MARKUP[0]
    ]


PAGES = ["/docs", "/problems/invalid", "/definition/adherence", "/definition/cases"]


@pytest.mark.parametrize("path", PAGES)
async def test_s22_a_page_runs_nothing_of_its_own_text(doors: Doors, path: str) -> None:
    answer = await doors.nobody.get(path)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert re.search(r"script-src(?! 'self'(;|$))", policy) is None
    assert re.search(r"<script(?![^>]*\ssrc=\"/)|\son\w+\s*=|javascript:", answer.text, re.IGNORECASE) is None


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "%3Csvg%20onload%3Dalert(1)%3E", "..%2f..%2fetc"])
async def test_s22_what_an_address_says_is_never_shown_as_a_page(doors: Doors, text: str) -> None:
    for path in (f"/problems/{text}", f"/definition/cases/{text}", f"/docs/{text}", f"/v1/patients/{text}"):
        answer = await doors.owner.get(path)
        assert answer.status_code in (400, 404)
        assert answer.headers["content-type"].startswith("application/problem+json")
