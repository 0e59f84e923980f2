"""Counts what a simulation must have led to, from its script alone: it shares no code with what it counts.

    python -m simulation.count SCRIPT.jsonl [ANSWERS]

prints a table; with the folder of what the platform answered and of what arrived at the channels' sinks it compares
them, names each difference, and ends with 1 where there is one.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from simulation.alerts import Letter
from simulation.answers import read_answers
from simulation.clinics import Clinic, House, Staff
from simulation.compare import differences
from simulation.digests import digests
from simulation.life import Life
from simulation.reading import Line, Script, addresses, as_date, read_script
from simulation.table import table


@dataclass
class Count:
    script: Script
    lives: dict[str, Life]  # by patient
    digests: list[Letter]


def count(script: Script) -> Count:
    """Everybody's weeks, one after the other: patients do not touch one another."""
    house = House(managers=[script.owner])
    house.staff[script.owner] = Staff(script.owner, {"email": script.owner_email})
    of: Mapping[str, list[Line]] = defaultdict(list)
    for line in script.lines:
        if line.patient_id is not None:
            of[line.patient_id].append(line)
        elif line.inbox is None:
            _founded(house, line)
    rounds = [line for line in script.lines if line.inbox is not None]
    lives = {life.patient_id: life for life in _lives(script, house, of, rounds)}
    return Count(script, lives, digests(house, [life.alerts for life in lives.values()], script.ends))


def _lives(script: Script, house: House, of: Mapping[str, list[Line]], rounds: list[Line]) -> Iterator[Life]:
    for lines in of.values():
        enrolled, *rest = lines
        life = Life(house, house.clinics[enrolled.body["clinic_id"]], enrolled, script.organisation)
        life.play(sorted([*rest, *rounds], key=lambda line: line.at), script.ends)
        yield life


def _founded(house: House, line: Line) -> None:
    body = line.body
    match line.command:
        case "open-clinic":
            house.clinics[body["clinic_id"]] = Clinic(body["clinic_id"], body["zone"], body["country"])
        case "invite-staff":
            house.staff[body["staff_id"]] = Staff(body["staff_id"], addresses(body))
        case "set-opening-hours":
            clinic = house.clinics[body["clinic_id"]]
            clinic.weekly, clinic.holidays = body["weekly"], set(map(as_date, body["holidays"]))
        case "name-clinic-lead":
            house.clinics[body["clinic_id"]].lead = body["staff_id"]
        case "set-staff-away":
            away = as_date(body["first_day"]), as_date(body["last_day"]), body.get("cover_id")
            house.staff[body["staff_id"]].away.append(away)


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulation.count", description="Counts a simulation from its script.")
    parser.add_argument("script", type=Path)
    parser.add_argument("answers", type=Path, nargs="?")
    asked = parser.parse_args()
    counted = count(read_script(asked.script))
    answers = None if asked.answers is None else read_answers(asked.answers)
    print("\n".join(table(counted.script, counted.lives.values(), counted.digests, answers)))  # noqa: T201
    if answers is None:
        return 0
    found = list(differences(counted.script, counted.lives, counted.digests, answers))
    for difference in found:
        print(difference)  # noqa: T201
    print(f"{len(found)} differences" if found else "Every slot and every cause is accounted for.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
