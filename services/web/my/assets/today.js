// Today's list: one tap for done, what was done on this phone counted at once, and the reasons why something was not.

import { clock, day } from "./clock.js";
import { expectedOn, mondayOf } from "./day.js";
import { mayAgain, once } from "./once.js";
import { isNews, offerUndo, queue, report, reports, takeBack } from "./page.js";
import { rating, scale } from "./scale.js";
import { holdTimer } from "./timer.js";
import { word } from "./words.js";

/** @typedef {import("./queue.js").Report} Report */

const TREMBLE_MS = 700;
const RED_FLAG = "org.carryover.redflag.reported";
const LOGGED = "org.carryover.session.logged";
const RETRACTED = "org.carryover.session.retracted";
const list = () => /** @type {HTMLElement} */ (document.getElementById("today"));

/** @param {Element} inside  @returns {HTMLElement} the line of the list, also from a sheet that stands elsewhere */
function lineOf(inside) {
  const sheet = /** @type {HTMLElement | null} */ (inside.closest("[data-of]"));
  return /** @type {HTMLElement} */ (sheet ? document.getElementById(`dose-${sheet.dataset.of}`) : inside.closest(".dose"));
}

/** What a line is about, as a report names it.  @param {HTMLElement} line */
function named(line) {
  const { exercise, side } = line.dataset;
  return { exercise_id: exercise, side };
}

/** @param {HTMLElement} line  @param {Record<string, unknown>} more  of the entry */
async function logDone(line, more) {
  const { prescription, name = "", sets } = line.dataset;
  const entry = { prescription_id: prescription, ...named(line), sets: Number(sets), ...more };
  const zoneHere = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const kept = await report("session.logged", { entries: [entry], zone: zoneHere }, `${name}: ${word("done")}`);
  offerUndo(word("saidDone", { name }), [kept]);
}

/** @param {HTMLElement} line  @param {string} reason  @param {string} said  @param {string} [note] */
function logReason(line, reason, said, note) {
  const { name = "" } = line.dataset;
  const about = line.classList.contains("dose") ? named(line) : {};
  return report("barrier.reported", { reason, ...about, ...(note ? { note } : {}) }, `${name}: ${said}`);
}

document.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
  if (!button) return;
  const line = lineOf(button);
  const sheet = button.closest("dialog");
  const { report: known, id = "" } = button.dataset;
  const dose = `done ${line?.id}`;
  switch (button.dataset.do) {
    case "done":
      await once(dose, () => done(line, sheet), TREMBLE_MS);
      break;
    case "undo":
      mayAgain(dose);
      if (known) await once(`undo ${known}`, () => takeBackKnown(known), TREMBLE_MS);
      else await takeBack(id, word("takenBack"));
      break;
    case "less":
    case "more":
      step(button, button.dataset.do === "more" ? 1 : -1);
      break;
    case "reason":
      await once("reason", async () => {
        const words = button.textContent?.trim() ?? "";
        const kept = await logReason(line, button.dataset.reason ?? "other", words, noteIn(sheet));
        closeSheets();
        offerUndo(word("saidReason"), [kept]);
      });
      break;
    case "ask":
      ask(line, button.dataset.sheet ?? "");
      break;
  }
});

/**
 * One tap on the list logs what is prescribed; a trembling thumb logs it once. Of what is finished the sheet is opened,
 * where more can be said.
 *
 * @param {HTMLElement} line
 * @param {HTMLDialogElement | null} sheet  where it was tapped, if not on the list
 */
async function done(line, sheet) {
  if (!sheet && line.hasAttribute("data-finished")) {
    /** @type {HTMLDialogElement} */ (document.getElementById(`sheet-${line.dataset.prescription}`)).showModal();
    return;
  }
  await logDone(line, sheet ? enteredIn(sheet) : {});
  sheet?.close();
}

/** Sets and effort, as far as they were given.  @param {HTMLElement} sheet */
function enteredIn(sheet) {
  const sets = /** @type {HTMLInputElement | null} */ (sheet.querySelector("[name=sets]"));
  const effort = rating(/** @type {HTMLElement} */ (sheet.querySelector("[data-scale=effort]")));
  return { ...(sets ? { sets: Number(sets.value) } : {}), ...(effort === null ? {} : { effort }) };
}

