// An app's first day: a sandbox, an event, a webhook, an alert, two days that pass, and the feed.
//
// Needs Node 24 and nothing else: node first_day.ts. The service was started with CARRYOVER_TRYING_OUT=yes, so that
// its webhooks may reach this machine. CARRYOVER_URL names the service.

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const URL = process.env.CARRYOVER_URL ?? "http://127.0.0.1:8080";

async function ask(path: string, key?: string, body?: unknown, type = "application/json"): Promise<any> {
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  if (body !== undefined) headers["content-type"] = type;
  const method = body === undefined ? "GET" : "POST";
  const answer = await fetch(URL + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

// 1. A sandbox: an organisation of your own, with invented patients. Its keys are shown this once.
const sandbox = await ask("/v1/sandboxes", undefined, { partner_name: "My app" });
const patient: string = sandbox.patient_ids[0];
const { partner, therapist } = sandbox.api_keys;
console.log("sandbox", sandbox.organisation_id);

// 2. A place for news. In earnest it is an https address of yours; keep the secret, it is shown this once.
type News = { headers: IncomingHttpHeaders; body: string };
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request.setEncoding("utf8")) body += piece;
  response.writeHead(204).end(); // first take it, work on it later: who is slow is posted to again
  receiver.emit("news", { headers: request.headers, body } satisfies News);
});
await once(receiver.listen(0, "127.0.0.1"), "listening");
const { port } = receiver.address() as AddressInfo;
const arrived = once(receiver, "news");
const wanted = { url: `http://127.0.0.1:${port}/news`, types: ["symptom.reported"] };
const webhook = await ask("/v1/webhooks", partner, wanted);

// 3. The first event: a patient reports pain of 8. Under the same source and id it may be sent again and again.
const event = {
  specversion: "1.0",
  id: randomUUID(),
  source: "https://my-app.example",
  type: "org.carryover.symptom.reported",
  subject: patient,
  time: new Date().toISOString(),
  data: { kind: "pain", level: 8, region: "knee", side: "left", timing: "during" },
};
const outcome = await ask("/v1/events", partner, event, "application/cloudevents+json");
console.log("event", outcome.status);

// 4. It is posted to your webhook, with ids and nothing else in it. Believe no message whose signature does not hold.
function verified({ headers, body }: News, secret: string): any {
  const id = headers["webhook-id"];
  const sent = Number(headers["webhook-timestamp"]);
  if (!(Math.abs(Date.now() / 1000 - sent) < 300)) throw new Error("the message is too old, or from the future");
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${sent}.${body}`).digest();
  const given = String(headers["webhook-signature"]).split(" "); // several while a secret is being changed
  const holds = given.some((signature) => {
    const [version, value = ""] = signature.split(",");
    const found = Buffer.from(value, "base64");
    return version === "v1" && found.length === wanted.length && timingSafeEqual(found, wanted);
  });
  if (!holds) throw new Error("the signature does not hold");
  return JSON.parse(body);
}

const [news] = (await arrived) as [News];
const message = verified(news, webhook.secret);
if (message.data.subject !== patient) throw new Error("about somebody else");
console.log("webhook", message.type);
receiver.close();

// 5. The therapist has an alert.
async function alertOf(rule: string, whose?: string): Promise<any> {
  for (let look = 0; look < 300; look += 1) {
    const { alerts } = await ask("/v1/alerts?status=open", therapist);
    const found = alerts.find((alert: any) => alert.rule === rule && (!whose || alert.patient_id === whose));
    if (found) return found;
    await pause(100);
  }
  throw new Error(`no alert of ${rule}`);
}

const alert = await alertOf("high_pain", patient);
console.log("alert", alert.rule, alert.grade);

// 6. Two days pass in the sandbox, and some patients have said nothing.
const moved = await ask("/v1/sandbox/clock", partner, { forward: 48 });
const silent = await alertOf("silent");
console.log("clock", moved.now > sandbox.now ? "True" : "False", silent.rule);

// 7. The feed has everything in order. Keep `next` with what you have worked through, and go on from there.
let seen = 0;
for (let after = "", more = true; more; ) {
  const page = await ask(`/v1/events?limit=500${after && `&after=${after}`}`, partner);
  seen += page.events.length;
  ({ next: after, more } = page);
}
console.log("feed", seen > 1000 ? "True" : "False");
