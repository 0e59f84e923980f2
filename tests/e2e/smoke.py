"""`make smoke`: the whole way from partners' files to therapists' alerts, checked against an independent count.

Real logs where they are (CARRYOVER_REAL_LOGS), made-up ones elsewhere. Exit code 0 when every check passed.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from services.cli.sending import Summary, Watch, send_file
from tests.e2e.checks import Checks, compare, compare_mails
from tests.e2e.present import Reporter, today
from tests.e2e.reading import Reader
from tests.e2e.started import NotWell, Started, is_alive, started, stopped, until
from tests.support.generated_logs import generate
from tests.support.real_logs.convert import Conversion, convert_all
from tests.support.real_logs.folder import real_logs

SECONDS_AT_MOST = 115
CATCH_UP_SECONDS = 30.0
DELIVERY_SECONDS = 20.0
MEASURED = ("ankle", "wrist", "hip", "jaw", "thigh")
"""Regions of the reports whose way to the alert is timed, one alert each."""


class Sender:
    """Sends the files one after the other, and kills an engine and a worker on the way."""

    def __init__(self, platform: Started, lines: int) -> None:
        self._platform = platform
        self._kill_after = lines // 3
        self._done = 0
        self.killed: dict[str, int] = {}

    async def send(self, path: Path) -> Summary:
        """One file, as `carryover send` does it."""

        def progress(sent: Any) -> None:
            if not self.killed and self._done + sent.events >= self._kill_after:
                self.killed = {part: self._platform.kill(part) for part in ("engine", "worker-1")}

        url, key = self._platform.url, self._platform.partner_key
        summary = await send_file(path, url, key, watch=Watch(progress=progress))
        self._done += summary.events
        return summary


def prepare(platform: Started) -> tuple[Conversion, str]:
    """The diaries as files of events, and whether they are real."""
    folder = real_logs()
    kind = "real logs" if folder else "generated logs"
    source = folder or generate(platform.folder / "diaries")
    clinic, therapist = platform.id_of("clinic"), platform.id_of("therapist")
    return convert_all(source, platform.folder / "events", clinic, therapist), kind


def write_more(platform: Started, conversion: Conversion, reporter: Reporter) -> tuple[Path, Path]:
    """A file of today's reports, and one that repeats half of everything in another order."""
    present = platform.folder / "events" / "today.jsonl"
    fresh = [line if isinstance(line, str) else json.dumps(line) for line in today(reporter)]
    present.write_text("\n".join(fresh) + "\n")
    everything = [line for path in conversion.files for line in path.read_text().splitlines()]
    die = random.Random(7)
    repeated = die.sample(everything, len(everything) // 2)
    again = platform.folder / "events" / "again.jsonl"
    again.write_text("\n".join(repeated) + "\n")
    return present, again


def lines_of(path: Path) -> int:
    return path.read_text().count("\n")


async def send_again(checks: Checks, platform: Started, path: Path) -> None:
    """Repeats in another order what was sent, by the command that an operator has."""
    said = await platform.run("send", str(path), CARRYOVER_URL=platform.url, CARRYOVER_KEY=platform.partner_key)
    told = f"{path}: {lines_of(path)} events: 0 stored, {lines_of(path)} duplicate, 0 unchanged, 0 refused"
    checks.equal("what `carryover send` tells of repeated events", said.splitlines()[-1], told)


async def recounted(checks: Checks, platform: Started, subjects: Iterable[str]) -> None:
    """Everybody's numbers, counted again from the export by the command that whoever doubts has."""
    agreed = "The service says the same, number by number and slot by slot."
    for subject in subjects:
        told = await platform.run("explain", subject, CARRYOVER_URL=platform.url, CARRYOVER_KEY=platform.partner_key)
        checks.equal(f"the recount of {subject}", told.splitlines()[-1], agreed)


async def caught_up(reader: Reader, position: str, seconds: float = CATCH_UP_SECONDS) -> None:
    """Returns once every read model holds the position. Raises NotWell."""
    end = time.monotonic() + seconds
    while True:
        standing = await reader.standing(at_least=position)
        behind = {name: as_of["lag_events"] for name, as_of in standing.items() if as_of["stale"]}
        if not behind:
            return
        if time.monotonic() > end:
            raise NotWell(f"read models are still behind after {seconds:g} s: {behind}")


async def measure(platform: Started, reader: Reader, reporter: Reporter, path: Path) -> list[float]:
    """Milliseconds from each accepted report of high pain to its mail; the reports are written to `path`."""
    took: list[float] = []
    with path.open("w") as file:
        for region in MEASURED:
            known = len(_mails(platform))
            event = reporter.pain(f"measured-{region}", "ann", region, 8, minutes_ago=0)
            file.write(json.dumps(event) + "\n")
            await reader.post_event(event)
            accepted = datetime.now(UTC)
            mail = await _next_mail(platform, known)
            took.append((datetime.fromisoformat(mail["received_at"]) - accepted).total_seconds() * 1000)
    return took


async def _next_mail(platform: Started, known: int) -> dict[str, Any]:
    async def next_mail() -> dict[str, Any] | None:
        mails = _mails(platform)
        return json.loads(mails[known]) if len(mails) > known else None

    return await until(next_mail, DELIVERY_SECONDS, "a report of high pain led to no mail")


def _mails(platform: Started) -> list[str]:
    return platform.mail.read_text().splitlines()


async def delivered(reader: Reader, seconds: float = DELIVERY_SECONDS) -> list[dict[str, Any]]:
    """All alerts, once each has gone out by mail or the patience is over."""

    async def all_out() -> list[dict[str, Any]] | None:
        alerts = await reader.alerts()
        told = ("in_app" if alert["grade"] == "medium" else "email" for alert in alerts)
        return alerts if all(way in alert["channels"] for way, alert in zip(told, alerts, strict=True)) else None

    try:
        return await until(all_out, seconds, "not every alert went out by mail")
    except NotWell:
        return await reader.alerts()  # the checks say which one did not


async def counted(folder: Path, mail: Path, files: list[Path]) -> dict[str, Any]:
    """What the independent counter says of files of events and a mailbox, run in a bare interpreter of its own."""
    program = Path(__file__).with_name("count.py")
    now = datetime.now(UTC).isoformat()
    arguments = [str(program), "--now", now, "--mail", str(mail), *map(str, files)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", *arguments, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise NotWell(f"the counter ended with {process.returncode}")
    result: dict[str, Any] = json.loads(said)
    return result


async def logged(platform: Started) -> dict[str, int]:
    """How many events of each type of the contract stand in the log."""
    db = await asyncpg.connect(platform.environment["CARRYOVER_ENGINE_URL"])
    try:
        async with db.transaction():
            organisation = str(platform.id_of("organisation"))
            await db.execute("SELECT set_config('carryover.orgs', $1, true)", organisation)
            rows = await db.fetch("SELECT type, count(*) AS n FROM log.events GROUP BY type")
    finally:
        await db.close()
    return {row["type"]: row["n"] for row in rows}


def check_acknowledged(
    checks: Checks, summaries: list[Summary], measured: int, repeated: int, count: dict[str, Any]
) -> None:
    """What the door answered, added up, against the files."""
    total = Counter[str]()
    for summary in summaries:
        total.update(stored=summary.stored, duplicate=summary.duplicate, refused=summary.refused)
    checks.equal("events stored", total["stored"] + measured, count["events"])
    checks.equal("events that were there already", total["duplicate"] + repeated, count["repeats"])
    refused = len(count["reused_ids"]) + count["unreadable"] + count["of_strangers"]
    checks.equal("lines refused", total["refused"], refused)


async def smoke(checks: Checks) -> str:
    """One run; the summary line."""
    began = time.monotonic()
    async with started() as platform:
        conversion, kind = prepare(platform)
        reporter = Reporter(datetime.now(UTC), platform.id_of("clinic"), platform.id_of("therapist"))
        present, again = write_more(platform, conversion, reporter)
        sent = [*conversion.files, present]
        lines = sum(map(lines_of, sent))
        sender = Sender(platform, lines)
        sending = time.monotonic()
        summaries = [await sender.send(path) for path in sent]
        sending = time.monotonic() - sending
        await send_again(checks, platform, again)
        for part, pid in sender.killed.items():
            await platform.restarted(part, pid)
        checks.equal("parts killed on the way", sorted(sender.killed), ["engine", "worker-1"])
        reader = Reader(platform.url, platform.staff_key, platform.partner_key)
        try:
            await caught_up(reader, max(summary.position for summary in summaries))
            await delivered(reader)
            measured = platform.folder / "events" / "measured.jsonl"
            took = await measure(platform, reader, reporter, measured)
            alerts = await delivered(reader)
            count = await counted(platform.folder, platform.mail, [*sent, again, measured])
            check_acknowledged(checks, summaries, len(MEASURED), lines_of(again), count)
            log = await logged(platform)
            checks.equal("events in the log", {kind: log.get(kind, 0) for kind in count["by_type"]}, count["by_type"])
            checks.equal("alerts raised in the log", log.get("alert.raised", 0), len(alerts))
            compare_mails(checks, alerts, count["mails"])
            live = await compare(checks, reader, count, "at first")
            await recounted(checks, platform, count["patients"])
            for model in ("adherence", "symptoms"):
                await platform.run("rebuild", model)
            rebuilt = await compare(checks, reader, count, "after the rebuild")
            checks.that("a rebuild gives what was there", rebuilt == live)
        finally:
            await reader.close()
        seen = platform.seen
        alive = await stopped(platform)
    checks.equal("processes that survived the stop", alive, [])
    checks.that("everything is gone", not any(is_alive(pid) for pid in seen))
    checks.equal("how carryover up ended", platform.up.code, 0)
    return (
        f"smoke: {count['events']:,} events of {len(count['patients'])} people from {kind} in "
        f"{time.monotonic() - began:.0f} s ({lines / sending:,.0f} a second sent), "
        f"{median(took):.0f} ms from a high pain report to its delivered alert "
        f"(median of {len(took)}, {min(took):.0f} to {max(took):.0f})"
    )


async def _main() -> int:
    checks = Checks()
    try:
        async with asyncio.timeout(SECONDS_AT_MOST):
            print(await smoke(checks))
    except TimeoutError:
        checks.that(f"the run ends within {SECONDS_AT_MOST} s", False)
    except NotWell as fault:
        checks.that(str(fault), False)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