/** @param {HTMLElement} button  @param {number} by */
function step(button, by) {
  const sets = /** @type {HTMLInputElement} */ (button.parentElement?.querySelector("[name=sets]"));
  sets.value = String(Math.min(Math.max(Number(sets.value) + by, 1), Number(sets.max)));
}

/** @param {HTMLElement | null} sheet */
function noteIn(sheet) {
  return sheet?.querySelector("textarea")?.value.trim() || undefined;
}

/** Open a sheet that all lines share, about one of them.  @param {HTMLElement} line  @param {string} id */
function ask(line, id) {
  const sheet = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  sheet.querySelector("form")?.reset();
  /** @type {HTMLElement} */ (sheet.querySelector("[data-of]")).dataset.of = line.id.replace("dose-", "");
  const about = sheet.querySelector("[data-about]");
  if (about) about.textContent = line.dataset.name ?? "";
  sheet.showModal();
}

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.id !== "hurts-form") return;
  event.preventDefault();
  await once("hurts", () => logHurts(form));
});

/** Nothing stands before what is said at the foot of the page, and before its Undo. */
function closeSheets() {
  for (const open of /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll("dialog[open]"))) open.close();
}

/** @param {HTMLFormElement} form */
async function logHurts(form) {
  const line = lineOf(form);
  const level = rating(/** @type {HTMLElement} */ (form.querySelector("[data-scale=pain]")));
  const { name = "", region, side } = line.dataset;
  const kept = [];
  if (level !== null && region) {
    const felt = { kind: "pain", level, region, side, timing: "during", exercise_id: line.dataset.exercise };
    kept.push(await report("symptom.reported", felt, `${name}: ${word("pain")} ${level}`));
  }
  kept.push(await logReason(line, "hurts", word("hurts"), noteIn(form)));
  closeSheets();
  if (kept.includes(null)) return;
  const sheet = /** @type {HTMLDialogElement} */ (document.getElementById("advice"));
  const advice = document.getElementById(level !== null && level > Number(sheet.dataset.band) ? "much" : "some");
  sheet.addEventListener("close", () => offerUndo(word("saidReason"), kept), { once: true });
  sheet.showModal();
  for (const one of document.querySelectorAll(".advice")) /** @type {HTMLElement} */ (one).hidden = one !== advice;
}

/** What another phone told of, by the service's own id.  @param {string} id */
async function takeBackKnown(id) {
  await report("session.retracted", { report_id: id }, word("takenBack"));
}

// What was done, line by line: as the page says it, and what this phone knows beyond that.

async function show() {
  const all = await reports();
  const today = day();
  const shown = list().dataset.day ?? today;
  if (shown !== today) showDate(today);
  const taken = new Set(all.filter((one) => one.event.type === RETRACTED).map((one) => one.event.data.report_id));
  let [planned, finished, shownLines] = [0, 0, 0];
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".dose"))) {
    const expected = shown === today ? Number(line.dataset.expected) : expectedOn(line.dataset, today);
    const weekly = line.dataset.kind === "weekly";
    const goesOn = shown === today || (weekly && mondayOf(shown) === mondayOf(today));
    const from = weekly ? mondayOf(today) : today;
    const own = all.filter((one) => isDose(one, line, from));
    const fromHere = own.filter((one) => !one.takenBack && (isNews(one) || !goesOn));
    const undone = [...line.querySelectorAll("[data-report]")].filter((one) =>
      taken.has(/** @type {HTMLElement} */ (one).dataset.report),
    );
    for (const one of undone) one.closest("li")?.setAttribute("hidden", "");
    const before = goesOn ? Number(line.dataset.done) : 0;
    const gone = undone.length + own.filter((one) => one.takenBack && !isNews(one) && goesOn).length;
    const count = Math.max(0, before - gone + fromHere.reduce((sum, one) => sum + doseOf(one, line), 0));
    showLine(line, count, expected, fromHere);
    if (expected > 0) shownLines += 1;
    if (expected > 0 && !weekly) planned += 1;
    if (expected > 0 && !weekly && count >= expected) finished += 1;
  }
  const nothing = /** @type {HTMLElement | null} */ (document.querySelector("#today .nothing"));
  if (nothing) nothing.hidden = shownLines > 0;
  const flag = /** @type {HTMLElement} */ (document.getElementById("flagged"));
  flag.hidden = !all.some((one) => one.event.type === RED_FLAG && isNews(one));
  showHold(!flag.hidden || list().hasAttribute("data-hold"));
  const sum = /** @type {HTMLElement | null} */ (document.getElementById("sum"));
  if (sum) {
    sum.hidden = planned === 0;
    const key = finished === planned ? "allDone" : finished === 0 ? "noneYet" : "someDone";
    sum.textContent = word(key, { done: finished, all: planned });
  }
}

