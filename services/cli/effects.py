"""`carryover effects`: what was to be done in the world and was given up, why, and trying again."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import click
import msgspec

from eventstore.walls import Pool
from services.cli.faults import OneSentence
from services.cli.log import configure_logging
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.settings import Settings, settings_from
from workers import dead_letters
from workers.dead_letters import Row, effects_of_id, find_effects

STATES = ("dead", "pending", "leased", "claimed", "done", "moot", "expired")
SHORT = 60  # characters of an error in the list

effects_argument = click.argument("effect_ids", type=click.UUID, metavar="[EFFECT]...", nargs=-1)
organisation_option = click.option("--organisation", type=click.UUID, help="Only of this one.")
kind_option = click.option("--kind", help="Only of this kind, for instance reminder.deliver.")
all_option = click.option("--all", "everything", is_flag=True, help="All that were given up.")


@click.group()
def effects() -> None:
    """What was to be done in the world: e-mails, messages, looks at clocks. Those that were given up are dead.

    An effect is tried eight times, over hours; then it is given up, and CARRYOVER_OPERATOR_MAIL is told. Mend the
    cause, then retry: it keeps its id, so that a receiver that knows it by that has it once.
    """


@effects.command(name="list")
@organisation_option
@kind_option
@click.option("--state", type=click.Choice(STATES), default="dead", show_default=True, help="Those in this state.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, with the errors in full.")
def list_effects(organisation: UUID | None, kind: str | None, state: str, limit: int, as_json: bool) -> None:
    """The latest first."""
    found = asyncio.run(_found(_settings(), lambda pool: find_effects(pool, state, organisation, kind, limit)))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    elif found:
        for line in _table(found):
            click.echo(line)
    else:
        click.echo(f"No effect is {state}.")


@effects.command()
@click.argument("effect_id", type=click.UUID, metavar="EFFECT")
def show(effect_id: UUID) -> None:
    """All that is known of one. Its payload has ids only."""
    found = asyncio.run(_found(_settings(), lambda pool: effects_of_id(pool, effect_id)))
    if not found:
        raise OneSentence(f"there is no effect {effect_id}, or it ended more than thirty days ago")
    for one in found:
        for name, value in msgspec.to_builtins(one).items():
            click.echo(f"{name}: {'' if value is None else value}")


@effects.command()
@effects_argument
@all_option
@kind_option
@organisation_option
def retry(effect_ids: Sequence[UUID], everything: bool, kind: str | None, organisation: UUID | None) -> None:
    """Try again what was given up, under the same id, from the first attempt on."""
    _change("due again", dead_letters.retry, effect_ids, everything, kind, organisation)


@effects.command()
@effects_argument
@all_option
@kind_option
@organisation_option
def drop(effect_ids: Sequence[UUID], everything: bool, kind: str | None, organisation: UUID | None) -> None:
    """Never do what was given up."""
    _change("dropped", dead_letters.drop, effect_ids, everything, kind, organisation)


def _change(
    done: str,
    change: Callable[[Pool, Row], Awaitable[bool]],
    effect_ids: Sequence[UUID],
    everything: bool,
    kind: str | None,
    organisation: UUID | None,
) -> None:
    if bool(effect_ids) == everything:
        raise click.UsageError("name effects, or give --all")

    async def work(pool: Pool) -> list[Row]:
        if everything:
            found = await find_effects(pool, "dead", organisation, kind, 1_000_000)
        else:
            found = [one for effect_id in effect_ids for one in await effects_of_id(pool, effect_id)]
        return [one for one in found if await change(pool, one)]

    changed = asyncio.run(_found(_settings(), work))
    for one in changed:
        click.echo(f"{one.kind} {one.effect_id}: {done}")
    missing = set(effect_ids) - {one.effect_id for one in changed}
    for effect_id in sorted(missing):
        click.echo(f"{effect_id}: it is not dead", err=True)
    if missing:
        sys.exit(1)
    if not changed:
        click.echo("No effect is dead.")


async def _found(settings: Settings, ask: Callable[[Pool], Awaitable[list[Row]]]) -> list[Row]:
    async with open_engine_pool(settings) as pool:
        return await ask(pool)


def _settings() -> Settings:
    configure_logging()
    settings = settings_from(os.environ)
    check_servers(settings)
    return settings


def _table(found: Sequence[Row]) -> list[str]:
    head = ("EFFECT", "ORGANISATION", "KIND", "STATE", "DUE", "ATTEMPTS", "MAY HAVE GONE OUT", "ERROR")
    rows = [head] + [
        (
            str(one.effect_id),
            str(one.org_id),
            one.kind,
            one.state,
            f"{one.due_at:%Y-%m-%d %H:%M}Z",
            str(one.attempt),
            "yes" if one.uncertain else "no",
            (one.error or "")[:SHORT],
        )
        for one in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
