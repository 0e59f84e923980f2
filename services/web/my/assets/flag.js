// A red flag on its way to the clinic, and whether the clinic knows of it: nothing is called on its way that is not.

import { day } from "./clock.js";
import { mine, queue, report, reports } from "./page.js";
import { eventOf } from "./queue.js";
import { sendUnkept } from "./sending.js";
import { word } from "./words.js";

const FLAG = "org.carryover.redflag.reported";
const AGAIN_MS = 15_000;
const STUCK = ["signed_out", "failed"];

const told = /** @type {HTMLElement} */ (document.getElementById("told"));

/** Kept on the phone and sent before all others; where it cannot be kept, sent all the same.  @param {string[]} signs  @param {string} words */
export async function tellClinic(signs, words) {
  const data = { signs };
  if (await report("redflag.reported", data, `${word("flag")}: ${words}`)) return;
  showState("not-told");
  const subject = document.body.dataset.patient ?? "";
  await sendNow(eventOf({ subject, type: FLAG, data }, crypto.randomUUID()));
}

/** Until an answer comes, as long as the page is open.  @param {import("./queue.js").CloudEvent} event */
async function sendNow(event) {
  const outcome = await sendUnkept(event, mine);
  if (outcome === "sent") showState("told");
  else if (outcome === "unknown") setTimeout(() => void sendNow(event), AGAIN_MS);
}

/** @param {"told" | "waits" | "not-told"} state */
function showState(state) {
  for (const one of ["told", "waits", "not-told"]) {
    /** @type {HTMLElement} */ (document.getElementById(`clinic-${one}`)).hidden = one !== state;
  }
}

/** What was reported last today stays in sight, also when somebody comes back to the page. */
async function show() {
  const today = (/** @type {import("./queue.js").Report} */ one) => one.event.type === FLAG && day(new Date(one.event.time)) === day();
  const last = (await reports()).findLast(today);
  if (!last) return;
  told.hidden = false;
  const stuck = last.state === "refused" || STUCK.includes(document.body.dataset.sending ?? "");
  showState(last.state === "sent" ? "told" : stuck ? "not-told" : "waits");
  const text = told.querySelector("[data-emergency]");
  if (last.emergency && text) text.textContent = last.emergency.text;
}

document.addEventListener("sending", () => void show());
(await queue).onChange(() => void show());
await show();
