"""`carryover simulate`: two weeks of some clinics through the whole platform, counted again from their script."""

import asyncio
import sys
from pathlib import Path

import click

from services.cli.log import configure_logging


@click.command()
@click.option("--days", default=14, show_default=True, type=click.IntRange(2, 60), help="Dates to live through.")
@click.option("--patients", default=500, show_default=True, type=click.IntRange(1, 5000), help="How many.")
@click.option(
    "--speed",
    default=2000,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="The clock's highest, beside the real one. It waits while anything is due or unread.",
)
@click.option("--seed", default="1", show_default=True, help="Another one invents other weeks.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="A new folder for everything: script, sinks, answers, databases, logs. By default one that passes.",
)
@click.option(
    "--minutes", default=60, show_default=True, type=click.IntRange(1), help="Real time after which it is given up."
)
def simulate(days: int, patients: int, speed: int, seed: str, keep: Path | None, minutes: int) -> None:
    """Live through two weeks on the organisation's clock, and account for every slot and every cause.

    Postgres, Valkey, api, engine and a worker are started on a folder of their own. Patients keep to their program,
    slip, hurt, travel, fall silent, raise a red flag; therapists answer, put off, are away. All they do stands in a
    script beforehand, and goes through the doors at its time. E-mail, SMS and push end in sinks on this machine.

    At the end a program that shares no code with the platform counts from the script alone what must have come of it:
    reminded, suppressed, raised, passed on, resolved. It compares that with what arrived at the sinks and with what the
    platform answers, and names each difference.

    The exit code is 0 when nothing differs, and 1 when something does or the platform did not come to rest.
    """
    from services.cli.simulate_run import Wish, run_simulation  # needs the embedded servers
    from services.simulate import Size

    configure_logging()
    wish = Wish(Size(days=days, patients=patients, seed=seed), speed, keep, minutes)
    sys.exit(asyncio.run(run_simulation(wish)))
