"""An app's first day: a sandbox, an event, a webhook, an alert, two days that pass, and the feed.

Needs httpx2 and standardwebhooks, and a service that was started with CARRYOVER_TRYING_OUT=yes, so that its webhooks
may reach this machine. CARRYOVER_URL names the service.
"""

import json
import os
import queue
import threading
import time
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx2
from standardwebhooks.webhooks import Webhook

URL = os.environ.get("CARRYOVER_URL", "http://127.0.0.1:8080")

# 1. A sandbox: an organisation of your own, with invented patients. Its keys are shown this once.
sandbox = httpx2.post(f"{URL}/v1/sandboxes", json={"partner_name": "My app"}, timeout=60).raise_for_status().json()
patient = sandbox["patient_ids"][0]
app = httpx2.Client(base_url=URL, headers={"authorization": f"Bearer {sandbox['api_keys']['partner']}"}, timeout=60)
therapist = httpx2.Client(base_url=URL, headers={"authorization": f"Bearer {sandbox['api_keys']['therapist']}"})
print("sandbox", sandbox["organisation_id"])

# 2. A place for news. In earnest it is an https address of yours; keep the secret, it is shown this once.
news: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        news.put(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)  # first take it, work on it later: who is slow is posted to again
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


receiver = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
wanted = {"url": f"http://127.0.0.1:{receiver.server_port}/news", "types": ["symptom.reported"]}
webhook = app.post("/v1/webhooks", json=wanted).raise_for_status().json()


# 3. The first event: a patient reports pain of 8. Under the same source and id it may be sent again and again.
def send(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "https://my-app.example",
        "type": f"org.carryover.{kind}",
        "subject": patient,
        "time": datetime.now(UTC).isoformat(),
        "data": data,
    }
    answer = app.post("/v1/events", content=json.dumps(event), headers={"content-type": "application/cloudevents+json"})
    outcome: dict[str, Any] = answer.raise_for_status().json()
    return outcome


outcome = send("symptom.reported", {"kind": "pain", "level": 8, "region": "knee", "side": "left", "timing": "during"})
print("event", outcome["status"])

# 4. It is posted to your webhook, with ids and nothing else in it. verify() raises where the signature does not hold.
headers, body = news.get(timeout=60)
message = Webhook(webhook["secret"]).verify(body, headers)
assert message["data"]["subject"] == patient
print("webhook", message["type"])


# 5. The therapist has an alert.
def alert_of(rule: str, whose: str | None = None) -> dict[str, Any]:
    """The first one of a rule that nobody has closed, of anybody or of one patient; waits for it."""
    for _ in range(300):
        found = therapist.get("/v1/alerts", params={"status": "open"}).raise_for_status().json()["alerts"]
        for alert in found:
            if alert["rule"] == rule and whose in (None, alert["patient_id"]):
                return dict(alert)
        time.sleep(0.1)
    raise TimeoutError(f"no alert of {rule}")


alert = alert_of("high_pain", patient)
print("alert", alert["rule"], alert["grade"])

# 6. Two days pass in the sandbox, and some patients have said nothing.
moved = app.post("/v1/sandbox/clock", json={"forward": 48}).raise_for_status().json()
print("clock", moved["now"] > sandbox["now"], alert_of("silent")["rule"])

# 7. The feed has everything in order. Keep `next` with what you have worked through, and go on from there.
after, seen = None, 0
while True:
    page = app.get("/v1/events", params={"limit": 500, **({"after": after} if after else {})}).raise_for_status().json()
    seen += len(page["events"])
    after = page["next"]
    if not page["more"]:
        break
print("feed", seen > 1000)
