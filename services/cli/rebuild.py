"""`carryover rebuild`: read models made anew from the log, beside those that are read, and switched to."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from inspect import cleandoc
from typing import NamedTuple
from uuid import UUID

import click

from eventstore.walls import Pool
from projections import rebuild as rebuilding
from projections.base import Projection
from projections.builds import BuildsBusy, NoSuchBuild, claimed, drop_beside
from projections.catalogue import PROJECTIONS
from projections.rebuild import organisations_with_events
from projections.shadow import compare
from projections.switch import newest, switch, the_one_before
from services.cli.faults import OneSentence
from services.cli.progress import progress_bar
from services.cli.reach import check_servers
from services.context import open_engine_pool
from services.garbage import look_seldom_for_garbage
from services.settings import Settings, settings_from

ALL = "all"
NAMES = [projection.name for projection in PROJECTIONS]


class Order(NamedTuple):
    """What the operator asked for."""

    pool: Pool
    models: Sequence[Projection]
    org_ids: Sequence[UUID]

    @property
    def names(self) -> str:
        return ", ".join(model.name for model in self.models)


@click.command()
@click.argument("names", type=click.Choice([*NAMES, ALL]), metavar="NAME...", nargs=-1, required=True)
@click.option("--organisation", "organisations", multiple=True, type=click.UUID, help="Only this one; may be repeated.")
@click.option("--shadow", is_flag=True, help="Build, and compare with what is read, which stays.")
@click.option("--switch", is_flag=True, help="Read what stands built beside.")
@click.option("--back", is_flag=True, help="Read again what was read before the switch.")
@click.option("--drop", is_flag=True, help="Remove the builds that are not read.")
def rebuild(names: tuple[str, ...], organisations: tuple[UUID, ...], **steps: bool) -> None:
    """Make read models anew from the log, and read the new builds from then on.

    A new build is made beside the one that is read. When it has caught up it is read in its place, organisation by
    organisation; writing and reading go on all the while. The build from before is kept up, too, so that --back
    returns to it, until the next rebuild or --drop.

    The exit code is 1 when a comparison finds a difference, or a step cannot be done in every organisation.
    """
    asked = [step for step, wanted in steps.items() if wanted]
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} exclude each other.")
    models = [model for model in PROJECTIONS if ALL in names or model.name in names]
    settings = settings_from(os.environ)
    check_servers(settings)
    look_seldom_for_garbage()
    if not asyncio.run(_carry_out(settings, models, organisations, STEPS[asked[0]] if asked else _rebuild)):
        sys.exit(1)


rebuild.help = f"{cleandoc(rebuild.help or '')}\n\nNAME is one of {', '.join(NAMES)}, or {ALL}."


async def _carry_out(
    settings: Settings,
    models: Sequence[Projection],
    org_ids: Sequence[UUID],
    step: Callable[[Order], Awaitable[bool]],
) -> bool:
    async with open_engine_pool(settings) as pool:
        there = await organisations_with_events(pool, org_ids or None)
        for org_id in org_ids:
            if org_id not in there:
                raise OneSentence(f"there are no events of an organisation {org_id}")
        try:
            return await step(Order(pool, models, list(there)))
        except (BuildsBusy, NoSuchBuild) as fault:
            raise OneSentence(str(fault)) from fault


async def _rebuild(order: Order) -> bool:
    with progress_bar(f"rebuilding {order.names}") as progress:
        events = await rebuilding.rebuild(order.pool, _names(order), order.org_ids, progress)
    click.echo(f"{order.names}: rebuilt from {events} events.")
    return True


async def _shadow(order: Order) -> bool:
    with progress_bar(f"building {order.names}") as progress:
        events = await rebuilding.rebuild(order.pool, _names(order), order.org_ids, progress, go_live=False)
    click.echo(f"{order.names}: built beside from {events} events.")
    return await _each(order, "says the same as what is read", _same)


async def _same(order: Order, model: Projection, org_id: UUID) -> bool:
    async with claimed(order.pool, org_id, [model.name]):
        compared = await compare(order.pool, model, org_id)
    for there in compared.differences:
        click.echo(
            f"{model.name} of organisation {org_id} at position {compared.live.pos}, {there.table}: "
            f"{there.only_live} rows only in what is read, {there.only_new} only in the new build, "
            f"{there.differing} differ; the first: {' '.join(there.keys)}"
        )
    return not compared.differences


async def _switch(order: Order, model: Projection, org_id: UUID) -> bool:
    async with claimed(order.pool, org_id, [model.name]):
        await switch(order.pool, model, org_id, newest)
    return True


async def _back(order: Order, model: Projection, org_id: UUID) -> bool:
    async with claimed(order.pool, org_id, [model.name]):
        await switch(order.pool, model, org_id, the_one_before)
    return True


async def _drop(order: Order, model: Projection, org_id: UUID) -> bool:
    async with claimed(order.pool, org_id, [model.name]):
        await drop_beside(order.pool, model, org_id)
    return True


async def _each(order: Order, done: str, step: Callable[[Order, Projection, UUID], Awaitable[bool]]) -> bool:
    """Organisation by organisation; one where it cannot be done is told, and the others are done."""
    all_well = True
    for model in order.models:
        well = 0
        for org_id in order.org_ids:
            try:
                well += await step(order, model, org_id)
            except NoSuchBuild as missing:
                click.echo(f"{model.name} of organisation {org_id}: {missing}", err=True)
            except BuildsBusy as busy:
                click.echo(str(busy), err=True)
        click.echo(f"{model.name}: {done} in {well} of {len(order.org_ids)} organisations.")
        all_well &= well == len(order.org_ids)
    return all_well


STEPS: dict[str, Callable[[Order], Awaitable[bool]]] = {
    "shadow": _shadow,
    "switch": lambda order: _each(order, "the new build is read", _switch),
    "back": lambda order: _each(order, "the build from before is read", _back),
    "drop": lambda order: _each(order, "only the build that is read is left", _drop),
}


def _names(order: Order) -> list[str]:
    return [model.name for model in order.models]
