"""`carryover send`: batches in order, refusals told, stops survived, and a service that comes and goes."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result

from services.cli.batches import Refusal
from services.cli.delivery import CannotSend
from services.cli.send import send
from services.cli.sending import Summary, Watch, send_file

URL = "http://carryover.test"
KEY = "co_live_test"


class PretendDoor:
    """Answers as the events door does, and remembers every event it took."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.positions: dict[tuple[str, str], str] = {}
        self.before: list[Callable[[], httpx2.Response]] = []  # answers to give first, or errors to raise

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.before:
            return self.before.pop(0)()
        events = json.loads(request.content)
        if any(event["type"] == "too.large" for event in events):
            return problem(413, "too_large", at="/0")
        self.batches.append([event["id"] for event in events])
        outcomes = [self._take(place, event) for place, event in enumerate(events)]
        return httpx2.Response(200, json={"outcomes": outcomes, "position": max(self.positions.values(), default=None)})

    def _take(self, place: int, event: dict[str, Any]) -> dict[str, Any]:
        name = {"id": event["id"], "source": event["source"]}
        if event["type"] == "odd":
            fault = {"code": "unknown_type", "detail": "Not taken here.", "at": f"/{place}/type"}
            return {**name, "status": "refused", **fault}
        key = (event["source"], event["id"])
        status = "duplicate" if key in self.positions else "stored"
        return {**name, "status": status, "position": self.positions.setdefault(key, f"{len(self.positions) + 1:04}")}


def problem(status: int, code: str, **more: str) -> httpx2.Response:
    return httpx2.Response(status, json={"code": code, "title": f"{code}.", **more})


def away() -> httpx2.Response:
    return httpx2.Response(503, headers={"retry-after": "0"}, json={"code": "busy", "title": "Busy."})


def cut_off() -> httpx2.Response:
    raise httpx2.RemoteProtocolError("the server went away")


def event(number: int, kind: str = "org.carryover.session.logged") -> dict[str, Any]:
    return {"specversion": "1.0", "id": f"e{number}", "source": "urn:app", "type": kind}


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "events.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


async def sent(
    path: Path, door: PretendDoor, *, batch: int = 2, resume: bool = True, patience: float = 30, key: str = KEY
) -> tuple[Summary, list[Refusal]]:
    refusals: list[Refusal] = []
    summary = await send_file(
        path,
        URL,
        key,
        batch=batch,
        resume=resume,
        patience=patience,
        watch=Watch(refusal=refusals.append),
        transport=httpx2.MockTransport(door),
    )
    return summary, refusals


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def counts(summary: Summary) -> tuple[int, int, int]:
    return summary.stored, summary.duplicate, summary.refused


async def test_every_line_is_sent_once_in_batches(tmp_path: Path) -> None:
    door = PretendDoor()
    summary, _ = await sent(write(tmp_path, *map(event, range(5))), door)
    assert door.batches == [["e0", "e1"], ["e2", "e3"], ["e4"]]
    assert summary == Summary(stored=5, duplicate=0, unchanged=0, refused=0, position="0005", resumed_at=0)
    assert names(tmp_path) == ["events.jsonl"]


async def test_sending_again_is_harmless(tmp_path: Path) -> None:
    door, path = PretendDoor(), write(tmp_path, event(1), event(2))
    await sent(path, door)
    summary, _ = await sent(path, door)
    assert counts(summary) == (0, 2, 0)


async def test_each_refusal_is_told_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path, event(1), event(2, "odd"), "", "{no json", event(3), "[1]")
    summary, refusals = await sent(path, PretendDoor())
    assert counts(summary) == (2, 0, 3)
    assert [(each.line, each.id, each.code, each.at) for each in refusals] == [
        (2, "e2", "unknown_type", "/type"),
        (4, None, "malformed_json", None),
        (6, None, "invalid", None),
    ]
    written = (tmp_path / "events.jsonl.refused.jsonl").read_text().splitlines()
    assert [json.loads(line)["line"] for line in written] == [2, 4, 6]


async def test_a_line_that_is_nested_too_deeply_is_not_sent(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": ' + "[" * 5000 + "]" * 5000 + "}", event(1))
    summary, refusals = await sent(path, PretendDoor())
    assert (counts(summary), refusals[0].code) == ((1, 0, 1), "too_deep")


async def test_a_batch_refused_as_a_whole_is_halved_until_one_event_is_to_blame(tmp_path: Path) -> None:
    path = write(tmp_path, *map(event, range(3)), event(3, "too.large"), event(4))
    summary, refusals = await sent(path, PretendDoor(), batch=5)
    assert counts(summary) == (4, 0, 1)
    assert [(each.line, each.code, each.at) for each in refusals] == [(4, "too_large", None)]


async def test_a_service_that_is_busy_or_restarted_is_tried_again(tmp_path: Path) -> None:
    door = PretendDoor()
    door.before = [away, cut_off, away]
    summary, _ = await sent(write(tmp_path, *map(event, range(4))), door)
    assert counts(summary) == (4, 0, 0)


