"""One simulation from the first line of its script to the count: started, played, asked, counted, stopped."""

import asyncio
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from services.cli.platform import DATABASE, Platform, platform
from services.cli.saying import say, tell
from services.cli.served import while_served
from services.cli.simulate_answers import write_answers
from services.cli.simulate_pace import Pace
from services.cli.simulate_player import Player
from services.cli.simulate_rest import Rest
from services.cli.simulate_sinks import Sinks, sinks
from services.clock import move_file_clock
from services.context import Context, open_context
from services.embedded.errors import EmbeddedError
from services.provision import NewClinic, NewStaff, Provisioned, provision
from services.simulate import Size, script_of

SCRIPT, CLOCK, ANSWERS = "script.jsonl", "clock", "answers"
OFFICE = NewClinic(name="Head office", country="NO", zone="Europe/Oslo")
OWNER = NewStaff("Owner", "owner@staff.example")
OPEN_TO_ALL = 0o711  # the user root runs the servers as has to pass through


class Wish(Struct, frozen=True):
    size: Size
    speed: int  # times as fast as the real clock, at most
    keep: Path | None  # a folder that is not there yet
    minutes: int  # of real time, after which it is given up


async def run_simulation(wish: Wish) -> int:
    """The exit code; 130 where a signal ended it. Raises EmbeddedError with a sentence for the operator."""
    told = asyncio.Event()
    work = asyncio.create_task(_in_a_folder(wish), name="simulation")

    def stop() -> None:
        """The first signal ends whatever is under way, in order; another one changes nothing."""
        if not told.is_set():
            told.set()
            tell("stopping")
            work.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        async with asyncio.timeout(wish.minutes * 60):
            return await work
    except TimeoutError:
        raise EmbeddedError(f"The simulation was not over after {wish.minutes} minutes.") from None
    except asyncio.CancelledError:
        tell("everything is stopped")
        return 130


async def _in_a_folder(wish: Wish) -> int:
    with _folder(wish.keep) as folder:
        async with sinks(folder / ANSWERS) as listening, platform(folder / "data", "127.0.0.1", 0, tell) as running:
            running.settings = replace(
                running.settings,
                smtp_url=listening.smtp_url,
                sms_url=listening.url_of("sms"),
                push_url=listening.url_of("push"),
                clock=str(folder / CLOCK),
            )
            await while_served(running.servers, _play(wish, folder, running, listening))
        return await _counted(folder)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """A folder that passes, or the one to keep, which must not be there yet."""
    if keep is not None:
        try:
            keep.mkdir(parents=True)
        except OSError as refused:
            raise EmbeddedError(f"{keep} cannot be made: {refused.strerror}") from refused
    folder = keep.absolute() if keep else Path(tempfile.mkdtemp(prefix="carryover-simulate-", dir="/tmp"))
    folder.chmod(OPEN_TO_ALL)
    (folder / ANSWERS).mkdir()
    try:
        yield folder
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            tell(f"everything is kept in {folder}")


async def _play(wish: Wish, folder: Path, running: Platform, listening: Sinks) -> None:
    size = wish.size
    move_file_clock(folder / CLOCK, size.begins)
    await running.prepare(tell)
    async with open_context(running.settings) as context:
        made = await _founded(size, context)
        script = script_of(size, made.owner_id, OWNER.email)
        (folder / SCRIPT).write_text("".join(json.dumps(line) + "\n" for line in script), encoding="utf-8")
        running.spawn(1)
        tell("waiting for the api")
        await running.ready()
        async with Rest.opened(running.servers.postgres_url("postgres", DATABASE), size.organisation_id) as rest:
            pace = Pace(folder / CLOCK, listening, rest, context.valkey, size, wish.speed)
            player = Player(running.settings.public_url, made, folder / ANSWERS)
            async with player:
                await pace.play(script[1:], player)
                tell("asking what became of it")
                await write_answers(player, script, folder / ANSWERS)
        say(pace.told())


async def _founded(size: Size, context: Context) -> Provisioned:
    return await provision(
        context,
        name="Simulated clinics",
        clinics=[OFFICE],
        at=size.begins,
        partner_name="Simulated app",
        owner=OWNER,
        organisation_id=size.organisation_id,
    )


async def _counted(folder: Path) -> int:
    """What the program that stands alone says, in an interpreter of its own."""
    counting = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "simulation.count", str(folder / SCRIPT), str(folder / ANSWERS)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await counting.communicate()
    say(said.decode().rstrip())
    return counting.returncode or 0
