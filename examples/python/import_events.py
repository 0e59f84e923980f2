"""An import: many events from before, sent in parts and taken in the background.

Needs httpx2.
"""

import json
import os
import time
from datetime import datetime, timedelta
from typing import Any

import httpx2

URL = os.environ.get("CARRYOVER_URL", "http://127.0.0.1:8080")
sandbox = httpx2.post(f"{URL}/v1/sandboxes", timeout=60).raise_for_status().json()
app = httpx2.Client(base_url=URL, headers={"authorization": f"Bearer {sandbox['api_keys']['partner']}"}, timeout=60)

# 1. The file: a CloudEvent on each line. One of these is about somebody whom nobody knows.
now = datetime.fromisoformat(sandbox["now"])
subjects = [*sandbox["patient_ids"], "ext:nobody-knows"]
lines = [
    {
        "specversion": "1.0",
        "id": f"session {number}",
        "source": "https://my-app.example",
        "type": "org.carryover.session.logged",
        "subject": subject,
        "time": (now - timedelta(hours=number + 1)).isoformat(),
        "data": {},
    }
    for number, subject in enumerate(subjects)
]

# 2. Begin, send the parts (8 MiB each at most, in any order, again where in doubt), and start.
begun = app.post("/v1/imports", json={"kind": "events"}).raise_for_status().json()
place = f"/v1/imports/{begun['id']}"
for part, chosen in enumerate((lines[:8], lines[8:]), start=1):
    body = "".join(json.dumps(line) + "\n" for line in chosen)
    app.put(f"{place}/parts/{part}", content=body, headers={"content-type": "application/x-ndjson"}).raise_for_status()
app.post(f"{place}/start").raise_for_status()


# 3. Wait for its end, and read what was refused: JSON lines, each with the number of its line.
def at_its_end() -> dict[str, Any]:
    for _ in range(300):
        job: dict[str, Any] = app.get(place).raise_for_status().json()
        if job["state"] in ("done", "cancelled", "failed"):
            return job
        time.sleep(0.1)
    raise TimeoutError("the import does not end")


job = at_its_end()
refused = [json.loads(line) for line in app.get(f"{place}/errors").raise_for_status().text.splitlines()]
print("import", job["state"], [(line["line"], line["code"]) for line in refused])
