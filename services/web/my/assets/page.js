// Every page of the patient: reports go into the phone's queue and on from there, and what waits or was refused is shown.

import { refresh } from "../site/refresh.js";
import { problemText } from "../site/trouble.js";
import { say } from "../site/words.js";
import { setAhead } from "./clock.js";
import { PAGES, SEND } from "./names.js";
import { NoQueue } from "./no_queue.js";
import { Queue } from "./queue.js";
import { renewSession, sendAll, sendUrgent, whose } from "./sending.js";
import { word } from "./words.js";

/** @typedef {import("./queue.js").Report} Report */

const CATCH_UP_MS = 1000;
const CATCH_UP_TRIES = 10;

const { patient = "", bearer = "" } = document.body.dataset;
export const mine = whose({ patient_id: patient, bearer });

/** One queue for the page; where the phone has no memory, one that is always empty.  @type {Promise<Queue>} */
export const queue = Queue.open().catch((error) => {
  failed(error);
  return new NoQueue(error);
});

/** Up to where in the log this page tells. */
export const position = () => document.getElementById("page-place")?.dataset.position ?? "";

/** The reports of whose page this is, in their order.  @returns {Promise<Report[]>} */
export async function reports() {
  return (await (await queue).all()).filter((one) => one.whose === mine);
}

/** What the page does not tell of yet.  @param {Report} one */
export const isNews = (one) => one.state === "waiting" || (one.state === "sent" && (one.position ?? "") > position());

/**
 * Keep a report and send it. It is safe on the phone when this is over; where it cannot be, that is said.
 *
 * @param {string} kind  `session.logged` …
 * @param {Record<string, unknown>} data
 * @param {string} words  what it is, for the patient
 * @returns {Promise<Report | null>} null where it could not be kept: that is said already
 */
export async function report(kind, data, words) {
  const kept = await queue;
  const said = { whose: mine, subject: patient, type: `org.carryover.${kind}`, data, words };
  try {
    const report = await kept.add(said);
    if (kind === "redflag.reported") void sendUrgent(kept).then(sent).catch(failed);
    else void send();
    askToStay(kept).catch(console.warn); // it is kept all the same
    return report;
  } catch (error) {
    failed(error);
    return null;
  }
}

/** A browser that is short of room keeps what it was asked to keep; it is asked once.  @param {Queue} kept */
async function askToStay(kept) {
  if (!navigator.storage?.persist || (await kept.kept("asked-to-stay"))) return;
  await kept.keep("asked-to-stay", true);
  await navigator.storage.persist();
}

/** @param {string} id  of an event of this phone  @param {string} words */
export async function takeBack(id, words) {
  try {
    await (await queue).takeBack(id, words);
    void send();
  } catch (error) {
    failed(error);
  }
}

/** Ask for undoing, for a while.  @param {string} said  @param {(Report | null)[]} done  together; null: it was not kept */
export function offerUndo(said, done) {
  const kept = done.filter((one) => one !== null);
  if (kept.length === 0) return;
  say(said);
  const place = document.querySelector("#said p");
  if (!place) return;
  const button = document.createElement("button");
  button.textContent = word("undo");
  button.addEventListener("click", async () => {
    say(word("takenBack"));
    for (const one of kept) await takeBack(one.event.id, word("takenBack"));
  });
  place.append(" ", button);
}

let sending = false;
let wanted = false;
let timer = 0;

/** Send what waits, as soon as there is a connection. */
export async function send() {
  wanted = true;
  if (sending || !navigator.onLine) return void show();
  sending = true;
  try {
    while (wanted) {
      wanted = false;
      await sent(await sendAll(await queue));
    }
  } catch (error) {
    failed(error);
  } finally {
    sending = false;
  }
}

/** @param {import("./sending.js").Sent} outcome */
async function sent({ state, after, position: place }) {
  clearTimeout(timer);
  becomes(state);
  if (state === "later") {
    timer = window.setTimeout(send, after * 1000);
    const worker = await navigator.serviceWorker?.getRegistration();
    await /** @type {any} */ (worker)?.sync?.register(SEND).catch(() => undefined); // not every browser lets pages
  }
  if (state === "signed_out" && (await out())) return;
  await show();
  await catchUp(place ?? "");
}

let tries = 0;

/**
 * The page tells of all that has arrived from this phone, also where it was opened too soon after it.
 *
 * @param {string} place  in the log, of what was sent just now
 */
