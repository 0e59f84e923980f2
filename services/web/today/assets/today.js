// The day by keyboard, the dialog in which an alert is answered, what arrived while somebody looks, and that they looked.
import { post, Refused } from "../site/doing.js";
import { say } from "../site/words.js";

const LOOK_EVERY_MS = 60_000;

/** @type {string | undefined} the row that somebody was at last, by its id */
let at;
let arrived = alertsNow();

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll(".need")];
}

/** The row of an element, or the one somebody was at. @param {Element | null} [element] @returns {HTMLElement | null} */
function rowOf(element) {
  return element?.closest(".need") ?? (at ? document.getElementById(at) : null);
}

/** @returns {Map<string, string>} the alerts that are shown, with the patient's name */
function alertsNow() {
  return new Map(rows().filter((row) => row.dataset.alert).map((row) => [row.dataset.alert ?? "", nameIn(row)]));
}

/** @param {Element} row */
function nameIn(row) {
  return row.querySelector("h3 a")?.textContent?.trim() ?? "";
}

/** @param {HTMLElement | null | undefined} row */
function goTo(row) {
  const name = row?.querySelector("h3 a");
  if (!(name instanceof HTMLElement)) return;
  name.focus();
  row?.scrollIntoView({ block: "nearest" });
}

/** @param {number} step */
function move(step) {
  const all = rows();
  const here = rowOf(document.activeElement);
  const index = here ? all.indexOf(here) : step > 0 ? -1 : all.length;
  goTo(all[Math.min(Math.max(index + step, 0), all.length - 1)]);
}

/** What was written about one patient is not offered for another. @param {HTMLDialogElement} dialog */
function begin(dialog) {
  for (const form of dialog.querySelectorAll("form")) form.reset();
  for (const trouble of dialog.querySelectorAll(".trouble")) /** @type {HTMLElement} */ (trouble).hidden = true;
}

/** Opens the dialog about the alert of a row. @param {HTMLElement | null} row */
function act(row) {
  const dialog = document.getElementById("act");
  if (!row?.dataset.alert || !(dialog instanceof HTMLDialogElement)) return;
  const { alert, grade } = row.dataset;
  if (dialog.dataset.alert !== alert) begin(dialog);
  dialog.dataset.alert = alert;
  const patient = row.id.replace("p-", "");
  const title = dialog.querySelector("h2");
  if (title) title.textContent = nameIn(row);
  const what = document.getElementById("act-what");
  if (what) what.textContent = row.querySelector(`a[href="/alerts/${alert}"]`)?.textContent ?? "";
  for (const link of dialog.querySelectorAll("a[data-link]")) {
    const address = link.getAttribute("data-link") ?? "";
    link.setAttribute("href", address.replace("{patient}", patient).replace("{alert}", alert));
  }
  for (const form of dialog.querySelectorAll("form[data-post]")) {
    const does = form.classList.contains("snooze") ? "snooze" : "resolve";
    form.setAttribute("data-post", `/v1/alerts/${alert}/${does}`);
    if (does === "snooze") /** @type {HTMLElement} */ (form).hidden = grade === "critical";
  }
  dialog.showModal();
}

document.addEventListener("focusin", (event) => {
  at = /** @type {Element} */ (event.target).closest(".need")?.id ?? at;
});

document.addEventListener("click", (event) => {
  const clicked = /** @type {HTMLElement} */ (event.target);
  const moves = clicked.closest("[data-move]");
  if (moves) move(Number(moves.getAttribute("data-move")));
  if (clicked.closest("[data-act]")) act(rowOf(clicked));
  const does = clicked.closest("[data-does]")?.getAttribute("data-does");
  const row = does ? rowOf(document.activeElement) : null;
  if (does === "act") act(row);
  if (does === "take-on") row?.querySelector("button[data-post]")?.click();
  if (does === "write" && row) location.assign(`/patients/${row.id.replace("p-", "")}/messages`);
});

document.addEventListener("refreshed", () => {
  const now = alertsNow();
  const fresh = [...now].filter(([alert]) => !arrived.has(alert)).map(([, name]) => name);
  const words = document.getElementById("today-words");
  if (fresh.length && words instanceof HTMLElement) {
    say((words.dataset.arrived ?? "").replace("{name}", fresh.slice(0, 3).join(", ")));
  }
  arrived = now;
  if (document.activeElement === document.body && at) goTo(document.getElementById(at));
  void looked();
});

let lookedAt = 0;

/** Tells that this was seen, at most once a minute. */
async function looked() {
  if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_EVERY_MS) return;
  const position = document.getElementById("day")?.dataset.position;
  if (!position) return;
  lookedAt = Date.now();
  try {
    await post("/v1/today/looked", { position });
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // what is new stays new a while longer
  }
}

document.addEventListener("visibilitychange", () => void looked());
void looked();
