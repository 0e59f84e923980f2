// Forms and buttons that write: their fields go as JSON to a door of the API, and what it refuses is shown where it is.
import { fieldsOf } from "./fields.js";
import { refresh } from "./refresh.js";
import { clearTrouble, showTrouble } from "./trouble.js";
import { say, word } from "./words.js";

export { problemText } from "./trouble.js";

/** @typedef {{code: string, title: string, detail?: string, at?: string, status: number, again?: number}} Problem */

/** A refusal of the service, or no answer at all (code "unreachable"). */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** @returns {string} */
function csrf() {
  return document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
}

/**
 * Writes. Sent twice under the same `once`, it is done once.
 * @param {string} path a door of the API
 * @param {unknown} body JSON; undefined for none
 * @param {{method?: string, ifMatch?: string, once?: string, keepalive?: boolean, renewed?: boolean}} [more]
 * @returns {Promise<any>} the answer; `position` of it is what readings can be asked for as at least
 */
export async function post(path, body, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json", "x-carryover-csrf": csrf() };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (path.startsWith("/v1/") && !/^\/v1\/(sign-in|sign-out|invitations|my)/.test(path)) {
    headers["idempotency-key"] = more.once ?? crypto.randomUUID();
  }
  if (more.ifMatch) headers["if-match"] = `"${more.ifMatch}"`;
  let answer;
  try {
    answer = await fetch(path, {
      method: more.method ?? "POST",
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      keepalive: more.keepalive,
    });
  } catch {
    throw new Refused({ code: "unreachable", title: "", status: 0 });
  }
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (told.code === "cross_site" && !more.renewed && (await renewed())) return post(path, body, { ...more, renewed: true });
  if (!answer.ok) {
    const again = Number(answer.headers.get("retry-after")) || undefined;
    throw new Refused({ code: "internal", title: "", ...told, status: answer.status, again });
  }
  return told;
}

/** Whether the same person has come in anew in another tab: then what stands here can be sent after all. */
async function renewed() {
  const { patient, bearer } = document.body.dataset; // on a patient's own pages
  const answer = await fetch(patient ? "/v1/my" : "/v1/sign-in", { headers: { accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return false;
  const { csrf: fresh, staff_id: staff, ...told } = await answer.json();
  const who = document.querySelector('meta[name="who"]')?.getAttribute("content");
  if (patient ? told.patient_id !== patient || told.bearer !== bearer : who !== staff) return false;
  document.querySelector('meta[name="csrf"]')?.setAttribute("content", fresh);
  return true;
}

export function listenToForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.post) return;
    event.preventDefault();
    void send(form, /** @type {SubmitEvent} */ (event).submitter);
  });
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-post]");
    if (button instanceof HTMLButtonElement) void send(button, button);
    const copies = /** @type {Element} */ (event.target).closest("[data-copy]");
    if (copies instanceof HTMLElement) void copy(copies.dataset.copy ?? "");
  });
  document.addEventListener("input", (event) => {
    const field = /** @type {Element} */ (event.target);
    if (field.getAttribute("aria-invalid") === "true") field.removeAttribute("aria-invalid");
  });
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  say(word("copied"));
}

/** @type {WeakMap<Element, {told: string, key: string}>} */
const sent = new WeakMap();

/** The same words sent again are the same wish; other words are another one. @param {Element} from @param {string} told */
function onceFor(from, told) {
  const last = sent.get(from);
  if (last && last.told === told) return last.key;
  const key = crypto.randomUUID();
  sent.set(from, { told, key });
  return key;
}

/**
 * @param {HTMLFormElement | HTMLButtonElement} from
 * @param {Element | null} button
 */
async function send(from, button) {
  if (from.getAttribute("aria-busy") === "true") return;
  if (from.dataset.confirm && !(await sure(from.dataset.confirm))) return;
  const body = from instanceof HTMLFormElement ? fieldsOf(from, button) : JSON.parse(from.dataset.body ?? "{}");
  const { post: path = "", method, ifMatch, then = "refresh" } = from.dataset;
  busy(from, button, true);
  try {
    const once = onceFor(from, JSON.stringify([path, body]));
    const answer = await post(path, method === "DELETE" ? undefined : body, { method, ifMatch, once });
    sent.delete(from);
    clearTrouble(from);
    if (ifMatch && answer.version) from.dataset.ifMatch = String(answer.version);
    from.dispatchEvent(new CustomEvent("done", { bubbles: true, detail: answer }));
    if (then.startsWith("go:")) {
      location.assign(then.slice(3).replace("{id}", answer.id ?? "").replace("{position}", answer.position ?? ""));
      return;
    }
    from.closest("dialog")?.close();
    if (from instanceof HTMLFormElement && then === "refresh") settle(from);
    if (then === "refresh") await refresh({ atLeast: answer.position });
    if (then !== "nothing") say(from.dataset.said ?? word("done"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    from.dispatchEvent(new CustomEvent("refused", { bubbles: true, detail: error.problem }));
    await showTrouble(from, error.problem);
  } finally {
    busy(from, button, false);
  }
}

/** What was sent is no longer being typed: it goes, or with `data-keep` it is what stands there now. @param {HTMLFormElement} form */
function settle(form) {
  if (!form.hasAttribute("data-keep")) {
    form.reset();
    return;
  }
  for (const element of form.elements) {
    if (element instanceof HTMLSelectElement) for (const option of element.options) option.defaultSelected = option.selected;
    else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      element.defaultValue = element.value;
      if (element instanceof HTMLInputElement) element.defaultChecked = element.checked;
    }
  }
}

/** @param {Element} from @param {Element | null} button @param {boolean} on */
function busy(from, button, on) {
  for (const each of [from, button]) {
    if (on) each?.setAttribute("aria-busy", "true");
    else each?.removeAttribute("aria-busy");
  }
}

/** Asks before what cannot be undone. @param {string} question @returns {Promise<boolean>} */
export function sure(question) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-label", word("sure"));
  const text = document.createElement("p");
  text.textContent = question;
  const row = document.createElement("form");
  row.method = "dialog";
  row.className = "row";
  for (const [value, label, kind] of [["no", word("cancel"), ""], ["yes", word("yes"), "danger"]]) {
    const button = document.createElement("button");
    button.value = value;
    button.textContent = label;
    button.className = kind;
    row.append(button);
  }
  dialog.append(text, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