async function catchUp(place) {
  const newest = (await reports()).map((one) => one.position ?? "").reduce((a, b) => (a > b ? a : b), place);
  if (position() === "" || newest <= position()) {
    tries = 0;
    return;
  }
  await refresh({ atLeast: newest });
  if (newest > position() && tries < CATCH_UP_TRIES) {
    tries += 1;
    timer = window.setTimeout(send, CATCH_UP_MS);
  }
}

/** The phone's memory is full or closed: what was reported is not safe, and has to be said.  @param {unknown} error */
function failed(error) {
  becomes("failed");
  say(word("memory"));
  console.warn(error);
}

/** @param {import("./sending.js").State | "failed"} state  of sending */
function becomes(state) {
  document.body.dataset.sending = state;
  document.dispatchEvent(new Event("sending"));
}

/**
 * Nobody is in any more: what was kept to be shown goes. What waits stays until somebody is asked about it, and whom to
 * call stays in sight.
 *
 * @returns {Promise<boolean>} whether the page goes too
 */
async function out() {
  await caches.delete(PAGES);
  const waits = (await reports()).some((one) => one.state === "waiting");
  if (waits || document.getElementById("told")?.hidden === false) return false;
  (await queue).tellLeft();
  leave();
  return true;
}

const leave = () => location.replace("/my/enter");

/** Somebody came in in another tab, or this page is looked at again: it is shown to whose it is, and to nobody else. */
async function meetAgain() {
  const session = navigator.onLine ? await renewSession(await queue) : "unknown";
  if (session === "nobody") await sent({ state: "signed_out", after: 0, position: null });
  else if (session === "unknown" || whose(session) === mine) await send();
  else location.replace("/my");
}

/** The strip that says what waits, and the cards of what was refused. */
async function show() {
  const all = await reports();
  const waiting = all.filter((one) => one.state === "waiting").length;
  const strip = /** @type {HTMLElement} */ (document.getElementById("waiting"));
  const out = document.body.dataset.sending === "signed_out";
  strip.hidden = waiting === 0 && navigator.onLine && !out;
  const count = /** @type {HTMLElement} */ (strip.querySelector("[data-count]"));
  const told = waiting === 0 ? strip.dataset.none : waiting === 1 ? strip.dataset.one : strip.dataset.many;
  count.textContent = (told ?? "").replace("{n}", String(waiting));
  const way = /** @type {HTMLElement} */ (strip.querySelector("[data-enter]"));
  way.hidden = !out;
  showRefused(all.filter((one) => one.state === "refused"));
}

/** @param {Report[]} refused */
function showRefused(refused) {
  const list = /** @type {HTMLElement} */ (document.getElementById("refused"));
  const form = /** @type {HTMLTemplateElement} */ (document.getElementById("refused-form"));
  list.replaceChildren(
    ...refused.map((one) => {
      const card = /** @type {DocumentFragment} */ (form.content.cloneNode(true));
      const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (card.querySelector(`[data-${name}]`));
      part("what").textContent = one.words;
      const why = part("why");
      void problemText({ code: one.code ?? "", title: "", status: 400 }).then((text) => why.replaceChildren(text));
      part("read").addEventListener("click", async () => (await queue).forget(one.number));
      return card;
    }),
  );
}

/** Whose page it is, and how wrong the phone's clock is; a page from the network knows both.  @param {Queue} kept */
async function meet(kept) {
  const { kept: fromPhone, now = "" } = document.body.dataset;
  if (!fromPhone) {
    const csrf = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
    await kept.keep("session", { patient_id: patient, bearer, csrf });
    await kept.keep("ahead", Date.now() - Date.parse(now));
  }
  setAhead((await kept.kept("ahead")) ?? 0);
  if ((await kept.kept("page")) === mine) return;
  await caches.delete(PAGES); // of somebody else, or nobody
  await kept.keep("page", mine);
}

async function begin() {
  const kept = await queue;
  kept.onChange(() => void show());
  kept.onOther(leave, () => void meetAgain().catch(failed));
  await kept.tidy(position());
  await Promise.all([send(), keepPages()]);
}

/** Where a browser lets a worker be. */
async function keepPages() {
  const worker = await navigator.serviceWorker?.register("/my/worker.js", { type: "module", scope: "/my" });
  await navigator.serviceWorker?.ready;
  worker?.active?.postMessage({ keep: (document.body.dataset.pages ?? "").split(" ") });
}

addEventListener("online", () => void send());
addEventListener("offline", () => void show());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void meetAgain().catch(failed);
});
try {
  await meet(await queue);
} catch (error) {
  failed(error);
}
await show();
void begin().catch(failed);