async def test_a_stopped_sender_goes_on_behind_what_was_answered(tmp_path: Path) -> None:
    door, path = PretendDoor(), write(tmp_path, *map(event, range(6)), event(6, "odd"))
    full, left = door.__call__, 2

    def two_batches_then_nothing(request: httpx2.Request) -> httpx2.Response:
        nonlocal left
        left -= 1
        return full(request) if left >= 0 else away()

    stopped = httpx2.MockTransport(two_batches_then_nothing)
    with pytest.raises(CannotSend, match="cannot be reached: it answers 503"):
        await send_file(path, URL, KEY, batch=2, patience=-1, transport=stopped)
    assert door.batches == [["e0", "e1"], ["e2", "e3"]]
    summary, _ = await sent(path, door)
    assert door.batches[2:] == [["e4", "e5"], ["e6"]]
    assert (counts(summary), summary.resumed_at) == ((6, 0, 1), 4)


async def stop_after_one_batch(path: Path) -> PretendDoor:
    door = PretendDoor()

    def once(request: httpx2.Request) -> httpx2.Response:
        return away() if door.batches else door(request)

    with pytest.raises(CannotSend):
        await send_file(path, URL, KEY, batch=1, patience=-1, transport=httpx2.MockTransport(once))
    assert door.batches == [["e0"]]
    return door


async def test_without_resume_another_key_or_another_text_it_begins_anew(tmp_path: Path) -> None:
    path = write(tmp_path, event(0), event(1))
    door = await stop_after_one_batch(path)
    await sent(path, door, resume=False)
    assert door.batches[1:] == [["e0", "e1"]]

    door = await stop_after_one_batch(path)
    await sent(path, door, key="co_live_other")
    assert door.batches[1:] == [["e0", "e1"]]

    door = await stop_after_one_batch(path)
    write(tmp_path, event(7), event(8))
    await sent(path, door)
    assert door.batches[1:] == [["e7", "e8"]]


async def test_the_note_that_is_kept_does_not_hold_the_key(tmp_path: Path) -> None:
    path = write(tmp_path, event(0), event(1))
    await stop_after_one_batch(path)
    note = (tmp_path / "events.jsonl.sending").read_text()
    assert "end" in note
    assert KEY not in note


async def test_nothing_overtakes_an_enrolment(tmp_path: Path) -> None:
    enrolment = event(0, "org.carryover.patient.enrolled")
    path = write(tmp_path, enrolment, *map(event, range(1, 4)))
    door = PretendDoor()
    door.before = [away]  # would let a second batch in flight arrive first
    await sent(path, door, batch=1)
    assert door.batches[0] == ["e0"]
    assert sorted(door.batches[1:]) == [["e1"], ["e2"], ["e3"]]


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_service_that_does_not_want_the_sender_is_not_asked_twice(tmp_path: Path, status: int) -> None:
    door = PretendDoor()
    door.before = [lambda: problem(status, "unauthenticated")]
    with pytest.raises(CannotSend, match=f"answers {status}: unauthenticated"):
        await sent(write(tmp_path, event(1)), door)
    assert door.batches == []


async def test_something_else_at_the_address_is_not_taken_for_the_service(tmp_path: Path) -> None:
    door = PretendDoor()
    door.before = [lambda: httpx2.Response(200, text="<html>")]
    with pytest.raises(CannotSend, match="not Carryover"):
        await sent(write(tmp_path, event(1)), door)


@contextmanager
def served(door: PretendDoor) -> Iterator[str]:
    """The pretend door on a real socket of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = door(httpx2.Request("POST", URL, content=body))
            self.send_response(answer.status_code)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(send, list(arguments), env={"CARRYOVER_KEY": KEY})


def test_the_command_says_what_became_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, event(1), event(2))
    with served(PretendDoor()) as url:
        result = run(str(path), "--url", url)
    assert result.exit_code == 0
    assert result.output == f"{path}: 2 events: 2 stored, 0 duplicate, 0 unchanged, 0 refused\n"


def test_the_command_fails_when_something_was_refused(tmp_path: Path) -> None:
    path = write(tmp_path, event(1), event(2, "odd"))
    with served(PretendDoor()) as url:
        result = run(str(path), "--url", url)
    assert result.exit_code == 1
    assert result.stderr == f"{path}:2: refused (unknown_type): Not taken here. [e2]\n"
    assert result.stdout == (
        f"{path}: 2 events: 1 stored, 0 duplicate, 0 unchanged, 1 refused; see {path}.refused.jsonl\n"
    )


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path, event(1))
    assert run(str(path)).exit_code == 2
    assert run("--url", URL).exit_code == 2
    missing = run(str(tmp_path / "none.jsonl"), "--url", URL)
    assert (missing.exit_code, missing.stderr) == (2, f"{tmp_path}/none.jsonl: No such file or directory\n")
    nowhere = run(str(path), "--url", "ftp://127.0.0.1")
    assert nowhere.exit_code == 2
    assert "is no address to send to" in nowhere.stderr


def test_the_command_gives_up_on_a_service_that_is_not_there(tmp_path: Path) -> None:
    with served(PretendDoor()) as url:
        pass
    result = run(str(write(tmp_path, event(1))), "--url", url, "--patience", "0")
    assert result.exit_code == 2
    assert "Run the same command again to go on." in result.stderr
