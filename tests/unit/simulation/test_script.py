"""The script of a simulation: the same for the same seed, and every line in the words that the doors understand."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.actor import Actor, ActorKind
from services.http.cloud_events import read_envelope
from services.http.command_forms import STAFF_COMMANDS, kebab, read_command
from services.http.heading import heading_of
from services.http.translate import translate
from services.simulate import Size, script_of
from services.simulate.house import SITES, Site
from services.simulate.lines import SOURCE, Line, wall
from services.simulate.people import KINDS

OWNER = UUID(int=1)
SMALL = Size(days=14, patients=len(KINDS), seed="1")
NAMES = {kebab(name): name for name in STAFF_COMMANDS}


def script(size: Size = SMALL) -> list[Line]:
    return script_of(size, OWNER, "owner@staff.example")


def test_the_same_seed_gives_the_same_lines_and_another_seed_others() -> None:
    assert script() == script()
    assert script() != script(Size(days=14, patients=len(KINDS), seed="2"))


def test_the_lines_are_in_order_of_time_and_none_is_after_the_end() -> None:
    head, *lines = script()
    instants = [line["at"] for line in lines]
    assert instants == sorted(instants)
    assert head["at"] <= instants[0] <= instants[-1] < head["ends"]


def test_every_command_is_one_that_the_door_reads() -> None:
    actor = Actor(kind=ActorKind.STAFF, org_id=SMALL.organisation_id, id=OWNER)
    own = {"command_id": uuid4(), "at": datetime.now(UTC)}
    for line in script():
        if "command" in line:
            read_command(NAMES[line["command"]], line["body"], actor, own)


def test_every_event_is_one_that_the_door_reads() -> None:
    for line in script():
        if "event" in line:
            raw = json.dumps({"specversion": "1.0", "source": SOURCE, "time": line["at"], **line["event"]}).encode()
            envelope = read_envelope(raw)
            translate(envelope, heading_of(envelope, SMALL.organisation_id, envelope.time, UUID(envelope.subject)))


@pytest.mark.parametrize("days", [2, 3, 7, 30])
def test_a_shorter_or_longer_one_ends_when_its_last_date_is_over_everywhere(days: int) -> None:
    head, *lines = script(Size(days=days, patients=len(KINDS), seed="1"))
    last = datetime.fromisoformat(f"{head['begin']['last_day']}T23:59")
    assert all(last.replace(tzinfo=ZoneInfo(site.zone)) < datetime.fromisoformat(head["ends"]) for site in SITES)
    assert lines


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.zone)
def test_a_journey_changes_the_clocks_before_anybody_is_reminded_and_never_the_date(site: Site) -> None:
    for day in Size(days=14, patients=1, seed="1").begins.date(), datetime(2026, 11, 1, tzinfo=UTC).date():
        leaves = wall(day, site.leaves, site.zone)
        returns = wall(day, site.returns, site.abroad)
        shown = [at.astimezone(ZoneInfo(zone)) for at in (leaves, returns) for zone in (site.zone, site.abroad)]
        assert {there.date() for there in shown} == {day}
        assert all(there.hour < 9 for there in shown)
