"""One trace from a partner's request to the provider: doors, an engine and a worker, with a collector beside them."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from msgspec import Struct
from msgspec.structs import replace

from services.clock import SetClock
from services.context import open_context
from services.embedded.mail import mail_sink
from services.tracing.opening import opened_tracing
from tests.support.canaries import WORDS, enrolled
from tests.support.collector import Collector, Told, collecting
from tests.support.database import Database, copied
from tests.support.doors import event, open_doors
from tests.support.http_sink import HttpSink, http_sink
from tests.support.mailbox import address, mails
from tests.support.running import lose_valkey, running_engine, running_worker
from tests.support.times import NOON
from tests.support.waiting import until

THEIRS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
HEADERS = {
    "content-type": "application/cloudevents+json",
    "traceparent": f"00-{THEIRS}-01",
    "tracestate": "canary=state",
    "baggage": "canary=baggage",
}


class Story(Struct):
    """What came of a report of high pain."""

    collector: Collector
    webhook: HttpSink
    trace: str  # of the request that told of the pain
    patient_id: UUID
    answers: list[str]
    mails: int

    def one(self, name: str) -> Told:
        [span] = self.collector.named(name, self.trace)
        return span


@pytest.fixture(scope="module")
async def story(template: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    clock = SetClock(NOON)
    file = tmp_path_factory.mktemp("mail") / "mail.jsonl"
    async with copied(template) as database, collecting() as collector, mail_sink(file) as sink, http_sink() as hook:
        settings = replace(
            database.settings,
            smtp_url=address(sink),
            traces_url=collector.url,
            traces_share=1.0,
            trying_out=True,
        )
        await lose_valkey(settings)
        with opened_tracing(settings, "api") as tracing:
            async with (
                open_context(settings, clock=clock, tracing=tracing) as context,
                open_doors(context) as doors,
                running_engine(settings, clock),
                running_worker(settings, clock),
            ):
                url = f"http://127.0.0.1:{hook.port}/news?key=canary-url"
                answer = await doors.owner.post("/v1/webhooks", json={"url": url, "types": ["symptom.reported"]})
                assert answer.status_code == 200, answer.text
                await enrolled(doors)
                patient_id = await doors.enrol()
                pain = event("symptom.reported", patient_id, {"region": "knee", "level": 8, "note": "canary-note"})
                answer = await doors.partner.post("/v1/events", json=pain, headers=HEADERS)
                assert answer.status_code == 200, answer.text
                request_id = UUID(answer.headers["carryover-request"])

                async def all_told() -> bool:
                    sent = {f"send {way}" for way in ("email", "console", "webhook")}
                    return sent <= {span.name for span in collector.of(request_id.hex)}

                await until(all_told)
        yield Story(collector, hook, request_id.hex, patient_id, [answer.text], len(mails(sink)))


async def test_it_goes_from_the_request_to_the_provider(story: Story) -> None:
    told = {(span.service, span.name) for span in story.collector.of(story.trace)}
    assert told >= {
        ("carryover-api", "takeEvents"),
        ("carryover-api", "authenticate"),
        ("carryover-api", "decide"),
        ("carryover-api", "append"),
        ("carryover-api", "commit"),
        ("carryover-engine", "read caseload"),
        ("carryover-engine", "read alerting"),
        ("carryover-engine", "commit"),
        ("carryover-engine", "hand on"),
        ("carryover-worker", "do alert.tell"),
        ("carryover-worker", "do alert.deliver"),
        ("carryover-worker", "send email"),
        ("carryover-worker", "send webhook"),
    }
    assert story.mails > 1


async def test_each_span_stands_under_the_request_or_under_what_was_done_for_it(story: Story) -> None:
    request = story.one("takeEvents")
    assert (request.trace, request.id, request.parent) == (story.trace, story.trace[:16], "")
    telling, email = story.one("do alert.tell"), story.one("send email")
    [letter] = [span for span in story.collector.named("do alert.deliver", story.trace) if span.id == email.parent]
    assert {telling.parent, letter.parent, story.one("send webhook").parent} == {request.id}
    ids = {span.id for span in story.collector.of(story.trace)}
    assert [span.name for span in story.collector.of(story.trace) if span.parent and span.parent not in ids] == []


async def test_what_serves_many_requests_is_a_trace_of_its_own_and_linked(story: Story) -> None:
    batches = {(span.trace, span.id): span for span in story.collector.spans if span.name.endswith("(batch)")}
    linked = [span for span in story.collector.of(story.trace) if span.name.split()[0] in ("commit", "read", "hand")]
    assert len(linked) > 10
    assert [span.name for span in linked if batches[span.links[0]].name != f"{span.name} (batch)"] == []
    assert story.trace not in {trace for trace, _ in batches}


async def test_the_message_in_the_queue_carries_the_batch_from_engine_to_worker(story: Story) -> None:
    [done] = {link for span in story.collector.named("do alert.tell", story.trace) for link in span.links}
    [handed] = [span for span in story.collector.spans if span.trace == done[0] and span.service == "carryover-engine"]
    [taken] = [span for span in story.collector.spans if (span.trace, span.id) == done]
    assert (taken.name, taken.parent, handed.name) == ("do effects (batch)", handed.id, "hand on (batch)")


async def test_what_a_partner_sends_of_its_own_trace_is_a_link_and_no_more(story: Story) -> None:
    assert story.one("takeEvents").links == (tuple(THEIRS.split("-")),)
    assert {span.state for span in story.collector.spans} == {""}


async def test_a_webhook_is_told_the_span_that_posts_to_it(story: Story) -> None:
    told = [headers["traceparent"] for headers, _ in story.webhook.taken]
    assert f"00-{story.trace}-{story.one('send webhook').id}-01" in told
    assert len(set(told)) == len(story.webhook.taken)


async def test_positions_lead_to_the_log(story: Story) -> None:
    stored = [about for span in story.collector.named("commit", story.trace) for _, about in span.events]
    [about] = [about for about in stored if about["carryover.type"] == "symptom.reported"]
    assert story.one("read symptoms").attributes["carryover.position"] == about["carryover.position"]


async def test_nothing_of_anybody_is_told(story: Story) -> None:
    text = story.collector.text
    told = [*WORDS, str(story.patient_id), story.patient_id.hex, "canary", "hands@", "kim@test", "lou@test"]
    told += ["knee", "co_live", "co_test", "?key", "127.0.0.1:", "SELECT"]
    body = text.replace(f"127.0.0.1:{story.collector.port}", "")  # the collector's own address, in each request's head
    assert [word for word in told if word in body] == []
