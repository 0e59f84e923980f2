"""`carryover explain`: counts a patient's adherence again from the export, and says whether the service agrees."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from services.cli.recounted import Agreement, NotExplained, asked_of_service, compared

Json = Mapping[str, Any]


@click.command()
@click.argument("patient", required=False)
@click.option("--url", envvar="CARRYOVER_URL", show_envvar=True, help="Where the service is.")
@click.option("--key", envvar="CARRYOVER_KEY", show_envvar=True, help="A key that may read. Better in the environment.")
@click.option("--as-of", help="What was known then: an instant with its offset, or the position of an answer.")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="With --export alone: the moment to count at.")
@click.option("--export", "export_file", type=click.Path(path_type=Path), help="A saved export, for no service.")
@click.option("--answer", "answer_file", type=click.Path(path_type=Path), help="The saved answer to compare it with.")
@click.option(
    "--days", default=7, show_default=True, type=click.IntRange(0), help="How many dates to show slot by slot."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was counted, and the differences, as JSON.")
def explain(
    patient: str | None,
    url: str | None,
    key: str | None,
    as_of: str | None,
    at: datetime | None,
    export_file: Path | None,
    answer_file: Path | None,
    days: int,
    as_json: bool,
) -> None:
    """Count a patient's adherence again by the published definition, and compare.

    PATIENT is an id of ours, or ext: and a partner's own. The events of the patient are fetched and counted by a small
    program that shares no code with the service (the folder `definition`), and every number and every slot is compared
    with what the service answers. With --export, and --answer of an `explain=true`, nothing is fetched.

    The exit code is 0 when they agree, 1 when they do not, and 2 when something could not be read.
    """
    try:
        if export_file is not None:
            answer = None if answer_file is None else _read(answer_file)
            found = compared(_read(export_file), answer, at)
        elif patient and url and key:
            found = compared(*asked_of_service(url, key, patient, as_of))
        else:
            raise click.UsageError("Name a PATIENT, with --url and --key, or an --export.")
    except NotExplained as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(_told(found, days)))
    sys.exit(1 if found.differences else 0)


def _read(path: Path) -> Json:
    try:
        content: Json = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise NotExplained(f"{path}: {fault.strerror or fault}") from fault
    except ValueError as fault:
        raise NotExplained(f"{path}: this is no JSON: {fault}") from fault
    return content


def _told(found: Agreement, days: int) -> Iterator[str]:
    adherence, explained = found.counted["adherence"], found.counted["explained"]
    yield f"Patient {adherence['patient_id']}, at {adherence['at']}, zone {adherence['zone']}"
    yield f"Definition {adherence['definition']}, counted from {found.events} events"
    yield ""
    yield f"{'':13}{'days':>20}{'doses':>24}{'answered':>20}"
    for part in adherence["ranges"]:
        name = "since start" if part["range_days"] is None else f"{part['range_days']} days"
        yield f"{name:13}" + f"{_number(part['days']):>20}{_number(part['doses']):>24}{_number(part['answered']):>20}"
    yield ""
    for day in explained["days"][len(explained["days"]) - days :] if days else ():
        yield f"{day['day']}  {day['zone']}, from {day['starts']} until {day['ends']}"
        yield from (f"  {line}" for slot in day["slots"] for line in _slot(slot))
    yield from _verdict(found)


def _number(number: Json) -> str:
    return f"{number['done']} of {number['expected']}  {number['value'] or '-'}"


def _slot(slot: Json) -> Iterator[str]:
    what = f"prescription {slot['prescription_id']} (version {slot['version']})"
    yield f"{slot['done']} of {slot['expected']}  {what}"
    for met in slot["met_by"]:
        yield f"    {met['counted']} by session {met['session_id']}, entry {met['entry']}, {met['at']}"


def _verdict(found: Agreement) -> Sequence[str]:
    if not found.compared:
        return ["Nothing to compare with was given."]
    if not found.differences:
        return ["The service says the same, number by number and slot by slot."]
    lines = [f"  {each.at}: counted {each.then!r}, answered {each.now!r}" for each in found.differences]
    return [f"The service says otherwise at {len(lines)} places:", *lines]