/** A page of another day says which day it is.  @param {string} date */
function showDate(date) {
  const write = (/** @type {string} */ id, /** @type {Intl.DateTimeFormatOptions} */ how) => {
    const shown = new Intl.DateTimeFormat(document.documentElement.lang, { ...how, timeZone: "UTC" });
    const said = shown.format(new Date(`${date}T00:00:00Z`));
    /** @type {HTMLElement} */ (document.getElementById(id)).textContent = said[0].toUpperCase() + said.slice(1);
  };
  write("weekday", { weekday: "long" });
  write("date", { dateStyle: "long" });
}

/** A red flag holds the exercises from its report on, also before the clinic has it.  @param {boolean} held */
function showHold(held) {
  /** @type {HTMLElement} */ (document.getElementById("on-hold")).hidden = !held;
  for (const id of ["plan", "does-not-work"]) document.getElementById(id)?.toggleAttribute("hidden", held);
}

/** @param {Report} one  @param {HTMLElement} line  @param {string} from  the first date that counts */
function isDose(one, line, from) {
  if (one.event.type !== LOGGED || one.state === "refused" || day(new Date(one.event.time)) < from) return false;
  const entries = /** @type {{prescription_id: string}[]} */ (one.event.data.entries);
  return entries.some((entry) => entry.prescription_id === line.dataset.prescription);
}

/** How much of a dose, up to one.  @param {Report} one  @param {HTMLElement} line */
function doseOf(one, line) {
  const entries = /** @type {{prescription_id: string, sets?: number}[]} */ (one.event.data.entries);
  const entry = entries.find((each) => each.prescription_id === line.dataset.prescription);
  return Math.min(1, (entry?.sets ?? Infinity) / Number(line.dataset.sets));
}

/** @param {HTMLElement} line  @param {number} count  @param {number} expected  @param {Report[]} fromHere */
function showLine(line, count, expected, fromHere) {
  const rounded = Math.round(count * 100) / 100;
  const finished = expected > 0 ? count >= expected : count > 0;
  line.toggleAttribute("data-finished", finished);
  line.querySelector(".dose-done")?.setAttribute("aria-pressed", String(finished));
  const asked = /** @type {HTMLElement | null} */ (line.closest("[data-planned]"));
  if (asked) line.hidden = expected === 0 && asked.dataset.planned === "yes";
  const shownCount = rounded.toLocaleString(document.documentElement.lang);
  const many = expected > 1 || (expected > 0 && !finished && count > 0);
  const told = many ? word("ofSo", { done: shownCount, all: expected }) : "";
  for (const place of line.querySelectorAll("[data-count]")) place.textContent = told;
  const place = /** @type {HTMLElement} */ (line.querySelector("[data-here]"));
  const form = /** @type {HTMLTemplateElement} */ (document.getElementById("undo-form"));
  place.replaceChildren(
    ...fromHere.map((one) => {
      const row = /** @type {DocumentFragment} */ (form.content.cloneNode(true));
      const told = word("doneAt", { at: clock(new Date(one.event.time)) });
      /** @type {HTMLElement} */ (row.querySelector("[data-at]")).textContent = told;
      /** @type {HTMLElement} */ (row.querySelector("[data-do]")).dataset.id = one.event.id;
      return row;
    }),
  );
}

for (const timer of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-timer]"))) holdTimer(timer);
for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-scale]"))) scale(one);

document.addEventListener("refreshed", () => void show());
(await queue).onChange(() => void show());
await show();
