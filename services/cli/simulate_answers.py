"""What the platform says after a simulation, as it says it to anybody: written into files for the count."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.cli.simulate_player import Player

LEDGERS, ALERTS = "ledgers.jsonl", "alerts.jsonl"


async def write_answers(player: Player, script: Sequence[dict[str, Any]], folder: Path) -> None:
    """Everybody's ledger, and every alert with its history: a JSON object for each."""
    begin = script[0]["begin"]
    span = {"first_day": begin["first_day"], "last_day": begin["last_day"]}
    patients = [line["body"]["patient_id"] for line in script[1:] if line.get("command") == "enrol-patient"]
    with (folder / LEDGERS).open("w", encoding="utf-8") as file:
        for patient_id in patients:
            ledger = await player.ask(f"/v1/patients/{patient_id}/reminders", **span)
            file.write(json.dumps({"patient_id": patient_id, **ledger}) + "\n")
    with (folder / ALERTS).open("w", encoding="utf-8") as file:
        for status in ("open", "acknowledged", "resolved"):
            async for alert in player.alerts(status=status):
                history = await player.ask(f"/v1/alerts/{alert['alert_id']}/history")
                file.write(json.dumps({**alert, "history": history}) + "\n")
